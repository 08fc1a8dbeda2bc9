"""Forms, fresh sign-ins and the audit trail: what lets an action through."""

import pytest

from jetbridge.model.journey import Status
from jetbridge.store import tenants
from tests.support.browser import ORIGIN, Browser
from tests.support.console import HOME, Console, submit


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator."""
    return console.person("admin")


def retry(console: Console) -> str:
    """Return the path of the action that tries the step again."""
    return f"{console.journey_url}/retry"


def form_of(admin: Browser, path: str) -> dict[str, str]:
    """Return the hidden fields of an action's form."""
    shown = admin.get(path).body
    inside = shown.partition('class="decision"')[2].partition("</form>")[0]
    return {
        name: inside.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("csrf_token", "version")
    }


def test_an_action_is_done_recorded_and_told(console: Console, admin: Browser) -> None:
    """By the flow of the API, with the person's subject."""
    # WHEN an administrator presses the button of an action
    answer = submit(admin, retry(console))
    # THEN it is done, and the browser comes back to the journey
    assert answer.status == 303
    assert answer.location.startswith(console.journey_url)
    console.simulation.work_off()
    assert console.simulation.status() is Status.WAITING
    # AND the page says so
    assert "It is tried again now." in admin.get(answer.location).body
    # AND the trail has it twice, with the person and the journey
    assert console.recorded() == [
        ("journey.retry", "begun", "person:ana", (console.simulation.journey.id,)),
        ("journey.retry", "done", "person:ana", (console.simulation.journey.id,)),
    ]


def test_a_get_request_changes_nothing(console: Console, admin: Browser) -> None:
    """A scanner that follows every link decides nothing."""
    before = console.simulation.journey
    for word in ("approve", "retry", "cancel", "new-link", "replace-link"):
        admin.get(f"{console.journey_url}/{word}")
    assert console.simulation.journey == before
    assert console.recorded() == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_a_form_comes_from_our_own_page(
    console: Console, admin: Browser, origin: str | None
) -> None:
    """Another site's page cannot send it, nor can one without an origin."""
    form = form_of(admin, retry(console))
    headers = {"origin": origin} if origin else {}
    assert admin.post(retry(console), form, **headers).status == 403
    assert console.recorded() == []


def test_a_token_is_of_one_session_and_one_path(console: Console, admin: Browser) -> None:
    """Another's token, another action's and none are refused, and the page leads back."""
    own, cancel = form_of(admin, retry(console)), f"{console.journey_url}/cancel"
    other = form_of(console.person("admin", subject="otto"), retry(console))
    for path, form in (
        (retry(console), other),
        (cancel, own),
        (retry(console), {"version": own["version"]}),
        (retry(console), {**own, "csrf_token": ""}),
    ):
        answer = admin.post(path, form, origin=ORIGIN)
        assert answer.status == 403
        assert "Open it again" in answer.body
    assert console.recorded() == []


def test_a_form_of_who_is_signed_out_changes_nothing(console: Console, admin: Browser) -> None:
    """The page leads to the sign-in, and from there back."""
    form = form_of(admin, retry(console))
    admin.cookies.clear()
    answer = admin.post(retry(console), form, origin=ORIGIN)
    assert answer.status == 401
    assert f"to={retry(console).replace('/', '%2F')}" in answer.body
    assert console.recorded() == []


def test_what_cannot_be_taken_back_asks_for_a_fresh_sign_in(
    console: Console, admin: Browser
) -> None:
    """Before the page of the action, and again before it is done."""
    path = f"{console.journey_url}/approve"
    form = form_of(admin, path)
    # GIVEN a sign-in that is more than five minutes old
    console.world.clock.advance(301)
    # THEN neither the page nor the form does anything but ask for another one
    for answer in (admin.get(path), admin.post(path, form, origin=ORIGIN)):
        assert "Sign in once more" in answer.body
    assert console.recorded() == []
    # WHEN the person signs in again, for which the issuer is told to ask for the credentials
    link = "/console/sign-in?fresh=1&to=" + path.replace("/", "%2F")
    left = admin.get(link)
    assert "max_age=0" in left.location
    assert "prompt=login" in left.location
    console.named("admin")
    back = admin.get(console.identity.sign_in(left.location))
    # THEN they come back to the page of the action, and can do it
    assert back.location == path
    assert submit(admin, path).status == 303
    assert console.recorded()[-1][:2] == ("journey.approve", "done")


def test_an_issuer_that_does_not_say_when_is_told_of(console: Console) -> None:
    """Nothing goes around in circles."""
    console.named("admin")
    console.identity.claims["auth_time"] = None
    admin = console.browser()
    console.sign_in(admin)
    assert "auth_time" in admin.get(f"{console.journey_url}/approve").body


def test_a_refusal_of_the_flow_is_a_page_and_recorded(console: Console, admin: Browser) -> None:
    """A decision about what the journey is no more."""
    # GIVEN the page of a decision, before another one decides
    form = form_of(admin, retry(console))
    submit(console.person("admin", subject="otto"), retry(console))
    # WHEN its button is pressed
    answer = admin.post(retry(console), form, origin=ORIGIN)
    # THEN the page says what happened, with the way back, and the trail has it
    assert answer.status == 409
    assert "The journey has changed since you saw it" in answer.body
    assert f'href="{console.journey_url}"' in answer.body
    assert console.recorded()[-1][:3] == ("journey.retry", "refused", "person:ana")


def test_what_was_done_is_told_to_its_own_session_alone(console: Console, admin: Browser) -> None:
    """A link from elsewhere has the page say nothing."""
    told = submit(admin, retry(console)).location
    other = console.person("admin", subject="otto")
    assert "It is tried again now." not in other.get(told).body
    bare = f"{console.journey_url}?done=journey.retry"
    assert "It is tried again now." not in admin.get(bare).body


def test_an_offboarded_tenant_is_the_operators_alone(console: Console, admin: Browser) -> None:
    """Its people see nothing any more, whatever their session says."""
    console.world.table.write(tenants.close("demo", by="operator", now=console.world.clock.now()))
    assert admin.get(HOME).status == 404
    assert console.person("operator", tenant=None).get(HOME).status == 200


def test_a_page_that_is_not_there_is_one_of_the_console(admin: Browser) -> None:
    """With its navigation, and no word on what was asked for."""
    for path in ("/console/nothing", f"{HOME}/journeys/nothing/at/all", f"{HOME}/journeys/jny_1"):
        answer = admin.get(path)
        assert answer.status == 404
        assert 'class="menu"' in answer.body


def test_the_policy_of_a_page_lets_in_no_script(console: Console, admin: Browser) -> None:
    """Nor a frame around it; forms go to our own origin."""
    for path in (HOME, f"{HOME}/journeys", console.journey_url, retry(console)):
        page = admin.get(path)
        assert page.policy["default-src"] == "'none'"
        assert "script-src" not in page.policy
        assert page.policy["form-action"] == "'self'"
        assert page.policy["frame-ancestors"] == "'none'"
        assert "<script" not in page.body
        assert page.headers["cache-control"] == "no-store"
