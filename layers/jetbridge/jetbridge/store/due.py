"""The due index: items that somebody must look at by a certain moment, in lanes of a few shards.

An item is in the index while it carries `due_shard` and `due_at`. Scheduled work reads what is
due and nothing else, so its cost follows what is due, not what exists. Each job has a lane of its
own: what one of them cannot get done does not stand in another's way.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from jetbridge.store import keys
from jetbridge.store.table import ConditionFailed, Item, Key, Table, Update, Value, equals, key_of


class Lane(StrEnum):
    """What an item waits for."""

    OPEN = "DUE"
    """Somebody may have left it half done: the reconciler."""
    TASK = "TASK"
    """A connection's tasks."""
    SEND = "SEND"
    """A domain event that the bus has not taken yet."""
    JOURNEY = "JOURNEY"
    """A journey whose moment has come, or an application that somebody must look at."""
    CHECK = "CHECK"
    """An onboarding of which the partner is to be asked what became of it."""
    APPROVAL = "APPROVAL"
    """An approval whose exchange has not begun."""
    POST = "POST"
    """An event that a tenant's endpoint has not taken yet, or an endpoint that takes nothing."""


_LANES: Final = {
    "OUTBOX": Lane.SEND,
    "JOURNEY": Lane.JOURNEY,
    "APPLICATION": Lane.JOURNEY,
    "CHECK": Lane.CHECK,
    "TRANSACTION": Lane.APPROVAL,
}
"""The lane of an item by the first word of its key, where it is not the reconciler's."""


def at(key: Key, moment: int, lane: Lane | None = None) -> dict[str, Value]:
    """Return the attributes that put an item into the index at `moment` (Unix seconds)."""
    chosen = lane or _LANES.get(key.pk.partition("#")[0], Lane.OPEN)
    return {"due_shard": keys.due_shard(chosen, key.pk), "due_at": moment}


def until(table: Table, moment: int, *, limit: int) -> Iterator[Key]:
    """Yield the keys of at most `limit` half-done items a shard, due by `moment`, oldest first."""
    for shard in keys.due_shards(Lane.OPEN):
        yield from map(key_of, table.query_due(shard, moment, limit).items)


def pages(table: Table, lane: Lane, moment: int, *, size: int) -> Iterator[tuple[Item, ...]]:
    """Yield everything in a lane that is due by `moment`, in pages of up to `size` entries.

    The shards take turns at being first, by the minute: where a run ends before it is through,
    the next one begins elsewhere.
    """
    shards = keys.due_shards(lane)
    first = moment // 60 % len(shards)
    for shard in (*shards[first:], *shards[:first]):
        page = table.query_due(shard, moment, size)
        yield page.items
        while page.next:
            page = table.query_due(shard, moment, size, page.next)
            yield page.items


def postpone(table: Table, entry: Item, moment: int) -> bool:
    """Make an entry due at `moment`; False where somebody has dealt with the item meanwhile."""
    seen = entry["due_at"]
    if not isinstance(seen, int):
        return False
    write = Update(key_of(entry), set={"due_at": moment}, when=(equals("due_at", seen),))
    try:
        table.write(write)
    except ConditionFailed:
        return False
    return True
