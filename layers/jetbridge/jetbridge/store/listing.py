"""Lists that are read to their end, page by page."""

from collections.abc import Callable, Iterable, Iterator

from jetbridge.store.table import Cursor


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
