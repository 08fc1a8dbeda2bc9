"""Charts that are drawn here, as parts of a page: no script, no image to load."""

from collections.abc import Sequence
from typing import Final

from jetbridge.model.record import record

WIDTH: Final = 1000
"""Of a drawing, in its own units: a page stretches it."""


@record
class Part:
    """A part of a whole: its name, how many, and the tone in which it is drawn."""

    name: str
    count: int
    tone: str


@record
class Piece:
    """A part as it is drawn: where it begins, and how wide it is."""

    part: Part
    at: int
    width: int


def bar(parts: Sequence[Part]) -> tuple[Piece, ...]:
    """Return a bar of parts, the widths in proportion. It ends where the drawing ends."""
    whole = sum(each.count for each in parts)
    pieces, before = [], 0
    for each in parts:
        at = WIDTH * before // whole
        before += each.count
        pieces.append(Piece(each, at, WIDTH * before // whole - at))
    return tuple(pieces)
