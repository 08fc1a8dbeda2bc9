"""What commands print of what others wrote."""

import json

import pytest
from rich.console import Console

from jetbridge_cli import output, printing
from tests.support.terminal import is_harmless
from tests.unit.cli.consoles import pipe, printed, terminal

HOSTILE = {
    "markup": "[/oops] [red]c[/] :smile:",
    "colour": "a\x1b[31mb",
    "link": "\x1b]8;;https://evil.test\x1b\\go\x1b]8;;\x1b\\",
    "eight-bit control": "a\x9b31mb\x9d",
    "lines": "a\nb\r\x0b\x85\u2028\u2029",
    "tab": "a\tb",
    "direction": "a\u202eb\u2066c\u200fd",
    "unseen": "a\u200bb\ufeff\xad",
    "delete": "a\x7f\x08\x07",
    "half": "a\ud800",
}
ROW = {"name": "n", "word": ""}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("on", [terminal(80), terminal(20), pipe()], ids=["wide", "narrow", "pipe"])
def test_a_terminal_obeys_nothing_that_it_is_shown(value: str, on: Console) -> None:
    """Partners, tenants and the people themselves may write anything."""
    row = {**ROW, "word": value, "words": [value, {"value": value}]}
    output.show([row], [*row], as_json=False, to=on)
    output.show_one(row, as_json=False, to=on)
    output.show_lines([(value, value)], to=on)
    output.say(value, to=on)
    output.show_json(row, to=on)
    assert is_harmless(printed(on))


def test_what_is_spelled_out_stays_readable() -> None:
    """An operator sees what is there; joiners belong to the words of some languages."""
    assert printing.printable("a\x1b[31m\nb\u202e") == "a\\x1b[31m\\nb\\u202e"
    ordinary = "Zo\u00eb \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u4e2d\u6587 a\u00a0b"
    assert printing.printable(ordinary) == ordinary


def test_markup_is_text() -> None:
    """Rich would take brackets for styles, and colons for pictures."""
    on = terminal(80)
    output.show([{"name": HOSTILE["markup"]}], ["name"], as_json=False, to=on)
    output.say(HOSTILE["markup"], to=on)
    assert printed(on).count(HOSTILE["markup"]) == 2


def test_a_line_of_a_pipe_is_a_record_whatever_is_in_it() -> None:
    """A value can neither begin a record nor a member."""
    on = pipe()
    output.show(
        [dict.fromkeys(HOSTILE, value) for value in HOSTILE.values()],
        [*HOSTILE],
        as_json=False,
        to=on,
    )
    lines = printed(on).removesuffix("\n").split("\n")
    assert len(lines) == len(HOSTILE) + 1
    assert {line.count("\t") for line in lines} == {len(HOSTILE) - 1}


def test_json_holds_what_is_stored() -> None:
    """A program reads the value itself."""
    on = pipe()
    output.show_json([HOSTILE], to=on)
    assert json.loads(printed(on)) == [HOSTILE]
    assert is_harmless(printed(on))
