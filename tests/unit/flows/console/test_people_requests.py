"""Copies and erasures in the console: asked for with the id once more, and for who has asked."""

import json
from typing import Final

import pytest

from jetbridge.flows.people import requests
from jetbridge.model.person_request import PersonAct, PersonRequest
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.console import HOME, Console, submit
from tests.unit.flows.people.asking import worked_off

PEOPLE: Final = f"{HOME}/people"
ANA: Final = "person:ana"


@pytest.fixture
def admin(console: Console) -> Browser:
    """Return the browser of an administrator, of a tenant whose journey is over."""
    admin = console.person("admin")
    submit(admin, f"{console.journey_url}/cancel")
    console.simulation.work_off()
    return admin


def ask(console: Console, browser: Browser, act: str, **fields: str) -> Page:
    """Fill in the form of an action, and press its button."""
    named = {"kind": "candidate", "id": console.simulation.journey.candidate_id}
    return submit(browser, f"{PEOPLE}/{act}", **{**named, **fields})


def asked_for(console: Console) -> tuple[PersonRequest, ...]:
    """Return what was asked for, newest first."""
    return requests.page(console.world.context().table, "demo", limit=10, after=None)[0]


def test_an_erasure_is_told_in_words_and_asked_for(console: Console, admin: Browser) -> None:
    """It is the flow of the API, in the person's name."""
    # GIVEN the page of the action, which says what follows
    asking = admin.get(f"{PEOPLE}/erase").body
    assert "It cannot be taken back." in asking
    assert "The partners keep what they have." in asking
    candidate_id = console.simulation.journey.candidate_id
    # WHEN the whole id is given, with blanks around it
    answer = ask(console, admin, "erase", id=f" {candidate_id} ")
    # THEN the browser is led to the request, whose address does not hold the id
    (known,) = asked_for(console)
    assert answer.location.partition("?")[0] == f"{PEOPLE}/requests/{known.id}"
    assert (known.act, known.by) == (PersonAct.ERASE, ANA)
    page = admin.get(answer.location).body
    assert "The erasure is asked for." in page
    assert "Look again" in page
    # AND once it is made the page has the receipt, and the list of records the same
    worked_off(console.world)
    page = admin.get(f"{PEOPLE}/requests/{known.id}").body
    assert "completed" in page
    assert "1 journeys" in page
    assert "What remains at partners" in page
    assert "Look again" not in page
    assert candidate_id not in page
    assert f'href="{PEOPLE}/requests/{known.id}"' in admin.get(PEOPLE).body
    assert console.simulation.journey.erased_at is not None
    # AND who asked is in the trail, with what they have asked for, and for whom it was made
    recorded = console.recorded()[-4:]
    assert [(action, actor) for action, _, actor, _ in recorded] == [
        ("person.request", ANA),
        ("person.request", ANA),
        ("person.erase", ANA),
        ("person.erase", ANA),
    ]
    assert recorded[1][3] == (known.id,)


def test_a_copy_is_downloaded_by_who_has_asked(console: Console, admin: Browser) -> None:
    """Another administrator sees that it was made, and no more."""
    # GIVEN a copy that was asked for
    answer = ask(console, admin, "copy")
    url = answer.location.partition("?")[0]
    assert admin.get(f"{url}/copy").status == 409
    worked_off(console.world)
    # WHEN the person who asked looks at it
    assert f'href="{url}/copy"' in admin.get(url).body
    # THEN they can download it: a file that no cache keeps
    file = admin.get(f"{url}/copy")
    assert file.status == 200
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["cache-control"] == "no-store"
    candidate_id = console.simulation.journey.candidate_id
    assert json.loads(file.body)["journeys"][0]["candidate_id"] == candidate_id
    # AND another one is not led to it, and does not get it
    other = console.person("admin", subject="ben")
    assert "It can be downloaded until" in other.get(url).body
    assert f'href="{url}/copy"' not in other.get(url).body
    refused = other.get(f"{url}/copy")
    assert refused.status == 404
    assert candidate_id not in refused.body


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": " "}, "Give the whole id: 1 to 255 characters."),
        ({"id": "x" * 256}, "Give the whole id: 1 to 255 characters."),
        ({"kind": "name"}, "Choose what the id is."),
        ({"company": "x" * 256}, "Must not be longer than 255 characters."),
    ],
)
def test_a_form_that_names_no_one_is_shown_again(
    console: Console, admin: Browser, fields: dict[str, str], sentence: str
) -> None:
    """With what was filled in, and nothing was asked for."""
    answer = ask(console, admin, "erase", **fields)
    assert answer.status == 422
    assert sentence in answer.body
    assert asked_for(console) == ()


def test_a_button_that_is_pressed_twice_asks_once(console: Console, admin: Browser) -> None:
    """The form carries a key."""
    # GIVEN a form that was sent
    url, named = f"{PEOPLE}/copy", {"kind": "candidate", "id": "can-1"}
    form = {**admin.get(url).decision, **named}
    first = admin.post(url, form, origin=ORIGIN)
    # WHEN it is sent once more, also after it was made, THEN it leads to the same request
    assert admin.post(url, form, origin=ORIGIN).location == first.location
    worked_off(console.world)
    assert admin.post(url, form, origin=ORIGIN).location == first.location
    assert len(asked_for(console)) == 1


def test_why_it_was_not_made_is_said(console: Console, admin: Browser) -> None:
    """In words, with what to do."""
    answer = ask(console, admin, "erase", id="can-of-no-one")
    worked_off(console.world)
    page = admin.get(answer.location).body
    assert "failed" in page
    assert "Nothing is held of such a person." in page


def test_a_request_of_another_tenant_is_not_there(console: Console, admin: Browser) -> None:
    """Its id alone leads to nothing."""
    request_id = ask(console, admin, "erase").location.partition("?")[0].rpartition("/")[2]
    other = console.person("admin", tenant="other")
    for path in (request_id, f"{request_id}/copy"):
        assert other.get(f"/console/tenants/other/people/requests/{path}").status == 404
