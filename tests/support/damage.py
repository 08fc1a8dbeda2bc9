"""Stored items as a later release, or a person, has left them: they cannot be read."""

from collections.abc import Iterator
from typing import Any, Final, cast

from jetbridge.store import keys
from jetbridge.store.table import Item, Key, Table, Value

CANARY: Final = "canary"
"""What stands in a damaged attribute: it may be told nowhere."""
_INDEXED: Final = ("tenant_pk", "tenant_sk", "due_shard", "due_at")
"""Where DynamoDB takes no other type."""


def damaged(item: Item) -> Iterator[Item]:
    """Yield the item without each of its attributes, and with each of another type."""
    for name in item.keys() - {"pk", "sk"}:
        yield {each: value for each, value in item.items() if each != name}
        if name not in _INDEXED:
            wrong: Value = [CANARY] if isinstance(item[name], str) else CANARY
            yield {**item, name: wrong}


def emptied(item: Item) -> Item:
    """Return an item of which nothing is left but where it is found."""
    return {name: item[name] for name in ("pk", "sk", *_INDEXED) if name in item}


def one_of_each_kind(table: Table) -> dict[str, Item]:
    """Return the last item of each kind in a table in memory."""
    every: dict[Key, Item] = cast("Any", table)._items
    return {keys.kind_of(key): {**item} for key, item in every.items()}
