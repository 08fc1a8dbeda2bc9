"""Endpoints and deliveries in the console: what is shown, and what is changed."""

import re
from typing import Final

import pytest

from jetbridge.flows.self_service.quota import A_MINUTE
from jetbridge.model import webhook
from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import DeliveryStatus, EndpointStatus
from jetbridge.store import endpoints
from jetbridge.store.quotas import Quota
from tests.fakes.http import FakeHttp
from tests.support import webhooks
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console, submit
from tests.support.webhooks import URL, the_endpoint
from tests.unit.flows.event.webhooks.tenant import is_signed

LIST: Final = f"{HOME}/webhooks"
ONE: Final = f"{LIST}/default"
SECRET: Final = re.compile(r'<p class="code secret">(whsec_[^<]+)</p>')


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator who has signed in just now."""
    return console.person("admin")


def answers(console: Console, status: int) -> FakeHttp:
    """Have the endpoint answer like that."""
    http = console.world.http
    assert isinstance(http, FakeHttp)
    http.always("POST", URL, HttpResponse(status))
    return http


def secret_of(page: Page) -> Secret:
    """Return the secret that a page shows."""
    (shown,) = SECRET.findall(page.body)
    return Secret(shown)


def test_an_endpoint_is_registered_and_its_secret_shown_once(
    console: Console, admin: Browser
) -> None:
    """By the flow of the API; what is sent twice makes one endpoint."""
    assert "There is no endpoint" in admin.get(LIST).body
    # WHEN an endpoint is registered for one event
    form = {
        **admin.get(f"{LIST}/register").decision,
        "url": URL,
        "event:journey.completed": "1",
    }
    made, again = (admin.post(f"{LIST}/register", form, origin=ORIGIN) for _ in range(2))
    # THEN it is there once, and what signs is on those pages alone
    assert made.status == again.status == 200
    secret = secret_of(made)
    assert secret.reveal() == secret_of(again).reveal()
    assert the_endpoint(console.world).types == ("journey.completed",)
    assert len(endpoints.every(console.world.table, "demo")) == 1
    shown = admin.get(ONE)
    assert shown.status == 200
    assert URL in shown.body
    assert secret.reveal() not in shown.body + admin.get(LIST).body
    # AND it signs
    http = answers(console, 204)
    submit(admin, f"{ONE}/test")
    assert is_signed(http.sent("POST", URL)[-1], secret)
    # AND the trail names it
    assert ("webhook.set", "done", "person:ana", ("default",)) in console.recorded()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"url": "https://10.0.0.1/hook"}, "<strong>Address:</strong> Events cannot be sent there"),
        ({"url": "nonsense"}, "<strong>Address:</strong> Must be a URL"),
        (
            {"url": URL, "event:journey.exploded": "1"},
            "<strong>Events:</strong> <code>/events/0</code> Must be one of",
        ),
        ({"url": f"{URL}\x07"}, "<strong>Address:</strong> Must not hold control characters"),
    ],
)
def test_what_breaks_a_rule_is_shown_again(
    console: Console, admin: Browser, fields: dict[str, str], told: str
) -> None:
    """With the field, the rule and what was typed; nothing is stored."""
    answer = submit(admin, f"{LIST}/register", **fields, **{"event:journey.failed": "1"})
    assert answer.status in (400, 422)
    assert told in answer.body
    assert fields["url"].replace("\x07", "\ufffd") in answer.body
    assert 'name="event:journey.failed" value="1" checked' in answer.body
    assert not endpoints.every(console.world.table, "demo")


def test_an_endpoint_is_changed_paused_resumed_and_removed(
    console: Console, admin: Browser
) -> None:
    """Its secret stays while it is there."""
    webhooks.registered(console.world)
    sealed = the_endpoint(console.world).sealed_secrets
    fields = {"url": f"{URL}/2", "event:journey.failed": "1"}
    assert submit(admin, f"{ONE}/change", **fields).status == 303
    changed = the_endpoint(console.world)
    assert (changed.url, changed.types) == (f"{URL}/2", ("journey.failed",))
    assert submit(admin, f"{ONE}/pause").status == 303
    assert '<span class="badge warn">paused</span>' in admin.get(ONE).body
    assert submit(admin, f"{ONE}/resume").status == 303
    after = the_endpoint(console.world)
    assert (after.paused_at, after.sealed_secrets) == (None, sealed)
    assert submit(admin, f"{ONE}/remove").location.startswith(f"{LIST}?")
    assert not endpoints.every(console.world.table, "demo")
    assert admin.get(ONE).status == 404


def test_an_endpoint_that_has_changed_meanwhile_is_not_changed(
    console: Console, admin: Browser
) -> None:
    """Nor is what was typed lost."""
    webhooks.registered(console.world)
    form = {**admin.get(f"{ONE}/change").decision, "url": f"{URL}/mine"}
    submit(console.person("admin", subject="otto"), f"{ONE}/change", url=f"{URL}/theirs")
    answer = admin.post(f"{ONE}/change", form, origin=ORIGIN)
    assert answer.status == 409
    assert "The endpoint has changed since you saw it" in answer.body
    assert f"{URL}/mine" in answer.body
    assert the_endpoint(console.world).url == f"{URL}/theirs"


@pytest.mark.parametrize(
    ("status", "told"),
    [(204, "The endpoint took the test"), (500, "The test was not taken")],
)
def test_a_test_says_what_the_receiver_answered(
    console: Console, admin: Browser, status: int, told: str
) -> None:
    """On the page that follows."""
    webhooks.registered(console.world)
    answers(console, status)
    answer = submit(admin, f"{ONE}/test")
    assert told in answer.body
    assert f"the endpoint answered {status}" in answer.body
    assert console.recorded()[-1] == ("webhook.test", "done", "person:ana", ("default",))


def test_tests_are_counted_with_those_of_the_clients(console: Console, admin: Browser) -> None:
    """One too many is refused in words."""
    webhooks.registered(console.world)
    answers(console, 204)
    for _ in range(A_MINUTE[Quota.WEBHOOK_TESTS]):
        assert submit(admin, f"{ONE}/test").status == 200
    assert submit(admin, f"{ONE}/test").status == 429


def test_a_secret_is_replaced(console: Console, admin: Browser) -> None:
    """Both sign for as long as was chosen; a third one has to wait, and the page says so."""
    first = webhooks.registered(console.world)
    page = submit(admin, f"{ONE}/rotate", overlap="3600")
    assert "The one before it is good until" in page.body
    assert submit(admin, f"{ONE}/rotate", overlap="yesterday").status == 422
    again = submit(admin, f"{ONE}/rotate", overlap="86400")
    assert again.status == 409
    assert '<option value="86400" selected>' in again.body
    assert "overlapInSeconds" not in again.body
    http = answers(console, 204)
    submit(admin, f"{ONE}/test")
    (sent,) = http.sent("POST", URL)
    assert is_signed(sent, first)
    assert is_signed(sent, secret_of(page))
    # AND one that may be stolen ends at once
    assert "The one before" not in submit(admin, f"{ONE}/rotate", overlap="0").body


def test_deliveries_are_shown_by_list_and_page(console: Console, admin: Browser) -> None:
    """With what the receiver answered; each once."""
    webhooks.registered(console.world)
    dead = [webhooks.delivery(console.world, number) for number in range(30)]
    taken = webhooks.delivery(
        console.world, 99, status=DeliveryStatus.DELIVERED, outcome="http_204", attempts=1
    )
    found, url = [], f"{ONE}/deliveries?status=failed"
    while url:
        page = admin.get(url)
        assert page.status == 200
        assert "the endpoint answered 500" in page.body
        found += re.findall(rf'<span class="quiet">({dead[0][:-1]}\d+)</span>', page.body)
        link = re.search(r'<p class="more"><a class="button small" href="([^"]+)"', page.body)
        url = f"{ONE}/deliveries{link[1].replace('&amp;', '&')}" if link else ""
    assert sorted(found) == sorted(dead)
    delivered = admin.get(f"{ONE}/deliveries?status=delivered").body
    assert taken in delivered
    assert "the endpoint answered 204" in delivered
    assert "There is none." in admin.get(f"{ONE}/deliveries?status=waiting").body
    assert admin.get(f"{ONE}/deliveries?status=lost").status == 422


def test_what_a_pause_holds_has_no_next_attempt(console: Console, admin: Browser) -> None:
    """The moment at which it is given up is none."""
    webhooks.registered(console.world)
    held, waits = (
        webhooks.delivery(
            console.world, number, status=DeliveryStatus.WAITING, outcome=outcome, attempts=0
        )
        for number, outcome in enumerate((webhook.PAUSED, "http_500"))
    )
    body = admin.get(f"{ONE}/deliveries?status=waiting").body
    assert held in body
    assert waits in body
    assert body.count("next attempt: ") == 1


def test_what_was_given_up_is_sent_again(console: Console, admin: Browser) -> None:
    """One, and then all that is left."""
    webhooks.registered(console.world)
    first, second = (webhooks.delivery(console.world, number) for number in (0, 1))
    assert "given up" in admin.get(LIST).body
    path = f"{ONE}/deliveries/{first}/replay"
    assert "journey.completed was given up after 10 attempts" in admin.get(path).body
    assert submit(admin, path).location.startswith(f"{ONE}?")
    assert webhooks.status_of(console.world, first) is DeliveryStatus.WAITING
    assert webhooks.status_of(console.world, second) is DeliveryStatus.DEAD
    assert admin.get(path).status == 404
    assert submit(admin, f"{ONE}/replay").status == 303
    assert webhooks.status_of(console.world, second) is DeliveryStatus.WAITING
    on = [ids for action, outcome, _, ids in console.recorded() if outcome == "done"]
    assert on == [("default", first), ("default", second)]


def test_nothing_is_sent_again_where_nothing_is_sent(console: Console, admin: Browser) -> None:
    """The pages say so before anything is pressed."""
    webhooks.registered(console.world)
    dead = webhooks.delivery(console.world)
    found = the_endpoint(console.world)
    console.world.table.write(endpoints.save(webhook.disabled(found)))
    assert the_endpoint(console.world).status is EndpointStatus.DISABLED
    shown = admin.get(f"{ONE}/deliveries").body
    assert "would be given up once more" in shown
    assert "/replay" not in shown
    for path in (f"{ONE}/replay", f"{ONE}/deliveries/{dead}/replay"):
        assert admin.get(path).status == 409
    # AND once it is resumed, they offer it
    assert submit(admin, f"{ONE}/resume").status == 303
    assert f"{dead}/replay" in admin.get(f"{ONE}/deliveries").body


def test_the_overview_leads_to_what_needs_a_person(console: Console, admin: Browser) -> None:
    """An endpoint that is gone, and what was given up."""
    webhooks.registered(console.world)
    webhooks.delivery(console.world)
    found = the_endpoint(console.world)
    console.world.table.write(endpoints.save(webhook.disabled(found)))
    body = admin.get(HOME).body
    assert f'<a href="{ONE}">' in body
    assert f'<a href="{LIST}">Webhooks</a>' in body
