"""Lists that are read to their end, page by page; and pages of what is sought in a list."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from jetbridge.store.schema import TENANT
from jetbridge.store.table import Cursor, Item, Page, Table
from jetbridge.store.unreadable import readable

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
