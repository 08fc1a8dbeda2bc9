"""A step of a set-up: how it stands, and what comes next."""

from enum import StrEnum
from typing import Final

from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say


class State(StrEnum):
    """How a step stands. The value is its tone."""

    DONE = "good"
    OPEN = "warn"
    WRONG = "bad"
    UNKNOWN = "plain"


WORDS: Final = {
    State.DONE: say("done"),
    State.OPEN: say("to do"),
    State.WRONG: say("wrong"),
    State.UNKNOWN: say("not known here"),
}


@record
class Step:
    """A step. `following` is the next thing to do: a page (`url`) or a command."""

    name: Sentence
    state: State
    about: Sentence
    url: str = ""
    link: Sentence | None = None
    command: str = ""

    @property
    def word(self) -> Sentence:
        """How it stands, in a word or two."""
        return WORDS[self.state]


@record
class Address:
    """An address to hand out: what its receiver calls it, and the whole of it."""

    name: str
    url: str


@record
class Receiver:
    """Who is told addresses, and which."""

    name: str | Sentence
    addresses: tuple[Address, ...]
