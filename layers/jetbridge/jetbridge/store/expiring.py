"""Items that live for a while and count once: how they are written, read and used up.

What is read is checked against the clock here: DynamoDB removes expired items days late.
"""

from jetbridge.store.table import (
    ConditionFailed,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    Value,
    absent,
)


def new(key: Key, fields: dict[str, Value], expires_at: int) -> Put:
    """Return the write of a new item that counts until `expires_at` (Unix seconds)."""
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        **fields,
        "expires_at": expires_at,
        "ttl": expires_at,
    }
    return Put(item, when=(absent("pk"),))


def add(table: Table, key: Key, fields: dict[str, Value], expires_at: int) -> None:
    """Store a new item that counts until `expires_at` (Unix seconds)."""
    table.write(new(key, fields, expires_at))


def read(table: Table, key: Key, now: int) -> Item | None:
    """Return the item, or None where there is none or it has expired by `now`."""
    item = table.get(key)
    return item if item is not None and number(item, "expires_at") > now else None


def happens(table: Table, write: Update | Delete) -> bool:
    """Make the write, and tell whether its condition held."""
    try:
        table.write(write)
    except ConditionFailed:
        return False
    return True


def text(item: Item, name: str) -> str:
    """Return an attribute as text."""
    return str(item[name])


def number(item: Item, name: str) -> int:
    """Return an attribute as a number, 0 where it is none."""
    value = item[name]
    return value if isinstance(value, int) else 0
