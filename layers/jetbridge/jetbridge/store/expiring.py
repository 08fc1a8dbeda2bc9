"""Items that live for a while and count once: how they are written, read and used up.

What is read is checked against the clock here: DynamoDB removes expired items days late. An item
stays in the table for a day after its end, so that a person who comes back too late, or a second
time, can be told what happened and how to go on.
"""

from jetbridge.model.transaction import RECALL
from jetbridge.store.mapper import member
from jetbridge.store.table import (
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    Value,
    absent,
    exists,
)


def new(key: Key, fields: dict[str, Value], expires_at: int, *, kept_until: int = 0) -> Put:
    """Return the write of a new item that counts until `expires_at` (Unix seconds).

    It is kept for `RECALL` after that, and until `kept_until` where that is later.
    """
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        **fields,
        **until(expires_at, kept_until=kept_until),
    }
    return Put(item, when=(absent("pk"),))


def until(expires_at: int, *, kept_until: int = 0) -> dict[str, Value]:
    """Return the attributes by which an item counts until `expires_at` (Unix seconds)."""
    return {"expires_at": expires_at, "ttl": max(expires_at + RECALL, kept_until)}


def add(table: Table, key: Key, fields: dict[str, Value], expires_at: int) -> None:
    """Store a new item that counts until `expires_at` (Unix seconds)."""
    table.write(new(key, fields, expires_at))


def read(table: Table, key: Key, now: int) -> Item | None:
    """Return the item, or None where there is none or it has expired by `now`."""
    item = recall(table, key)
    return item if item is not None and member(item, "expires_at", int) > now else None


def recall(table: Table, key: Key) -> Item | None:
    """Return the item, whether it still counts or not; None where there is none."""
    return table.get(key)


def use(key: Key) -> Update:
    """Return the write that uses an item up. Its condition holds once."""
    return Update(key, set={"used": True}, when=(exists("pk"), absent("used")))


def happens(table: Table, write: Update | Delete) -> bool:
    """Make the write, and return whether its condition held."""
    try:
        table.write(write)
    except ConditionFailedError:
        return False
    return True
