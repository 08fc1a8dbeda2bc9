"""What counts as an id of SmartRecruiters'."""

import json

import pytest

from jetbridge.partners.smartrecruiters.hired import Hired, read_hired
from jetbridge.partners.smartrecruiters.ids import read_id
from jetbridge.partners.smartrecruiters.subscription_api import facts
from tests.fakes import answer
from tests.fakes.context import SMARTRECRUITERS

GOOD = ["a6b1c2d3-0000-4000-8000-000000000000", "744000012345678", "...", "a", "x" * 128]
BAD = [
    "",
    ".",
    "..",
    "a/b",
    "a b",
    "a\r\nb",
    "é",
    "\ud800",
    "x" * 129,
    None,
    True,
    1.5,
    ["a"],
    {"a": "b"},
]


@pytest.mark.parametrize("value", GOOD)
def test_an_id_is_read_as_it_is(value: str) -> None:
    """Whatever its form is."""
    # THEN it is one
    assert read_id(value) == value


@pytest.mark.parametrize("value", BAD, ids=repr)
def test_what_leads_elsewhere_or_cannot_be_stored_is_no_id(value: object) -> None:
    """Neither in a notification, nor in the list of those hired."""
    # THEN it is none
    assert read_id(value) == ""
    # AND a notification that names it names no person
    body = json.dumps({"candidate_id": value, "job_id": "job-1"}).encode()
    assert facts(body, "", SMARTRECRUITERS) == {"job_id": "job-1"}
    # AND a list tells its position, and reads the rest
    hired = {"id": value, "primaryAssignment": {"job": {"id": "job-1"}}}
    other = {"id": "can-2", "primaryAssignment": {"job": {"id": "job-1"}}}
    assert read_hired(answer({"content": [hired, other]})) == Hired(
        (("can-2", "job-1"),), "", unreadable=(0,)
    )


def test_a_whole_number_is_its_digits() -> None:
    """JSON has numbers, too."""
    # THEN it is an id
    assert read_id(744000012345678) == "744000012345678"


@pytest.mark.parametrize("page_id", ["x" * 2_049, "\ud800", True, False, 1.5, ["a"], {"a": "b"}])
def test_a_list_that_goes_on_nowhere_says_so(page_id: object) -> None:
    """It must not pass for a list that has ended."""
    # THEN the page is read, and its end is none
    person = {"id": "can-2", "primaryAssignment": {"job": {"id": "job-1"}}}
    assert read_hired(answer({"content": [person], "nextPageId": page_id})) == Hired(
        (("can-2", "job-1"),), "", goes_on_nowhere=True
    )


@pytest.mark.parametrize(("page_id", "named"), [("p2", "p2"), (2, "2"), (0, "0"), (None, "")])
def test_a_page_id_is_text(page_id: object, named: str) -> None:
    """A number is used as its digits."""
    # THEN the list goes on there
    assert read_hired(answer({"content": [], "nextPageId": page_id})) == Hired((), named)
