"""A table in memory that counts DynamoDB's capacity units, by partition.

Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations" and "Global secondary
indexes": a write costs a unit for each KB, twice that in a transaction; a consistent read one for
each 4 KB, one of an index half of that; an index is written where what it holds of an item changes.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, override

from jetbridge.store.schema import DUE, TENANT, Index, Span
from jetbridge.store.table import Cursor, Item, Key, Page, Write
from jetbridge_cli.memory.table import MemoryTable

_WRITE_BYTES: Final = 1_024
_READ_BYTES: Final = 4_096


@dataclass(frozen=True, slots=True)
class Bill:
    """What was asked of DynamoDB: calls by kind, and units by partition, index partitions too."""

    calls: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """Begin again."""
        for each in (self.calls, self.written, self.read):
            each.clear()


class CountedTable(MemoryTable):
    """A table in memory with a bill."""

    def __init__(self) -> None:
        super().__init__()
        self.bill: Final = Bill()

    @override
    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return the items; each is one consistent read."""
        found = super().get_many(keys)
        self.bill.calls["read"] += 1
        for key, item in zip(keys, found, strict=True):
            self.bill.read[key.pk] += _units(item, _READ_BYTES)
        return found

    @override
    def write(self, *writes: Write) -> None:
        """Make the writes; those that are refused cost nothing here."""
        keys = [write.key for write in writes]
        before = super().get_many(keys)
        super().write(*writes)
        self.bill.calls["write"] += 1
        times = 2 if len(writes) > 1 else 1
        for key, was, item in zip(keys, before, super().get_many(keys), strict=True):
            larger = max(_units(was, _WRITE_BYTES), _units(item, _WRITE_BYTES))
            self.bill.written[key.pk] += times * larger
            self._index(TENANT, was, item)
            self._index(DUE, was, item)

    @override
    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Return a page of the index `due`."""
        page = super().query_due(shard, until, limit, after)
        self._queried(shard, page)
        return page

    @override
    def _page(self, span: Span, limit: int, after: Cursor | None, *, newest_first: bool) -> Page:
        page = super()._page(span, limit, after, newest_first=newest_first)
        self._queried(span.partition, page)
        return page

    def _queried(self, partition: str, page: Page) -> None:
        self.bill.calls["query"] += 1
        size = sum(map(size_of, page.items))
        self.bill.read[partition] += max(math.ceil(size / _READ_BYTES), 1)

    def _index(self, index: Index, was: Item | None, item: Item | None) -> None:
        """Bill the index: what it no longer holds is deleted, what is new in it inserted."""
        old, new = _held(index, was), _held(index, item)
        if old == new:
            return
        if old and new and _place(index, old) == _place(index, new):
            self.bill.written[str(new[index.partition])] += _units(new, _WRITE_BYTES)
            return
        for each in (old, new):
            if each:
                self.bill.written[str(each[index.partition])] += _units(each, _WRITE_BYTES)


def size_of(value: object) -> int:
    """Return about how many bytes DynamoDB counts for a value."""
    if isinstance(value, dict):
        return sum(len(str(name)) + size_of(each) + 1 for name, each in value.items())
    if isinstance(value, list):
        return sum(map(size_of, value)) + 3
    return len(value) if isinstance(value, bytes | str) else 8


def _units(item: Item | None, each: int) -> int:
    return max(math.ceil(size_of(item or {}) / each), 1)


def _held(index: Index, item: Item | None) -> Item | None:
    """Return what an index holds of an item: `due` its keys, `tenant` all of it."""
    if item is None or item.get(index.partition) is None or item.get(index.order) is None:
        return None
    return dict(index.cursor(item)) if index is DUE else item


def _place(index: Index, item: Item) -> tuple[object, object]:
    return item[index.partition], item[index.order]
