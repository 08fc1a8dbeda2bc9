"""The list of changes is read as it was written."""

import json

import pytest

from jetbridge.model.audit import Action, Outcome
from jetbridge.model.changes import Kind
from jetbridge.model.changes_since import Erased, Moved, Since, of_erasure, read
from jetbridge.model.record import replace

ERASED = Erased("e", "demo", "o", 5, ("m",), ("jny",), ("onb",), "sealed")


def _change(outcome: Outcome, *on: str, request_id: str = "r") -> dict[str, object]:
    return {
        "kept": str(Kind.CHANGE),
        "at": 1,
        "action": str(Action.CLIENT_CREATE),
        "outcome": str(outcome),
        "tenant": "demo",
        "on": [*on],
        "request_id": request_id,
        "chain": "demo#0",
        "number": 1,
        "digest": "of the trail",
    }


def test_an_erasure_is_read_as_it_was_kept() -> None:
    """Through JSON."""
    line = json.loads(json.dumps(dict(of_erasure(ERASED))))
    assert read([line]) == Since(erased=(ERASED,))


def test_a_change_is_one_and_has_what_it_has_made() -> None:
    """Its beginning and its end are two lines: when it began, and its last entry in the trail."""
    began = _change(Outcome.BEGUN, "a")
    ended = _change(Outcome.DONE, "a", "made") | {"at": 9, "number": 2, "digest": "of its end"}
    (changed,) = read([began, ended]).changed
    assert (changed.outcome, changed.on) == (Outcome.DONE, ("a", "made"))
    assert (changed.at, changed.number, changed.digest) == (1, 2, "of its end")


def test_what_is_no_line_of_the_list_is_passed_over() -> None:
    """Functions log other things."""
    assert read([{"message": "kept"}, {}]) == Since()


@pytest.mark.parametrize(
    "line",
    [
        {"kept": ""},
        {"kept": "something else"},
        {"kept": str(Kind.MOVE), "journey": "jny"},
        _change(Outcome.DONE) | {"outcome": "undone"},
        _change(Outcome.DONE) | {"on": None},
    ],
    ids=["torn", "later-kind", "later-form", "later-word", "other-type"],
)
def test_a_line_that_cannot_be_read_is_counted(line: dict[str, object]) -> None:
    """The others are read: what they tell of is not lost with it."""
    found = read([line, of_erasure(ERASED)])
    assert (found.unread, found.erased) == (1, (ERASED,))


@pytest.mark.parametrize("versions", [(2, 3), (3, 2), (3, 2, 3)])
def test_a_journey_is_held_once_however_often_it_moved(versions: tuple[int, ...]) -> None:
    """The last version counts, wherever its line is: clocks differ."""
    moved = {"kept": str(Kind.MOVE), "journey": "jny", "tenant": "demo"}
    lines = [moved | {"version": each} for each in versions]
    assert read(lines).moved == (Moved("jny", "demo", 3),)


def test_a_change_that_was_refused_is_none_in_any_order() -> None:
    """Its end is the entry with the higher number."""
    began = _change(Outcome.BEGUN, "a")
    refused = _change(Outcome.REFUSED, "a") | {"number": 2}
    assert read([refused, began, began]).changed == ()


def test_an_erasure_that_was_taken_up_again_is_of_all_that_it_has_found() -> None:
    """What its first run has wiped, its second one does not find."""
    again = of_erasure(replace(ERASED, markers=("m", "n"), journeys=(), onboardings=("other",)))
    for lines in ([of_erasure(ERASED), again], [again, of_erasure(ERASED)]):
        (erased,) = read(lines).erased
        assert {*erased.markers} == {"m", "n"}
        assert {*erased.journeys, *erased.onboardings} == {"jny", "onb", "other"}


def test_an_erasure_that_was_taken_back_has_erased_nothing_in_any_order() -> None:
    """Its id is never used again."""
    begun, undone = of_erasure(ERASED), of_erasure(replace(ERASED, undone=True))
    assert read([begun, undone]).erased == read([undone, begun]).erased == ()


def test_lines_that_are_there_twice_tell_nothing_more() -> None:
    """A log is delivered at least once."""
    hire = {"kept": "hire", "journey": "j", "tenant": "t", "connection": "c", "record": "r"}
    lines = [hire | {"round": 1}, of_erasure(ERASED), _change(Outcome.DONE)]
    assert read([*lines, *lines]) == read(lines)
