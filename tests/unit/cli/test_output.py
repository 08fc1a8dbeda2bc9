"""What commands print of what others wrote."""

import pytest

from jetbridge.model import text
from jetbridge_local.cli import output

ROW = {"name": "a\x1b[31m\u202eb\x9b\ud800", "words": ["[red]c[/]", "d\x07"]}


@pytest.mark.parametrize("as_json", [False, True])
def test_a_terminal_obeys_nothing_that_it_is_shown(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    """Items of earlier releases may hold anything."""
    output.show([ROW], ["name", "words"], as_json=as_json)
    output.show_one(ROW, as_json=as_json)
    printed = capsys.readouterr().out
    assert text.fault(printed) is None
    assert "[red]c[/]" in printed
