"""The languages of the pages: which one a reader gets, and a sentence in it.

English is what the code says itself. Every other language has a catalogue in `languages/`, a
gettext file that `make catalogues` compiles from the translations beside it. `make check` refuses
a catalogue that lacks a sentence.
"""

import functools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jetbridge.model import text
from jetbridge.model.sentence import Sentence

if TYPE_CHECKING:
    from gettext import NullTranslations

ENGLISH: Final = "en"
NAMES: Final[Mapping[str, str]] = {
    ENGLISH: "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
}
"""The languages that the pages speak, each by its own name."""
DIRECTION: Final = "ltr"
"""How all of them are written."""
FOLDER: Final = Path(__file__).with_name("languages")

_MAX_RANGES: Final = 32
"""Of an Accept-Language header. Browsers send a handful."""


def preferred(accept: str) -> str:
    """Return the language of ours that an Accept-Language header asks for, else English.

    The ranges are tried by their weight, each shortened from its end until one of ours matches it
    (RFC 4647 §3.4); one with the weight 0 is not acceptable. Malformed ranges are passed over
    (RFC 9110 §12.5.4: the header may be ignored).
    """
    ranges = (_range(part) for part in accept.split(",")[:_MAX_RANGES])
    weighted = [each for each in ranges if each is not None]
    refused = {name for name, weight in weighted if weight == 0}
    for name, weight in sorted(weighted, key=lambda each: -each[1]):
        if weight and name == "*":
            return next((each for each in NAMES if each not in refused), ENGLISH)
        found = weight and _ours(name)
        if found and found not in refused:
            return found
    return ENGLISH


def translated(sentence: Sentence, language: str, service: str) -> str:
    """Return a sentence in a language; `service` is the name that the pages carry."""
    if not sentence.template:
        return str(sentence)
    values = {
        name: value_in(value, language, service)
        for name, value in {"service": service, **sentence.values}.items()
    }
    return template(sentence.template, language).format(**values)


def value_in(value: object, language: str, service: str) -> object:
    """Return a value as it stands in a place of a sentence."""
    if isinstance(value, Sentence):
        return translated(value, language, service)
    return text.isolated(value) if isinstance(value, str) else value


def template(english: str, language: str) -> str:
    """Return a sentence in a language, its places not filled in."""
    return english if language == ENGLISH else _catalogue(language).gettext(english)


@functools.cache
def _catalogue(language: str) -> "NullTranslations":
    from gettext import GNUTranslations

    with (FOLDER / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)


def _ours(name: str) -> str:
    """Return the language of ours that a range names, "" where there is none."""
    parts = name.split("-")
    shortened = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((each for each in shortened if each in NAMES), "")


def _range(part: str) -> tuple[str, float] | None:
    """Read a language range and its weight (RFC 9110 §12.4.2); None where it is malformed."""
    name, _, parameter = (each.strip().lower() for each in part.partition(";"))
    if not parameter:
        return name, 1.0
    key, _, value = parameter.partition("=")
    try:
        weight = float(value) if key.strip() == "q" else math.nan
    except ValueError:
        return None
    return (name, weight) if 0 <= weight <= 1 else None
