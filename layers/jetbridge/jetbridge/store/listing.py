"""Lists that are read to their end, page by page; pages of what is sought; what cannot be read.

A flow that decides by a list must see all of it: there an item that cannot be read is an error.
A caller that only shows a list asks within `left_out` for what can be read, and tells what cannot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from jetbridge.model.record import record
from jetbridge.store import keys
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.schema import TENANT
from jetbridge.store.table import Cursor, Item, Key, Page, Table

EXAMINED: Final = 500
"""Items that one page of what is sought looks at, at the most."""
_AT_ONCE: Final = 100


def every[Thing](
    listing: Callable[[Cursor | None], tuple[Iterable[Thing], Cursor | None]],
) -> Iterator[Thing]:
    """Yield everything in a list, of which `listing` returns the page that begins at a cursor."""
    after: Cursor | None = None
    while True:
        page, after = listing(after)
        yield from page
        if after is None:
            return


def items(query: Callable[[Cursor | None], Page]) -> Iterator[Item]:
    """Yield every item that a query finds; `query` returns the page that begins at a cursor."""

    def listing(after: Cursor | None) -> tuple[tuple[Item, ...], Cursor | None]:
        page = query(after)
        return page.items, page.next

    return every(listing)


def sought[Thing](  # noqa: PLR0913 - what is asked for, each by its name
    table: Table,
    tenant_pk: str,
    read: Callable[[Item], Thing],
    is_sought: Callable[[Thing], bool],
    *,
    limit: int,
    after: Cursor | None,
) -> tuple[tuple[Thing, ...], Cursor | None]:
    """Return up to `limit` things of a partition of the index `tenant` that are sought.

    At most `EXAMINED` items are looked at: a page may hold few of them, or none, and yet not be the
    last one. The cursor continues behind the last item that was looked at.
    """
    found: list[Thing] = []
    for _ in range(EXAMINED // _AT_ONCE):
        page = table.query_tenant(tenant_pk, limit=_AT_ONCE, after=after)
        for number, item in enumerate(page.items, start=1):
            wanted = [each for each in readable(read, [item]) if is_sought(each)]
            if not wanted:
                continue
            found += wanted
            if len(found) == limit:
                more = number < len(page.items) or page.next is not None
                return tuple(found), TENANT.cursor(item) if more else None
        after = page.next
        if after is None:
            break
    return tuple(found), after


# ------------------------------------------------ what cannot be read

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
    read: Callable[[Stored], Thing], stored: Iterable[Stored]
) -> Iterator[Thing]:
    """Yield what `read` makes of each item of a list, as far as it can be read.

    Raises:
        UnreadableItemError: one cannot be, and the others alone are not asked for.
    """
    for item in stored:
        things = list[Thing]()
        with leaving_out():
            things.append(read(item))
        yield from things


@contextmanager
def leaving_out() -> Iterator[None]:
    """Read one thing of several: where an item cannot be read, go on behind this block.

    Raises:
        UnreadableItemError: the others are not asked for, or the item's key is not known.
    """
    try:
        yield
    except UnreadableItemError as error:
        held = _NOTED.get()
        if held is None or error.item_key is None:
            raise
        held[error.item_key] = unreadable(error, error.item_key)


def or_else[Thing](read: Callable[[], Thing], otherwise: Thing) -> Thing:
    """Return what `read` does; where an item cannot be read and is left out, `otherwise`.

    Raises:
        UnreadableItemError: it cannot be read, and the rest is not asked for.
    """
    return next(readable(lambda _: read(), ({},)), otherwise)


def following[Thing](things: Iterator[Thing], unread: dict[Key, Unreadable]) -> Thing | None:
    """Return the next of things that are made of lists; None: there is none.

    What cannot be read on the way to it is left out and noted in `unread`. What is done with the
    thing afterwards is not done with what can be read alone.
    """
    with left_out() as broken:
        try:
            return next(things, None)
        finally:
            unread |= broken


def unreadable(error: UnreadableItemError, key: Key) -> Unreadable:
    """Return the item of that key, of which an error tells."""
    return Unreadable(keys.kind_of(key), keys.id_of(key), error.why, error.tenant)
