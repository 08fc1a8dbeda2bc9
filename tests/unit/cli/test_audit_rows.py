"""What `jetbridge audit verify --anchor` takes."""

import json
from pathlib import Path

import pytest

from jetbridge.model.audit import Head
from jetbridge.model.audit_check import Anchor
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
