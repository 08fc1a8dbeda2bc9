"""Rolling back moto's transactions at the cost of what they touch.

moto 5.2.5 copies the whole table before a transaction, once for each of its writes: with a few
thousand items in it, that takes a second. Here the items that a transaction names are kept, and
put back where it fails.
"""

import contextlib
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

type _Writes = list[dict[str, Any]]

_TRANSACT: Final = DynamoDBBackend.transact_write_items


@dataclass(frozen=True, slots=True)
class _Before:
    """An item as it was before a transaction; None: there was none."""

    table: Table
    hash_key: DynamoType
    range_key: DynamoType
    item: Item | None

    def restore(self) -> None:
        """Put the item back."""
        if self.item is not None:
            self.table.items[self.hash_key][self.range_key] = self.item
        else:
            self.table.items[self.hash_key].pop(self.range_key, None)


def install() -> None:
    """Give the moto of this process such transactions."""
    DynamoDBBackend.transact_write_items = _transact  # type: ignore[assignment,method-assign] # moto has no hook
    Table.__deepcopy__ = _not_copied  # type: ignore[attr-defined] # the same


def _transact(backend: DynamoDBBackend, transact_items: _Writes) -> None:
    before = [*_touched(backend, transact_items)]
    try:
        _TRANSACT(backend, transact_items)
    except Exception:
        for each in before:
            each.restore()
        raise


def _not_copied(table: Table, _: dict[int, Any]) -> Table:
    """Stand for a table's copy, to which moto would go back after a transaction that failed."""
    return table


def _touched(backend: DynamoDBBackend, transact_items: _Writes) -> Iterator[_Before]:
    """Yield the items that a transaction names, before it begins.

    What names none is refused by moto itself.
    """
    for element in transact_items:
        for order in element.values():
            with contextlib.suppress(KeyError):
                table = backend.tables[order["TableName"]]
                key = order["Key"] if "Key" in order else order["Item"]
                hash_key = DynamoType(key[table.hash_key_attr])
                range_key = DynamoType(key[table.range_key_attr])
                item = table.get_item(hash_key, range_key)
                yield _Before(table, hash_key, range_key, copy.deepcopy(item))
