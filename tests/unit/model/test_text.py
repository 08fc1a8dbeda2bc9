"""Text: what is never taken, and what is put right."""

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import text

NEVER_TAKEN = {
    "half a character": ("a\ud800b", "unicode"),
    "the other half": ("\udfff", "unicode"),
    "nul": ("\0", "no_control_characters"),
    "escape": ("\x1b[31m", "no_control_characters"),
    "vertical tab": ("a\x0bb", "no_control_characters"),
    "delete": ("\x7f", "no_control_characters"),
    "next line": ("\x85", "no_control_characters"),
    "C1": ("\x9b", "no_control_characters"),
    "override": ("\u202egpj.exe", "no_reordering"),
    "embedding": ("\u202a", "no_reordering"),
    "isolate": ("\u2066a\u2069", "no_reordering"),
}
FINE = [
    "",
    "Ana",
    "a\tb\r\nc",
    "\u00e9\u4e2d\U0001f600",
    "\u200f\u05e9\u05dc\u05d5\u05dd",
    "a\u200db",
    "\ufffd",
    "\u00a0",
]


@pytest.mark.parametrize(("written", "rule"), NEVER_TAKEN.values(), ids=NEVER_TAKEN)
def test_what_is_never_taken_has_a_rule(written: str, rule: str) -> None:
    """Each by its name, with a sentence that does not repeat the text."""
    found = text.fault(written)
    assert found is not None
    assert found.rule == rule
    assert not any(letter in found.sentence for letter in written if not letter.isascii())


@pytest.mark.parametrize("written", FINE)
def test_ordinary_text_of_any_script_is_taken(written: str) -> None:
    """Marks of direction and joiners are part of some scripts."""
    assert text.fault(written) is None


@given(st.text() | st.text(alphabet="\0\x0b\x1f\x85\x9b\ud800\udc00\u202e\u2069a \n"))
def test_cleaned_text_is_taken_and_can_be_stored(written: str) -> None:
    """Whatever a partner sends."""
    cleaned = text.cleaned(written)
    assert text.fault(cleaned) is None
    assert cleaned.encode().decode() == cleaned
    assert text.cleaned(cleaned) == cleaned


@given(st.text())
def test_fine_text_is_not_cleaned(written: str) -> None:
    """Nothing is changed where nothing is wrong."""
    if text.fault(written) is None:
        assert text.cleaned(written) == written


def test_what_was_lost_shows_and_what_only_reorders_does_not() -> None:
    """A name with a hole in it is another name; one without an override is the same."""
    assert text.cleaned("\u202eAna\u202c") == "Ana"
    assert text.cleaned("Ana\x0bRuiz") == "Ana Ruiz"
    assert text.cleaned("Ana\0") == text.cleaned("Ana\ud800") == f"Ana{text.LOST}"


BLANKS = [" ", "\t", "\r\n", "\u00a0", "\u2003", "\u202f", "\u3000", "\u2028", "\u200b", "\ufeff"]


@pytest.mark.parametrize("blank", [*BLANKS, "\u2060", "\u00ad", "\u200e", " \u200b\u00a0\r\n"])
def test_blanks_and_invisible_characters_at_the_ends_go(blank: str) -> None:
    """Those within stay."""
    assert text.stripped(f"{blank}ana{blank}ruiz{blank}") == f"ana{blank}ruiz"


def test_all_white_space_of_unicode_is_a_blank() -> None:
    """Whatever the language calls space."""
    every = "".join(letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.isspace())
    assert text.stripped(f"{every}x{every}") == "x"


def test_blanks_within_cost_no_more_than_other_letters() -> None:
    """Not the square of their number: this would take a minute."""
    assert len(text.stripped(f" a{' ' * 200_000}b ")) == 200_002


def test_only_a_whole_text_is_a_credential() -> None:
    """A cleaned token or key would be another one."""
    values: list[object] = ["", None, 7, f"a{text.LOST}", "a\0", "key"]
    assert [value for value in values if text.is_whole(value)] == ["key"]
    assert json.dumps(text.cleaned("\ud800")) == '"\\ufffd"'
