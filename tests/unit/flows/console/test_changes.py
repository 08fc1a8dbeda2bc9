"""Connections, the policy and the audit trail: what is shown, and what is changed."""

import json
import re
from typing import Any, Final

import pytest

from jetbridge.flows.audit import Trail, append
from jetbridge.flows.journey import policies
from jetbridge.flows.self_service import policies as own
from jetbridge.model.audit import Action, Change, Outcome
from jetbridge.model.connection import Status
from jetbridge.store import policies as stored
from jetbridge.store.policies import State
from jetbridge.web.request import MAX_BODY
from tests.support.browser import ORIGIN, Browser
from tests.support.console import HOME, Console, submit
from tests.support.journeys.policies import policy

POLICY: Final = f"{HOME}/policy"


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator who has signed in just now."""
    return console.person("admin")


def in_force(console: Console) -> tuple[int, Any]:
    """Return the version in force, and its document."""
    shown = own.in_force(console.world.table, "demo")
    return shown.known.version, shown.version.document


def changed(**more: object) -> str:
    """Return the document of another policy."""
    return json.dumps({**policy(), "timeZone": "Europe/Berlin", **more})


def test_a_connection_is_shown_and_ended(console: Console, admin: Browser) -> None:
    """By the flow of the API; its history says by whom."""
    one = f"{HOME}/connections/{console.simulation.company.id}"
    assert f'href="{one}"' in admin.get(f"{HOME}/connections").body
    assert "active" in admin.get(one).body
    assert submit(admin, f"{one}/disconnect").location.startswith(one)
    assert console.simulation.company.status is Status.DISABLED
    after = admin.get(one).body
    assert "by you" in after
    assert "Disconnect…" not in after
    assert admin.get(f"{one}/disconnect").status == 409
    assert console.recorded()[-1] == (
        "connection.disconnect",
        "done",
        "person:ana",
        (console.simulation.company.id,),
    )


def test_another_tenants_connection_is_not_there(console: Console) -> None:
    """Whatever its id is."""
    browser = console.person("admin", tenant="other")
    path = f"/console/tenants/other/connections/{console.simulation.company.id}"
    assert browser.get(path).status == 404
    assert browser.get(f"{path}/disconnect").status == 404


def test_a_policy_is_changed_shown_and_put_back(console: Console, admin: Browser) -> None:
    """Each as a new version, with what differs in between."""
    answer = submit(admin, f"{POLICY}/change", document=changed())
    assert answer.status == 303, answer.body
    assert in_force(console)[0] == 2
    assert "version 2" in admin.get(POLICY).body
    earlier = admin.get(f"{POLICY}/versions/1").body
    assert '<span class="removed">-  &#34;timeZone&#34;: &#34;Europe/Berlin&#34;' in earlier
    assert submit(admin, f"{POLICY}/versions/1/restore").status == 303
    version, document = in_force(console)
    assert version == 3
    assert "timeZone" not in document
    actions = [(action, on) for action, outcome, _, on in console.recorded() if outcome == "done"]
    assert actions == [("policy.put", ("version 2",)), ("policy.restore", ("1", "version 3"))]


def test_a_faulty_document_is_shown_again_with_its_faults(console: Console, admin: Browser) -> None:
    """What was typed is not lost, and nothing is stored."""
    for document, fault in (
        (changed(steps=[]), "/steps"),
        (changed(timeZone="Mars"), "/timeZone"),
        ('{"schema": ', "JSON"),
        ("[]", "JSON object"),
    ):
        answer = submit(admin, f"{POLICY}/change", document=document)
        assert answer.status in (400, 422)
        assert fault in answer.body
        assert document.replace('"', "&#34;") in answer.body
    assert in_force(console)[0] == 1
    assert {outcome for _, outcome, _, _ in console.recorded()} == {"begun", "refused"}


def test_a_policy_that_has_changed_meanwhile_is_not_replaced(
    console: Console, admin: Browser
) -> None:
    """Nor is what was typed lost, and the page goes on to name the version that was seen."""
    context = console.world.context()
    asked = admin.get(f"{POLICY}/change").body
    token = asked.partition('class="decision"')[2].partition('csrf_token" value="')[2]
    form = {"csrf_token": token.partition('"')[0], "seen": "1", "document": changed()}
    policies.put(context, "demo", {**policy(), "timeZone": "Asia/Tokyo"}, replaces=1)
    for _ in range(2):
        answer = admin.post(f"{POLICY}/change", form, origin=ORIGIN)
        assert answer.status == 409
        assert "The policy is not as you saw it any more" in answer.body
        assert "version 2, active" in answer.body
        assert 'name="seen" value="1"' in answer.body
    assert in_force(console)[0] == 2


@pytest.mark.parametrize("word", ["pause", "change"])
def test_what_an_old_page_says_of_the_policy_is_not_done(
    console: Console, admin: Browser, word: str
) -> None:
    """A browser sends a form again when it restores its tab: no one decides that again."""
    # GIVEN a form of a policy that was paused and resumed since, at another moment
    form = {**admin.get(f"{POLICY}/{word}").decision, "document": changed()}
    context = console.world.context()
    policies.change(context, "demo", State.PAUSED, by="op", seen=1)
    console.world.clock.advance(60)
    policies.change(context, "demo", State.ACTIVE, by="op", seen=1)
    # WHEN it is sent
    answer = admin.post(f"{POLICY}/{word}", form, origin=ORIGIN)
    # THEN the policy stays as it is
    assert answer.status == 409
    known = stored.latest(console.world.table, "demo")
    assert (known.version, known.state) == (1, State.ACTIVE)
    # AND a form of how it stands now is taken
    form = {**admin.get(f"{POLICY}/{word}").decision, "document": changed()}
    assert admin.post(f"{POLICY}/{word}", form, origin=ORIGIN).status == 303


def test_a_long_edit_outlives_a_fresh_sign_in(console: Console, admin: Browser) -> None:
    """The page asks for another sign-in, keeps the text, and its form is good afterwards."""
    asked = admin.get(f"{POLICY}/change").body
    token = asked.partition('class="decision"')[2].partition('csrf_token" value="')[2]
    form = {"csrf_token": token.partition('"')[0], "seen": "1", "document": changed()}
    console.world.clock.advance(301)
    stale = admin.post(f"{POLICY}/change", form, origin=ORIGIN)
    assert "Sign in again in another tab" in stale.body
    assert "Europe/Berlin" in stale.body
    assert in_force(console)[0] == 1
    # WHEN the person signs in again, in the same browser
    console.named("admin")
    left = admin.get("/console/sign-in?fresh=1").location
    admin.get(console.identity.sign_in(left))
    # THEN the form that was open is taken
    assert admin.post(f"{POLICY}/change", form, origin=ORIGIN).status == 303
    assert in_force(console)[0] == 2


def test_a_long_edit_outlives_its_session(console: Console, admin: Browser) -> None:
    """The page says how to keep it, and the same form is good once the person is signed in."""
    form = {**admin.get(f"{POLICY}/change").decision, "document": changed()}
    # GIVEN that the session ends while the person writes
    console.world.clock.advance(30 * 60)
    ended = admin.post(f"{POLICY}/change", form, origin=ORIGIN)
    assert ended.status == 401
    assert "To keep what you filled in" in ended.body
    assert in_force(console)[0] == 1
    # WHEN the person signs in again, in the same browser, and the form is sent once more
    console.named("admin")
    console.sign_in(admin)
    assert admin.post(f"{POLICY}/change", form, origin=ORIGIN).status == 303
    # THEN nothing of it is lost
    assert in_force(console)[0] == 2


def test_a_policy_of_any_allowed_length_fits_into_the_form(
    console: Console, admin: Browser
) -> None:
    """A form is longer than its document: each line break alone is three bytes."""
    lines = json.dumps(json.loads(changed()), indent=1) + "\n" * (MAX_BODY // 2)
    assert submit(admin, f"{POLICY}/change", document=lines).status == 303
    assert in_force(console)[0] == 2


def test_a_form_without_its_text_is_asked_for_again(console: Console, admin: Browser) -> None:
    """No browser of ours sends it; the page has the document in force."""
    form = admin.get(f"{POLICY}/change").decision
    answer = admin.post(f"{POLICY}/change", form, origin=ORIGIN)
    assert answer.status == 400
    assert "jetbridge.policy/1" in answer.body
    assert in_force(console)[0] == 1


def test_what_stands_in_a_trail_is_shown_as_text(console: Console, admin: Browser) -> None:
    """By whom it was written does not matter: a client's name, an id, an action."""
    evil = "<img src=x onerror=alert(1)>"
    trail = Trail.of(console.world.context())
    append(trail, Change(Action.POLICY_PUT, "demo", evil, "r", (evil,)), Outcome.DONE)
    page = admin.get(f"{HOME}/audit").body
    assert "&lt;img src=x" in page
    assert evil not in page


def test_what_is_typed_or_stored_in_a_policy_is_shown_as_text(
    console: Console, admin: Browser
) -> None:
    """In the form, in the document, and in what differs."""
    evil = "</textarea></pre><script>alert(1)</script>"
    again = submit(admin, f"{POLICY}/change", document=json.dumps({"schema": evil}))
    context = console.world.context()
    context.table.write(
        *stored.replaced(
            "demo", {**policy(), "note": evil}, before=stored.latest(context.table, "demo"), now=1
        )
    )
    pages = [admin.get(f"{POLICY}{rest}") for rest in ("", "/change", "/versions/2", "/versions/1")]
    for page in (again, *pages):
        assert "&lt;script&gt;" in page.body
        assert "<script" not in page.body


def test_a_policy_is_paused_resumed_and_removed(admin: Browser) -> None:
    """Each asks what the person saw."""
    assert submit(admin, f"{POLICY}/pause").status == 303
    assert "paused" in admin.get(POLICY).body
    assert submit(admin, f"{POLICY}/resume").status == 303
    assert submit(admin, f"{POLICY}/remove").status == 303
    assert "There is no policy in force" in admin.get(POLICY).body
    assert admin.get(f"{POLICY}/pause").status == 404
    # AND a first one may be put after that
    assert submit(admin, f"{POLICY}/change", document=changed()).status == 303


@pytest.mark.parametrize("requests", [1, 100])
def test_the_trail_is_shown_newest_first_page_by_page(
    console: Console, admin: Browser, requests: int
) -> None:
    """Each entry once, whether they are in one chain or in all of them."""
    # GIVEN a hundred entries
    trail = Trail.of(console.world.context())
    for number in range(100):
        request = f"request-{number % requests}"
        append(trail, Change(Action.POLICY_PUT, "demo", "client:c", request), Outcome.DONE)
    # WHEN page after page is read
    seen, url = 0, f"{HOME}/audit"
    while url:
        page = admin.get(url).body
        seen += page.count('<td data-name="Who">')
        link = page.partition('href="?before=')[2].partition('"')[0]
        url = f"{HOME}/audit?before={link}" if link else ""
    # THEN it is all of them
    assert seen == 100


def test_the_trail_misses_no_entry_of_a_clock_that_is_late(
    console: Console, admin: Browser
) -> None:
    """Of one chain, in which an operator's machine wrote after a function, an earlier time."""
    # GIVEN a chain whose entries, in order, are not in the order of their times
    trail, clock = Trail.of(console.world.context()), console.world.clock
    for number in range(60):
        clock.advance(-50 if number % 2 else 60)
        change = Change(Action.POLICY_PUT, "demo", f"client:{number:02d}", "request")
        append(trail, change, Outcome.DONE)
    # WHEN page after page is read
    found: list[str] = []
    url = f"{HOME}/audit"
    while url:
        page = admin.get(url).body
        found += re.findall(r"client:\d\d", page)
        link = page.partition('href="?before=')[2].partition('"')[0]
        url = f"{HOME}/audit?before={link}" if link else ""
    # THEN each entry was shown once
    assert sorted(found) == [f"client:{number:02d}" for number in range(60)]


def test_who_an_operator_is_stays_with_the_operators(console: Console, admin: Browser) -> None:
    """Their identity names an AWS account, and often a person of the vendor."""
    # GIVEN a change by an operator's command
    arn = "arn:aws:sts::123456789012:assumed-role/operator/kim"
    change = Change(Action.POLICY_PUT, "demo", f"operator:{arn}", "cli-1")
    append(Trail.of(console.world.context()), change, Outcome.DONE)
    # THEN the tenant sees that it was one, and another operator who
    page = admin.get(f"{HOME}/audit").body
    assert "an operator" in page
    assert "arn:aws" not in page
    operator = console.person("operator", tenant=None)
    assert arn in operator.get(f"{HOME}/audit").body


@pytest.mark.parametrize("before", ["1", "a-b-c-d", "1-2-3", "1-2-3-4-5", "-1-0-0-0", ""])
def test_an_address_of_no_page_of_the_trail_is_refused(admin: Browser, before: str) -> None:
    """In words."""
    assert admin.get(f"{HOME}/audit?before={before}").status == 422


def test_the_deployments_trail_is_the_operators(console: Console) -> None:
    """No tenant's."""
    operator = console.person("operator", tenant=None)
    assert "Nothing was changed yet" in operator.get("/console/audit").body
