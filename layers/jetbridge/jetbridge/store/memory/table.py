"""The table in memory.

It answers as DynamoDB does, refusals included; the contract tests hold it to that.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, Final, override

from jetbridge.store.memory.effects import applied, copied, hold
from jetbridge.store.schema import (
    DUE,
    PRIMARY,
    TENANT,
    Span,
    SpanReader,
    check_keys,
    check_page,
    check_writes,
)
from jetbridge.store.table import (
    ConditionFailedError,
    Cursor,
    Item,
    Key,
    Page,
    Value,
    Write,
)

_PARTITIONS: Final = tuple(index.partition for index in (PRIMARY, TENANT, DUE))


class MemoryTable(SpanReader):
    """A `Table` whose items live in this process, safe to share between threads."""

    def __init__(self) -> None:
        self._items: dict[Key, Item] = {}
        self._partitions: defaultdict[tuple[str, Value], dict[Key, Item]] = defaultdict(dict)
        self._lock = Lock()

    def get(self, key: Key) -> Item | None:
        """Return the item, or None."""
        return self.get_many([key])[0]

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return up to 100 items in the order of `keys`."""
        check_keys(keys)
        with self._lock:
            found = [self._items.get(key) for key in keys]
        return [None if item is None else copied(item) for item in found]

    def write(self, *writes: Write) -> None:
        """Make every write or none."""
        check_writes(writes)
        with self._lock:
            before = [self._items.get(write.key) for write in writes]
            holding = [hold(write.when, item) for write, item in zip(writes, before, strict=True)]
            if not all(holding):
                raise ConditionFailedError(tuple(n for n, holds in enumerate(holding) if not holds))
            after = [applied(write, item) for write, item in zip(writes, before, strict=True)]
            for write, item in zip(writes, after, strict=True):
                self._store(write.key, item)

    def _store(self, key: Key, item: Item | None) -> None:
        before = self._items.pop(key, {})
        for name in before.keys() & _PARTITIONS:
            del self._partitions[name, before[name]][key]
        if item is not None:
            self._items[key] = item
            for name in item.keys() & _PARTITIONS:
                self._partitions[name, item[name]][key] = item

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Return keys from the index `due` up to `until`, oldest first."""
        span = Span(DUE, shard, until=until)
        page = self._found(span, limit, after, newest_first=False)
        return Page(tuple(dict(DUE.cursor(item)) for item in page.items), page.next)

    @override
    def _page(self, span: Span, limit: int, after: Cursor | None, *, newest_first: bool) -> Page:
        page = self._found(span, limit, after, newest_first=newest_first)
        return Page(tuple(copied(span.shown(item)) for item in page.items), page.next)

    def _found(self, span: Span, limit: int, after: Cursor | None, *, newest_first: bool) -> Page:
        check_page(span, limit, after)
        index = span.index

        def place(item: Mapping[str, Any]) -> tuple[str | int, ...]:
            cursor = index.cursor(item)
            return cursor[index.order], cursor["pk"], cursor["sk"]

        with self._lock:
            items = [
                item
                for item in self._partitions.get((index.partition, span.partition), {}).values()
                if isinstance(order := item.get(index.order), index.order_type)
                and span.covers(order)
            ]
        items.sort(key=place, reverse=newest_first)
        if after is not None:
            start = place(after)
            items = [
                item
                for item in items
                if (place(item) < start if newest_first else place(item) > start)
            ]
        shown = tuple(items[:limit])
        return Page(shown, index.cursor(shown[-1]) if len(items) > limit else None)
