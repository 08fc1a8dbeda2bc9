"""A table that counts the calls that DynamoDB would have had, by operation."""

from collections import Counter
from collections.abc import Callable
from typing import Final, override

from jetbridge.store.table import Delete, Put, Table, Update, Write
from tests.fakes.passing import PassingTable

_READS: Final = {
    "get": "GetItem",
    "get_many": "BatchGetItem",
    "query": "Query",
    "query_tenant": "Query",
    "query_due": "Query",
}


class CountedTable(PassingTable):
    """A `Table` that passes every call on. `made` counts them."""

    def __init__(self, table: Table) -> None:
        """Pass every call on to `table`."""
        super().__init__(table)
        self.made: Counter[str] = Counter()

    @override
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

    @override
    def _call[Result](self, operation: str, call: Callable[[], Result]) -> Result:
        self.made[_READS[operation]] += 1
        return call()
