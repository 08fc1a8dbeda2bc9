"""A button that is pressed twice: what it has made is there once, and no secret is lost."""

import re
from typing import Final

import pytest

from jetbridge.oauth import clients
from jetbridge.store import keys
from tests.support import webhooks
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console, submit
from tests.support.webhooks import URL

CREATE: Final = f"{HOME}/clients/create"
SECRET: Final = re.compile(r'<p class="code secret">([^<]+)</p>')
CLIENT: Final = {"name": "backend", "scope:journeys:read": "1"}


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator who has signed in just now."""
    return console.person("admin")


def secret_of(page: Page) -> str:
    """Return the secret that a page shows, the last thing on it."""
    assert page.status == 200, page.body
    return str(SECRET.findall(page.body)[-1])


def good(console: Console, client_id: str, *secrets: str) -> list[bool]:
    """Return which secrets are a client's at present."""
    found, now = clients.find(console.world.table, client_id), console.world.clock.now()
    assert found
    live = {each.digest for each in found.secrets if each.is_live(now)}
    return [keys.digest(each) in live for each in secrets]


def a_client(admin: Browser) -> tuple[str, str]:
    """Make a client, and return its id and secret."""
    client_id, secret = SECRET.findall(submit(admin, CREATE, **CLIENT).body)
    return client_id, secret


@pytest.mark.parametrize("overlap", ["3600", "0"])
def test_a_clients_secret_is_replaced_once(console: Console, admin: Browser, overlap: str) -> None:
    """The secret that is shown last is good, and the one that is in use as long as was chosen."""
    # GIVEN a client, and the form that replaces its secret
    client_id, present = a_client(admin)
    url = f"{HOME}/clients/{client_id}/rotate"
    form = {**admin.get(url).decision, "overlap": overlap}
    # WHEN its button is pressed twice
    first, second = (secret_of(admin.post(url, form, origin=ORIGIN)) for _ in range(2))
    # THEN of the two new ones the last is good, and the present one as chosen
    assert good(console, client_id, present, second) == [overlap != "0", True]
    assert good(console, client_id, first) == [overlap == "0"]
    # AND an hour later the last one alone
    console.world.clock.advance(3_600)
    assert good(console, client_id, present, first, second) == [False, False, True]


def test_a_replacement_that_may_be_in_use_is_not_replaced(console: Console, admin: Browser) -> None:
    """Its page was loaded again after a minute."""
    client_id, present = a_client(admin)
    url = f"{HOME}/clients/{client_id}/rotate"
    form = {**admin.get(url).decision, "overlap": "86400"}
    secret = secret_of(admin.post(url, form, origin=ORIGIN))
    console.world.clock.advance(60)
    assert admin.post(url, form, origin=ORIGIN).status == 409
    assert good(console, client_id, present, secret) == [True, True]


@pytest.mark.parametrize("overlap", ["3600", "0"])
def test_an_endpoints_secret_is_replaced_once(
    console: Console, admin: Browser, overlap: str
) -> None:
    """It is shown again, and the one before it signs until the same moment."""
    webhooks.registered(console.world)
    url = f"{HOME}/webhooks/default/rotate"
    form = {**admin.get(url).decision, "overlap": overlap}
    first = admin.post(url, form, origin=ORIGIN)
    after = webhooks.the_endpoint(console.world)
    console.world.clock.advance(10)
    second = admin.post(url, form, origin=ORIGIN)
    assert secret_of(first) == secret_of(second)
    assert webhooks.the_endpoint(console.world) == after
    told = re.compile("The one before it is good until [^.]+")
    assert told.findall(first.body) == told.findall(second.body)


def test_a_state_is_set_once(console: Console, admin: Browser) -> None:
    """The second press is told what the first one has done, as for a policy."""
    webhooks.registered(console.world)
    for word, is_paused in (("pause", True), ("resume", False)):
        url = f"{HOME}/webhooks/default/{word}"
        form = admin.get(url).decision
        first, second = (admin.post(url, form, origin=ORIGIN) for _ in range(2))
        assert (second.status, second.location) == (303, first.location)
        assert (webhooks.the_endpoint(console.world).paused_at is not None) == is_paused


@pytest.mark.parametrize(
    ("path", "fields", "changed"),
    [
        ("clients/create", CLIENT, {"name": "other"}),
        ("webhooks/register", {"url": URL}, {"url": f"{URL}/other"}),
        (
            "connections/connect-link",
            {"partner": "onboardbase", "days": "3"},
            {"days": "4"},
        ),
    ],
)
def test_a_form_that_was_changed_after_it_was_taken_goes_on(
    admin: Browser, path: str, fields: dict[str, str], changed: dict[str, str]
) -> None:
    """Its first answer got lost. It is said in words, and the button makes another thing."""
    # GIVEN a form that was taken
    url = f"{HOME}/{path}"
    form = {**admin.get(url).decision, **fields}
    assert admin.post(url, form, origin=ORIGIN).status == 200
    # WHEN it is sent otherwise
    again = admin.post(url, {**form, **changed}, origin=ORIGIN)
    # THEN the page says so, without the words of the API
    assert again.status == 409
    assert "It was done before, with what was filled in then" in again.body
    assert "Idempotency-Key" not in again.body
    # AND its button makes what is filled in
    typed = {**fields, **changed}
    assert admin.post(url, {**again.decision, **typed}, origin=ORIGIN).status == 200
