"""DynamoDB's capacity units, from the sizes of items.

Developer Guide, "DynamoDB read and write operations", "Managing DynamoDB transactions" and
"Managing throughput for global secondary indexes": a consistent read costs a unit for each 4 KB,
one of an index half of that; a write costs a unit for each KB, twice that in a transaction; an
index is written where what it holds of an item changes.
"""

from collections.abc import Iterator
from math import ceil
from typing import Final

from jetbridge.store.memory.effects import size
from jetbridge.store.schema import DUE, TENANT, Index
from jetbridge.store.table import Item, Page

_READ_BYTES: Final = 4_096
_WRITE_BYTES: Final = 1_024


def read_units(item: Item | None) -> int:
    """Return the units of a consistent read; there is one also where no item is found."""
    return _units(size(item or {}), _READ_BYTES)


def page_units(page: Page) -> int:
    """Return the units of a query, as if it were consistent."""
    return _units(sum(size(item) for item in page.items), _READ_BYTES)


def item_units(old: Item | None, new: Item | None, writes: int) -> int:
    """Return the units of one write of so many at once, by the item before and after it."""
    factor = 1 if writes == 1 else 2
    return factor * max(_write_units(old), _write_units(new))


def index_units(old: Item | None, new: Item | None) -> Iterator[tuple[str, int]]:
    """Yield partitions of the indexes that a write changes, and the units in each."""
    for index in (TENANT, DUE):
        before, after = _entry(index, old), _entry(index, new)
        if before == after:
            continue
        if before and after and index.cursor(before) == index.cursor(after):
            yield str(after[index.partition]), max(_write_units(before), _write_units(after))
            continue
        for entry in filter(None, (before, after)):  # one that moves is deleted and inserted
            yield str(entry[index.partition]), _write_units(entry)


def _write_units(item: Item | None) -> int:
    return _units(size(item or {}), _WRITE_BYTES)


def _units(many: int, step: int) -> int:
    return max(ceil(many / step), 1)


def _entry(index: Index, item: Item | None) -> Item | None:
    """Return what an index holds of an item: all of it, or in `due` the keys."""
    if item is None or not index.attributes.keys() <= item.keys():
        return None
    return dict(index.cursor(item)) if index is DUE else item
