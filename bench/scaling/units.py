"""A table in memory that counts DynamoDB's capacity units, by partition.

A read of an index counts as a consistent one, which costs twice as much.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, override

from bench.capacity import index_units, item_units, page_units, read_units
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.schema import Span
from jetbridge.store.table import Cursor, Item, Key, Page, Write


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
            self.bill.read[key.pk] += read_units(item)
        return found

    @override
    def write(self, *writes: Write) -> None:
        """Make the writes; those that are refused cost nothing here."""
        keys = [write.key for write in writes]
        before = super().get_many(keys)
        super().write(*writes)
        self.bill.calls["write"] += 1
        for key, was, item in zip(keys, before, super().get_many(keys), strict=True):
            self.bill.written[key.pk] += item_units(was, item, len(writes))
            for partition, units in index_units(was, item):
                self.bill.written[partition] += units

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
        self.bill.read[partition] += page_units(page)
