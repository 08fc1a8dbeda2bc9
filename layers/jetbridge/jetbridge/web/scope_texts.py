"""Scopes in words, for the pages on which an administrator decides: what each means, and why."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say, verbatim

_WORDS: Final = re.compile(r"[_:.]")


@record
class ScopeText:
    """A scope's name, what it means, and what it is needed for.

    An unknown one means what its name says.
    """

    name: str
    meaning: Sentence
    reason: Sentence


_NOT_KNOWN: Final = say("The vendor of this integration asks for it.")
"""Why a scope is needed that the operator has added."""


def describe(
    scopes: Iterable[str], meanings: Mapping[str, Sentence], reasons: Mapping[str, Sentence]
) -> tuple[ScopeText, ...]:
    """Return the scopes in their order, each with its meaning and its reason.

    `meanings` are those that the partner's names do not say by themselves.
    """
    return tuple(
        ScopeText(
            name,
            meanings.get(name) or verbatim(_WORDS.sub(" ", name).capitalize()),
            reasons.get(name, _NOT_KNOWN),
        )
        for name in scopes
    )
