"""A table without what has expired: DynamoDB removes an item up to days after its `ttl`.

    read     an item whose `ttl` has come is not there, in pages neither
    write    a new item takes the place of one: where it finds it there, it is written over it

What is due (`query_due`) has keys alone: a reader of the item sees whether it is there.
"""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Final, Protocol, cast

from jetbridge.model.record import replace
from jetbridge.model.system import Clock
from jetbridge.store.table import (
    ConditionFailedError,
    Cursor,
    Item,
    Key,
    Page,
    Put,
    Table,
    Write,
    absent,
    equals,
)

_TTL: Final = "ttl"


class _Read(Protocol):
    """Read a page of a list that goes on after a cursor."""

    def __call__(self, *, limit: int, after: Cursor | None) -> Page: ...


class UnexpiredTable:
    """A `Table` over another one, which holds what has expired as well."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def get(self, key: Key) -> Item | None:
        """Return the item as last written, or None."""
        return self._live(self._table.get(key))

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Return up to 100 items in the order of `keys`, each as last written."""
        return [self._live(item) for item in self._table.get_many(keys)]

    def write(self, *writes: Write) -> None:
        """Make every write or none."""
        try:
            self._table.write(*writes)
        except ConditionFailedError as refused:
            again = [
                self._in_place(write) if index in refused.indexes else write
                for index, write in enumerate(writes)
            ]
            if again == [*writes]:
                raise
        else:
            return
        self._table.write(*again)

    def query(  # noqa: PLR0913 - what a Query takes
        self,
        pk: str,
        *,
        prefix: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = False,
        only: Collection[str] = (),
    ) -> Page:
        """Return items of one partition, ordered by `sk`."""
        wanted = {*only, _TTL} if only else ()
        read = partial(self._table.query, pk, prefix=prefix, newest_first=newest_first, only=wanted)
        return self._filled(read, limit, after)

    def query_tenant(  # noqa: PLR0913 - what DynamoDB's Query takes, each by its name
        self,
        tenant_pk: str,
        *,
        prefix: str = "",
        since: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = True,
    ) -> Page:
        """Return whole items from the index `tenant`, ordered by `tenant_sk`."""
        read = partial(
            self._table.query_tenant,
            tenant_pk,
            prefix=prefix,
            since=since,
            newest_first=newest_first,
        )
        return self._filled(read, limit, after)

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Return the keys of what is due in one shard, oldest first."""
        return self._table.query_due(shard, until, limit, after)

    def _filled(self, read: _Read, limit: int, after: Cursor | None) -> Page:
        """Return a page of `limit` items, as far as there are so many."""
        items: list[Item] = []
        while True:
            page = read(limit=limit - len(items), after=after)
            items += filter(self._live, page.items)
            after = page.next
            if after is None or len(items) >= limit:
                return Page(tuple(items), after)

    def _live(self, item: Item | None) -> Item | None:
        return None if item is None or self._has_expired(item) else item

    def _has_expired(self, item: Item) -> bool:
        ends = item.get(_TTL)
        return isinstance(ends, int) and ends <= self._clock.now()

    def _in_place(self, write: Write) -> Write:
        """Return the write of a new item in the place of one that has expired, if one is there."""
        is_new = absent("pk")
        if not isinstance(write, Put) or is_new not in write.when:
            return write
        there = self._table.get(write.key)
        if there is None or not self._has_expired(there):
            return write
        same = equals(_TTL, cast("int", there[_TTL]))
        return replace(write, when=tuple(same if each == is_new else each for each in write.when))
