"""The list of changes is read as it was written."""

import json

from jetbridge.model.audit import Action, Outcome
from jetbridge.model.changes import Kind
from jetbridge.model.changes_since import Erased, Moved, Since, of_erasure, read

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
    assert read([{"message": "kept"}, {"kept": "something else"}, {}]) == Since()


def test_a_journey_is_held_once_however_often_it_moved() -> None:
    """The last line counts."""
    moved = {"kept": str(Kind.MOVE), "journey": "jny", "tenant": "demo"}
    lines = [moved | {"version": 2}, moved | {"version": 3}]
    assert read(lines).moved == (Moved("jny", "demo", 3),)
