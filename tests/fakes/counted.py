"""A table that counts the calls that DynamoDB would have had, by operation."""

from collections import Counter
from collections.abc import Sequence

from jetbridge.store.table import Cursor, Delete, Item, Key, Page, Put, Table, Update, Write


class CountedTable:
    """A `Table` that passes every call on. `made` counts them."""

    def __init__(self, table: Table) -> None:
        """Pass every call on to `table`."""
        self._table = table
        self.made: Counter[str] = Counter()

    def get(self, key: Key) -> Item | None:
        """Pass the read on."""
        self.made["GetItem"] += 1
        return self._table.get(key)

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Pass the read on."""
        self.made["BatchGetItem"] += 1
        return self._table.get_many(keys)

    def write(self, *writes: Write) -> None:
        """Pass the writes on."""
        match writes:
            case [Put()]:
                self.made["PutItem"] += 1
            case [Update()]:
                self.made["UpdateItem"] += 1
            case [Delete()]:
                self.made["DeleteItem"] += 1
            case _:
                self.made["TransactWriteItems"] += 1
        self._table.write(*writes)

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = False,
    ) -> Page:
        """Pass the query on."""
        self.made["Query"] += 1
        return self._table.query(
            pk, prefix=prefix, limit=limit, after=after, newest_first=newest_first
        )

    def query_tenant(
        self,
        tenant_pk: str,
        *,
        prefix: str = "",
        limit: int,
        after: Cursor | None = None,
        newest_first: bool = True,
    ) -> Page:
        """Pass the query on."""
        self.made["Query"] += 1
        return self._table.query_tenant(
            tenant_pk, prefix=prefix, limit=limit, after=after, newest_first=newest_first
        )

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Pass the query on."""
        self.made["Query"] += 1
        return self._table.query_due(shard, until, limit, after)
