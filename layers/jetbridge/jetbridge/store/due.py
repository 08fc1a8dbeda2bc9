"""The due index: items that somebody must look at by a certain moment, in a few shards.

An item is in the index while it carries `due_shard` and `due_at`. Scheduled work reads what is
due and nothing else, so its cost follows what is due, not what exists.
"""

from collections.abc import Iterator

from jetbridge.store import keys
from jetbridge.store.table import Key, Table, Value, key_of


def at(key: Key, moment: int) -> dict[str, Value]:
    """Return the attributes that put an item into the index at `moment` (Unix seconds)."""
    return {"due_shard": keys.due_shard(key.pk), "due_at": moment}


def until(table: Table, moment: int, *, limit: int) -> Iterator[Key]:
    """Yield the keys of at most `limit` items a shard that are due by `moment`, oldest first."""
    for shard in keys.DUE_SHARDS:
        yield from map(key_of, table.query_due(shard, moment, limit).items)
