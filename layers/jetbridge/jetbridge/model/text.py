"""Text as people and systems write it: what is never taken, and what is put right.

Three kinds of characters are never taken: halves of a character (lone surrogates), which UTF-8
cannot hold; control characters but tab and line breaks; and the controls that reorder text
(Unicode UAX #9, embeddings, overrides and isolates), with which a text shows as another one.
`fault` names the rule to the sender. `cleaned` puts right what a partner says of a person.
"""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple, TypeIs

_INVISIBLE: Final = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Soft hyphen, marks of direction, zero-width characters: at an end they mean nothing."""


_HALF: Final = re.compile(r"[\ud800-\udfff]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACING_CONTROL: Final = re.compile(r"[\x0b\x0c\x1c-\x1f\x85]")
_LEFTWARD: Final = frozenset({"R", "AL", "AN"})
"""The bidirectional classes of what is written from right to left."""
_REORDERING: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


LOST: Final = "\ufffd"
"""What stands where a character was lost on its way (U+FFFD)."""


class Fault(NamedTuple):
    """What is wrong with a text: a rule's name, and a sentence for a person."""

    rule: str
    sentence: str


FAULTS: Final = (
    Fault("unicode", "Must be Unicode text: half of a character stands in it."),
    Fault("no_control_characters", "Must not hold control characters."),
    Fault("no_reordering", "Must not hold characters that reorder text."),
)
"""Why a text is not taken anywhere."""
_PATTERNS: Final = (_HALF, _CONTROL, _REORDERING)


def is_id(text: str) -> bool:
    """Return whether a text has the form of an id of ours."""
    return _ID.fullmatch(text) is not None


def fault(text: str) -> Fault | None:
    """Return why a text is not taken anywhere, None where it is."""
    if _is_plain(text):
        return None
    pairs = zip(_PATTERNS, FAULTS, strict=True)
    return next((found for pattern, found in pairs if pattern.search(text)), None)


def marked(text: str) -> str:
    """Return a text in which `LOST` stands for each character that is not taken anywhere."""
    for pattern in _PATTERNS:
        text = pattern.sub(LOST, text)
    return text


def name_fault(name: str, limit: int) -> str:
    """Return why a page cannot show a name of at most `limit` characters, "" where it can.

    A page shows it beside words of its own, so nothing in it may break a line, hide, or reorder
    what stands around it.
    """
    if len(name) > limit:
        return f"must have at most {limit} characters"
    if found := fault(name):
        return f"{found.sentence[0].lower()}{found.sentence[1:].removesuffix('.')}"
    if not name.isprintable():
        return "must be one line of characters that can be seen"
    return "" if stripped(name) == name else "must not begin or end with a blank"


def isolated(text: str) -> str:
    """Return a text that does not reorder what stands around it, whichever way it is written.

    Source: Unicode UAX #9, §2.4 (isolates).
    """
    if text.isascii() or not any(unicodedata.bidirectional(each) in _LEFTWARD for each in text):
        return text
    return f"\u2068{text}\u2069"


def cleaned(text: str) -> str:
    """Return a text without what is never taken.

    What reorders goes, a control that is a space becomes one. Half a character and every other
    control become `LOST`: what they stood for is not known.
    """
    if _is_plain(text):
        return text
    text = _SPACING_CONTROL.sub(" ", _REORDERING.sub("", text))
    return _CONTROL.sub(LOST, _HALF.sub(LOST, text))


def _is_plain(text: str) -> bool:
    """Return whether a text is visible ASCII and blanks, as most are: three searches less."""
    return text.isascii() and text.isprintable()


def is_whole(value: object) -> TypeIs[str]:
    """Return whether a value is a text that says something, and of which nothing was lost."""
    return isinstance(value, str) and bool(value) and LOST not in value and fault(value) is None


def stripped(text: str) -> str:
    """Return a text without white space and invisible characters at its ends."""
    return text.strip(_blank())


@cache
def _blank() -> str:
    """Return what is stripped: all white space of Unicode is below U+3001."""
    return "".join(filter(str.isspace, map(chr, range(0x3001)))) + _INVISIBLE


def composed(text: str) -> str:
    """Return a text in the normal form C of Unicode: an accent stands in its letter."""
    return unicodedata.normalize("NFC", text)
