"""A table that passes every call on: the base of those that watch or bend some of them."""

from collections.abc import Callable, Collection, Sequence

from jetbridge.store.table import Cursor, Item, Key, Page, Table, Write


class PassingTable:
    """A `Table` that passes every call on.

    A subclass that does something at every call overrides `_call`, at every query `_page`; else the
    method in question.
    """

    def __init__(self, table: Table) -> None:
        """Pass every call on to `table`."""
        self._table = table

    def get(self, key: Key) -> Item | None:
        """Pass the read on."""
        return self._call("get", lambda: self._table.get(key))

    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        """Pass the read on."""
        return self._call("get_many", lambda: self._table.get_many(keys))

    def write(self, *writes: Write) -> None:
        """Pass the writes on."""
        self._call("write", lambda: self._table.write(*writes))

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
        """Pass the query on."""
        return self._page(
            "query",
            lambda: self._table.query(
                pk, prefix=prefix, limit=limit, after=after, newest_first=newest_first, only=only
            ),
        )

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
        """Pass the query on."""
        return self._page(
            "query_tenant",
            lambda: self._table.query_tenant(
                tenant_pk,
                prefix=prefix,
                since=since,
                limit=limit,
                after=after,
                newest_first=newest_first,
            ),
        )

    def query_due(self, shard: str, until: int, limit: int, after: Cursor | None = None) -> Page:
        """Pass the query on."""
        return self._page("query_due", lambda: self._table.query_due(shard, until, limit, after))

    def _page(self, operation: str, call: Callable[[], Page]) -> Page:
        """Make a query, whose method is named `operation`."""
        return self._call(operation, call)

    def _call[Result](self, operation: str, call: Callable[[], Result]) -> Result:
        """Make a call of the table's method that is named `operation`."""
        del operation
        return call()
