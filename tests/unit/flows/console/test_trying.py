"""A draft of the policy, played on a page."""

import json
from typing import Final

import pytest

from jetbridge.flows.self_service import quota
from jetbridge.store.quotas import Quota
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console
from tests.support.journeys.policies import policy
from tests.unit.infra.templates import given

TRY: Final = f"{HOME}/policy/dry-run"


@pytest.fixture
def viewer(console: Console) -> Browser:
    """Return the browser of a person who may read."""
    return console.person("viewer")


def play(browser: Browser, document: str, verdict: str = "verified", **more: str) -> Page:
    """Fill in the form, and press its button."""
    form = {**browser.get(TRY).asks, "document": document, "verdict": verdict, **more}
    return browser.post(TRY, form, origin=ORIGIN)


def test_a_draft_is_played_beside_its_text(console: Console, viewer: Browser) -> None:
    """What would be sent and told, for each thing that the person may do."""
    before = dict(console.world.table._items)  # type: ignore[attr-defined]  # a memory table's
    # GIVEN the form, which has the document in force
    assert "jetbridge.policy/1" in viewer.get(TRY).body
    # WHEN the document is played for a person who proves who they are, and for one who fails
    document = json.dumps({**policy(), "timeZone": "Europe/Berlin"})
    verified, rejected = play(viewer, document), play(viewer, document, "rejected")
    # THEN each page tells how that ends, with the calls, and has the text still
    assert verified.status == rejected.status == 200
    assert "POST " in verified.body
    assert "failed to prove who they are" in rejected.body
    assert "failed to prove who they are" not in verified.body
    for page, verdict in ((verified, "verified"), (rejected, "rejected")):
        assert f'value="{verdict}" checked' in page.body
        assert "Europe/Berlin" in page.body
    # AND nothing is stored or recorded but the quota and the session
    after = dict(console.world.table._items)  # type: ignore[attr-defined]  # a memory table's
    changed = {key.pk.partition("#")[0] for key in after if after[key] != before.get(key)}
    assert changed <= {"QUOTA", "CONSOLE"}
    assert console.recorded() == []


@pytest.mark.parametrize(
    ("document", "more", "told"),
    [
        ('{"schema": ', {}, "JSON"),
        (json.dumps({**policy(), "steps": []}), {}, "<code>/steps</code>"),
        (json.dumps(policy()), {"verdict": "maybe"}, "<code>/verdict</code>"),
        (json.dumps(policy()), {"company": "unknown"}, "<code>/companyId</code>"),
    ],
)
def test_what_cannot_be_played_is_told_with_the_text(
    viewer: Browser, document: str, more: dict[str, str], told: str
) -> None:
    """By the places in the document that was typed."""
    page = play(viewer, document, **more)
    assert page.status in (400, 422)
    assert told in page.body
    assert document.replace('"', "&#34;") in page.body


def test_a_draft_with_a_character_that_is_taken_nowhere_is_not_lost(viewer: Browser) -> None:
    """The page shows where it stood."""
    draft = json.dumps({**policy(), "timeZone": "Europe/Berlin"})
    wrong = play(viewer, f"{draft}\u202e")
    assert wrong.status == 400
    assert "Europe/Berlin" in wrong.body
    assert "\ufffd" in wrong.body
    assert "\u202e" not in wrong.body


def test_what_the_function_is_given_suffices(console: Console) -> None:
    """Its environment has no room for all that the worker has."""
    # GIVEN a function that has the variables of the template, and no others
    names = given("ConsoleFunction")
    console.world.environment = {
        name: value for name, value in console.world.environment.items() if name in names
    }
    # THEN a policy is played to its end
    for verdict in ("verified", "rejected", "silent"):
        page = play(console.person("viewer"), json.dumps(policy()), verdict)
        assert page.status == 200
        assert "incode.example" in page.body


def test_it_has_the_quota_of_the_api(console: Console, viewer: Browser) -> None:
    """Ten a minute and tenant, by whichever way."""
    now = console.world.clock.now()
    for _ in range(quota.A_MINUTE[Quota.DRY_RUNS]):
        quota.take(console.world.table, Quota.DRY_RUNS, "demo", now=now)
    refused = play(viewer, json.dumps({**policy(), "timeZone": "Europe/Berlin"}))
    assert refused.status == 429
    assert "Europe/Berlin" in refused.body
    assert "retry-after" in {name.lower() for name in refused.headers}


def test_a_form_of_another_site_plays_nothing(viewer: Browser) -> None:
    """It would use up the quota."""
    form = {"document": "{}", "verdict": "verified"}
    assert viewer.post(TRY, form, origin="https://evil.example").status == 403
    assert viewer.post(TRY, form, origin=ORIGIN).status == 403
