"""Items that cannot be read, and the lists that go on without them.

A flow that decides by a list must see all of it: there an item that cannot be read is an error.
Who only shows a list asks within `left_out` for what can be read, and tells what cannot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from jetbridge.model.record import record
from jetbridge.store import keys
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Key

type LeftOut = Mapping[Key, Unreadable]
"""What was left out of lists, each item once."""


@record
class Unreadable:
    """An item that cannot be read: its kind and its id by its key, and which field breaks what.

    The id may be a partner's: it is for the operator alone. `why` holds no value. `tenant` is whose
    it is, empty where that is not known.
    """

    kind: str
    id: str
    why: str
    tenant: str = ""


_NOTED: Final[ContextVar[dict[Key, Unreadable] | None]] = ContextVar("left_out", default=None)


@contextmanager
def left_out() -> Iterator[LeftOut]:
    """Have lists leave out what cannot be read, and give what was: it grows as they are read."""
    noted: dict[Key, Unreadable] = {}
    before = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(before)


def noted() -> tuple[Unreadable, ...]:
    """Return what lists have left out so far within the innermost `left_out`."""
    return tuple((_NOTED.get() or {}).values())


def readable[Stored: Mapping[str, Any], Thing](
    read: Callable[[Stored], Thing], items: Iterable[Stored]
) -> Iterator[Thing]:
    """Yield what `read` makes of each item of a list, as far as it can be read.

    Raises:
        UnreadableItemError: one cannot be, and nobody asked for the others.
    """
    for item in items:
        things = list[Thing]()
        with leaving_out():
            things.append(read(item))
        yield from things


@contextmanager
def leaving_out() -> Iterator[None]:
    """Read one thing of several: where an item cannot be read, go on behind this block.

    Raises:
        UnreadableItemError: nobody asked for the others, or the item's key is not known.
    """
    try:
        yield
    except UnreadableItemError as error:
        held = _NOTED.get()
        if held is None or error.key is None:
            raise
        held[error.key] = of(error, error.key)


def or_else[Thing](read: Callable[[], Thing], otherwise: Thing) -> Thing:
    """Return what `read` does; where an item cannot be read and is left out, `otherwise`.

    Raises:
        UnreadableItemError: it cannot be read, and nobody asked for the rest.
    """
    return next(readable(lambda _: read(), ({},)), otherwise)


def following[Thing](things: Iterator[Thing], unread: dict[Key, Unreadable]) -> Thing | None:
    """Return the next of things that are made of lists; None: there is none.

    What cannot be read on the way to it is left out and noted in `unread`. What is done with the
    thing afterwards is not done with what can be read alone.
    """
    with left_out() as broken:
        thing = next(things, None)
    unread |= broken
    return thing


def of(error: UnreadableItemError, key: Key) -> Unreadable:
    """Return the item of that key, of which an error tells."""
    return Unreadable(keys.kind_of(key), keys.id_of(key), error.why, error.tenant)
