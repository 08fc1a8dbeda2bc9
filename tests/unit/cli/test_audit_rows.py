"""What `jetbridge audit verify --anchor` takes."""

import csv
import json
from pathlib import Path

import pytest

from jetbridge.model.audit import Head
from jetbridge.model.audit_check import Anchor
from jetbridge.store.listing import left_out
from jetbridge_cli import audit_rows
from jetbridge_cli.failure import CommandError

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


def whole_entry() -> audit_rows.Entry:
    """Return an entry as it is stored."""
    return {
        "pk": "AUDIT#2#demo",
        "sk": "ENTRY#0000000001",
        "tenant": "demo",
        "actor": "client:c",
        "action": "policy.put",
        "on": ["version 1"],
        "request_id": "r",
        "outcome": "done",
        "at": 1_700_000_000,
        "number": 1,
        "ttl": 1_700_000_001,
        "previous": "p",
        "previous_ttl": 1_700_000_000,
        "digest": "d",
    }


@pytest.mark.parametrize("attribute", ["at", "action", "on", "tenant", "digest"])
def test_an_export_names_a_broken_entry_and_has_the_others(attribute: str) -> None:
    """Lines of JSON are kept as evidence: they have the broken one, too, as it is stored."""
    # GIVEN two entries, of which one lacks an attribute
    entry, wanted = whole_entry(), audit_rows.Filter(frozenset({"policy.put"}), 0, None)
    broken = {name: each for name, each in entry.items() if name != attribute}
    for as_stored, exported in ((False, [entry]), (True, [broken, entry])):
        # WHEN they are exported
        with left_out() as noted:
            found = [*audit_rows.exported([broken, entry], wanted, as_stored=as_stored)]
        # THEN the whole one is there, and the broken one is noted with what it lacks
        assert found == exported
        assert [attribute in each.why for each in noted.values()] == [True]
    # AND what is found can be written as CSV
    assert next(csv.reader([audit_rows.csv_line(entry)]))[1] == "demo"
