"""People: what is held of one, by which commands it is copied and erased, and the records."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.people import erase, export, finding
from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.store import onboardings
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console, submit

PEOPLE: Final = f"{HOME}/people"


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator."""
    return console.person("admin")


def look(browser: Browser, kind: str, value: str, url: str = PEOPLE) -> Page:
    """Fill in the form, and press its button."""
    form = {**browser.get(url).asks, "kind": kind, "id": value}
    return browser.post(url, form, origin=ORIGIN)


@pytest.mark.parametrize("kind", ["candidate", "application", "onboarding", "external"])
def test_what_is_held_of_a_person_is_found_by_each_id(
    console: Console, admin: Browser, kind: str
) -> None:
    """Their journeys and onboardings, each led to by the other."""
    # GIVEN the ids by which a person is known
    journey, table = console.simulation.journey, console.world.table
    onboarding_id = journey.steps[0].onboarding_id
    known = onboardings.get(table, onboarding_id)
    assert known
    ids = {
        "candidate": journey.candidate_id,
        "application": journey.application_id,
        "onboarding": onboarding_id,
        "external": known.external_customer_id,
    }
    # WHEN one of them is given
    page = look(admin, kind, f" {ids[kind]} ")
    # THEN both are found, the id stands in no address, and nothing is recorded
    assert page.status == 200
    assert f'href="{console.journey_url}"' in page.body
    assert f"<code>{onboarding_id}</code>" in page.body
    assert "journeys: <strong>1</strong>" in page.body
    assert f"?id={ids[kind]}" not in page.body
    assert console.recorded() == []


def test_the_commands_name_the_person_whatever_the_id_is(console: Console) -> None:
    """What is pasted into a shell is one word. Operators alone are shown them."""
    operator = console.person("operator", tenant=None)
    page = look(operator, "external", "x'; rm -rf / #").body
    assert "journeys: <strong>0</strong>" in page
    quoted = (
        "jetbridge people erase --tenant demo --external-id &#39;x&#39;&#34;&#39;&#34;&#39;; rm"
    )
    assert quoted in page
    assert "jetbridge people export person.json --tenant demo --external-id" in page


def test_a_person_who_was_found_can_be_copied_and_erased(admin: Browser) -> None:
    """On pages that ask for the id once more; no command is a tenant's to run."""
    page = look(admin, "candidate", "c-1").body
    assert f'href="{PEOPLE}/copy"' in page
    assert f'href="{PEOPLE}/erase"' in page
    assert "jetbridge people" not in page


@pytest.mark.parametrize(("kind", "value"), [("name", "Ada"), ("candidate", " "), ("", "x" * 256)])
def test_what_is_no_id_is_asked_for_again(admin: Browser, kind: str, value: str) -> None:
    """Nothing is looked for."""
    page = look(admin, kind, value)
    assert page.status == 422
    assert "Choose what the id is" in page.body
    assert "What is held" not in page.body


@pytest.mark.parametrize("value", ["c\u202e-1", "c\x1b[201~-1", "c\x00"])
def test_what_no_page_may_show_is_in_no_command(admin: Browser, value: str) -> None:
    """An operator would paste a command that is another one than they see."""
    page = look(admin, "candidate", value)
    assert page.status == 400
    assert "Must not hold" in page.body
    assert value not in page.body
    assert "jetbridge people" not in page.body


def test_people_of_another_tenant_are_not_found(console: Console) -> None:
    """By none of their ids."""
    other = console.person("admin", tenant="other")
    url, journey = "/console/tenants/other/people", console.simulation.journey
    for kind, value in (
        ("candidate", journey.candidate_id),
        ("application", journey.application_id),
        ("onboarding", journey.steps[0].onboarding_id),
    ):
        assert (
            "journeys: <strong>0</strong>, onboardings: <strong>0</strong>"
            in look(other, kind, value, url).body
        )


def test_records_of_copies_and_erasures_are_listed(console: Console, admin: Browser) -> None:
    """With what they counted; an erased person is not found any more."""
    # GIVEN a person of whom a copy was made, and who was erased
    submit(admin, f"{console.journey_url}/cancel")
    console.simulation.work_off()
    context = console.world.context()
    named = Identifier(NameKind.CANDIDATE, console.simulation.journey.candidate_id)
    found = finding.find(context, "demo", named)
    receipt = export.receipt(context, found, by="olga")
    erased = erase.erase(context, replace(found), by="olga", force=True).erasure
    # THEN the page has both records, and no operator's name
    page = look(admin, "candidate", named.value).body
    assert receipt.id in page
    assert erased.id in page
    assert "1 journeys" in page
    assert "olga" not in page
    assert "journeys: <strong>0</strong>" in page
    # AND operators see who it was
    assert "olga" in console.person("operator", tenant=None).get(PEOPLE).body
