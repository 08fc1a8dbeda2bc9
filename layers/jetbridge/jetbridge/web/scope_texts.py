"""Scopes in words, for the pages on which an administrator decides."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, verbatim

_WORDS: Final = re.compile(r"[_:.]")


@record
class ScopeText:
    """A scope's name and what it means. An unknown one means what its name says."""

    name: str
    meaning: Sentence


def describe(scopes: Iterable[str], meanings: Mapping[str, Sentence]) -> tuple[ScopeText, ...]:
    """Return the scopes in their order, each with its meaning.

    `meanings` are those that the partner's names do not say by themselves.
    """
    return tuple(
        ScopeText(name, meanings.get(name, verbatim(_WORDS.sub(" ", name).capitalize())))
        for name in scopes
    )
