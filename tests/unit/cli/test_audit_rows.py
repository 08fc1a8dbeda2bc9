"""What `jetbridge audit verify --anchor` takes, and what `audit export` leaves out."""

import json
from pathlib import Path

import pytest

from jetbridge.model.audit import Action, Entry, Head, Outcome, digest
from jetbridge.model.audit_check import Anchor
from jetbridge.store import keys
from jetbridge.store.listing import left_out
from jetbridge.store.mapper import to_item
from jetbridge.store.table import Foreign, Item
from jetbridge_cli import audit_rows
from jetbridge_cli.failure import CommandError
from tests.fakes.clock import START

ENTRY = {"pk": "AUDIT#2#demo", "number": 3, "digest": "d3", "ttl": 90, "actor": "x"}
ENDED = Head(4, "d4", 95)
LOGGED = {
    "level": "INFO",
    "message": "audit entry",
    "chain": "2#demo",
    "number": 5,
    "digest": "d5",
    "expires_at": 99,
}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (json.dumps(ENTRY), {3: Anchor("d3", 90)}),
        (json.dumps([audit_rows.end("2#demo", ENDED, 4)]), {4: Anchor("d4", 95)}),
        (
            json.dumps([{"chain": "2#demo", "entries": 4, "number": 4, "digest": "d4"}]),
            {4: Anchor("d4")},
        ),
        (
            f"{json.dumps(LOGGED)}\n{json.dumps(ENTRY)}\n",
            {5: Anchor("d5", 99), 3: Anchor("d3", 90)},
        ),
    ],
    ids=["an export", "ends of chains", "ends, of 0.1.0", "lines of a log and an export"],
)
def test_what_was_kept_elsewhere_is_read(
    tmp_path: Path, text: str, known: dict[int, Anchor]
) -> None:
    """An export, the ends of the chains, and the logs of the functions."""
    file = tmp_path / "anchor"
    file.write_text(text)
    assert audit_rows.anchors(file) == {"2#demo": known}


@pytest.mark.parametrize(
    ("text", "why"), [("{}", "is neither what"), ("", "has no entry"), ("[]", "has no entry")]
)
def test_anything_else_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """A file that says nothing must not be taken for one that agrees."""
    file = tmp_path / "anchor"
    file.write_text(text)
    with pytest.raises(CommandError, match=why):
        audit_rows.anchors(file)


@pytest.mark.parametrize(
    "damage",
    [{"at": 1_764_500_000_000}, {"at": None}, {"action": Foreign()}, {"digest": None}],
    ids=["a moment in milliseconds", "no moment", "a type that is not stored", "no digest"],
)
def test_an_export_leaves_out_and_names_what_cannot_be_read(damage: Item) -> None:
    """As CSV and as JSON Lines, the others are written out."""
    # GIVEN two entries, one of which was damaged
    entry = Entry(
        number=1,
        tenant="demo",
        action=Action.POLICY_PUT,
        outcome=Outcome.DONE,
        actor="client:jb_ci_1",
        on=("1",),
        request_id="r1",
        at=START,
        ttl=START + 60,
        previous="",
        previous_ttl=0,
    )
    key = keys.audit_entry("0#demo", 1)
    whole = {**to_item(key, entry), "digest": "d"}
    broken = {**whole, "pk": key.pk, "sk": "ENTRY#2", **damage}
    # WHEN they are exported
    everything = audit_rows.Filter(frozenset(), 0, None)
    with left_out() as named:
        taken = [*audit_rows.taken([broken, whole], everything)]
    # THEN each form has the other one, and the broken one is named
    assert taken == [whole]
    assert audit_rows.csv_line(whole).startswith("2026-")
    assert [each.kind for each in named.values()] == ["AUDIT ENTRY"]


def test_what_no_entry_holds_is_another_digest() -> None:
    """So `audit verify` names the entry, whatever type someone has put there."""
    # GIVEN an entry, and one to which a set or bytes were added
    whole: Item = {"number": 1}
    for added in (Foreign(), b"x"):
        # THEN the digest differs
        assert digest({**whole, "x": added}) != digest(whole)
