"""Lists that are read to their end, page by page."""

from collections.abc import Callable, Iterable, Iterator

from jetbridge.store.table import Cursor, Item, Page


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
