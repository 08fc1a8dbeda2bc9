"""The due index: items to be looked at by a certain moment, in partitions of a few shards.

An item is in the index while it carries `due_shard` and `due_at`. Scheduled work reads what is
due and nothing else, so its cost follows what is due, not what exists. Each job has a partition of
its
own: what one of them cannot get done does not stand in another's way.

What is due is counted before it is taken up, and given up after `MAX_TRIES` (two days or so) in
which nothing has written its item (`jetbridge.flows.schedule.given_up`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import chain, islice
from typing import Final, cast

from jetbridge.model import trace
from jetbridge.model.record import record, replace
from jetbridge.store import keys
from jetbridge.store.mapper import NUMBERS
from jetbridge.store.table import (
    Clause,
    ConditionFailedError,
    Cursor,
    Foreign,
    Item,
    Key,
    Table,
    Update,
    Value,
    absent,
    at_least,
    at_most,
    equals,
    exists,
    key_of,
)

MAX_TRIES: Final = 8
"""Times that an entry is taken up and nothing writes its item, before it is given up."""
MAX_LETTERS: Final = 14
"""Times that an entry that is given up is offered to the dead letters, a day apart."""
MAX_HOLD: Final = 86_400
"""Seconds between two tries at the most."""
_MAX_DOUBLINGS: Final = 20
_NO_END: Final = 10**37
_LAST: Final = "~"
"""Behind every key."""
_MAX_COUNT: Final = 1_000
"""More than anything is taken up: a count above it was not counted here."""


class Partition(StrEnum):
    """What an item waits for."""

    OPEN = "DUE"
    """It may have been left half done: the reconciler."""
    TASK = "TASK"
    """A connection's tasks, the renewal of an access token that is used, or the re-seal."""
    SEND = "SEND"
    """A domain event that the bus has not taken yet."""
    JOURNEY = "JOURNEY"
    """A journey that is due, or an application that is to be checked."""
    CHECK = "CHECK"
    """An onboarding of which the partner is to be asked what became of it."""
    APPROVAL = "APPROVAL"
    """An approval whose exchange has not begun."""
    POST = "POST"
    """An event that a tenant's endpoint has not taken yet, or an endpoint that takes nothing."""
    RETENTION = "RETENTION"
    """Something that has ended, of which something is to be removed."""


_PARTITIONS: Final = {
    "OUTBOX": Partition.SEND,
    "JOURNEY": Partition.JOURNEY,
    "APPLICATION": Partition.JOURNEY,
    "CHECK": Partition.CHECK,
    "TRANSACTION": Partition.APPROVAL,
    "RESEAL": Partition.TASK,
}
"""The partition of an item by the first word of its key, where it is not the reconciler's."""
TRIES: Final = "tries"
"""The attribute that counts how often an entry was taken up since its item was written."""
TRACE: Final = "due_trace"
"""The attribute with the id of the trace in which an item became due, empty for none."""


def at(key: Key, moment: int, partition: Partition | None = None) -> dict[str, Value]:
    """Return the attributes that put an item into the index at `moment` (Unix seconds).

    They are for a whole item. The trace of the work under way is noted: what is done at that moment
    is linked with it.
    """
    chosen = partition or _PARTITIONS.get(key.pk.partition("#")[0], Partition.OPEN)
    place: dict[str, Value] = {"due_shard": keys.due_shard(chosen, key.pk), "due_at": moment}
    current = trace.current()
    return place | {TRACE: current.trace_id} if current else place


def moved(key: Key, moment: int, partition: Partition | None = None) -> dict[str, Value]:
    """Return the attributes that put an item into the index by an update.

    Without a trace they replace the one in which the item was due before.
    """
    return {TRACE: "", **at(key, moment, partition)}


@record
class Entry:
    """Something that is due, as its item stands. `due_at` is in Unix seconds.

    `tries` counts how often it was taken up since its item was written: a flow that makes
    progress writes it, which resets the count. `tenant` is whose it is, where the item says so.
    `trace` is the id of the trace in which it became due, where that was noted. `is_whole` is
    False where its moment has a fraction, in the second before `due_at`: no flow wrote it.
    """

    key: Key
    due_at: int
    tries: int = 0
    tenant: str = ""
    trace: str = ""
    is_whole: bool = True

    @property
    def unchanged(self) -> tuple[Clause, ...]:
        """The conditions that hold while nothing has made the item due at another moment."""
        if self.is_whole:
            return (equals("due_at", self.due_at),)
        return (at_least("due_at", self.due_at - 1), at_most("due_at", self.due_at))


def until(table: Table, moment: int, *, limit: int) -> Iterator[Entry]:
    """Yield at most `limit` half-done items a shard, due by `moment`, oldest first.

    Entries of the index whose items are gone, or due no longer, take no other's place.
    """
    for shard in keys.due_shards(Partition.OPEN):
        found = (standing(table, page) for page in _shard(table, shard, moment, limit))
        yield from islice(chain.from_iterable(found), limit)


def standing(table: Table, page: Sequence[Item]) -> list[Entry]:
    """Return the entries of a page as their items stand.

    The index lags behind: what is no longer due at that moment is left out.
    """
    items = table.get_many([key_of(each) for each in page]) if page else []
    return [
        Entry(
            key_of(each),
            cast("int", each["due_at"]),
            tries=_tries(item),
            tenant=_tenant(item),
            trace=str(item.get(TRACE, "")),
            is_whole=not isinstance(item.get("due_at"), Foreign),
        )
        for each, item in zip(page, items, strict=True)
        if item and (isinstance(item.get("due_at"), Foreign) or item["due_at"] == each["due_at"])
    ]


def _tenant(item: Item) -> str:
    event = item.get("event")  # a delivery's
    found = item.get("tenant") or (isinstance(event, dict) and event.get("tenant"))
    return found if isinstance(found, str) else ""


def _tries(item: Item) -> int:
    """Return the count. A wrong one begins again, so that the entry is given up in the end."""
    counted = item.get(TRIES, 0)
    return counted if type(counted) is int and 0 <= counted <= _MAX_COUNT else 0


def pages(
    table: Table, partition: Partition, moment: int, *, size: int
) -> Iterator[tuple[Item, ...]]:
    """Yield everything in a partition that is due by `moment`, in pages of up to `size` entries.

    The shards take turns at being first, by the minute: where a run ends before it is through,
    the next one begins elsewhere.
    """
    shards = keys.due_shards(partition)
    first = moment // 60 % len(shards)
    for shard in (*shards[first:], *shards[:first]):
        yield from _shard(table, shard, moment, size)


def _shard(table: Table, shard: str, moment: int, size: int) -> Iterator[tuple[Item, ...]]:
    page = table.query_due(shard, moment, size)
    yield page.items
    while page.next:
        page = table.query_due(shard, moment, size, page.next)
        yield page.items


def beyond(table: Table, partition: Partition, *, limit: int) -> Iterator[Key]:
    """Yield the keys of items that no schedule ever takes up, at most `limit` a shard.

    Their `due_at` is no moment, such as one in milliseconds: no flow wrote it.
    """
    for shard in keys.due_shards(partition):
        behind: Cursor = {"pk": _LAST, "sk": _LAST, "due_shard": shard, "due_at": NUMBERS.stop}
        found = table.query_due(shard, _NO_END, limit, behind).items
        # Where no item has the key to go on from, emulators begin at the first entry.
        yield from (key_of(each) for each in found if cast("int", each["due_at"]) >= NUMBERS.stop)


def take_up(table: Table, entry: Entry, *, now: int, first: int) -> Entry | None:
    """Count a try, and make the entry due again in case that nothing comes of it.

    Args:
        table: where the item is.
        entry: as its item was read.
        now: the time.
        first: seconds until it is due again the first time; each time it is twice as long.

    Returns:
        The entry as it is stored now; None where something has dealt with the item meanwhile.
    """
    hold = min(first * 2 ** min(entry.tries, _MAX_DOUBLINGS), MAX_HOLD)
    taken = replace(entry, due_at=now + hold, tries=entry.tries + 1)
    counted = {"due_at": taken.due_at, TRIES: taken.tries}
    try:
        table.write(Update(entry.key, set=counted, when=entry.unchanged))
    except ConditionFailedError:
        return None
    return taken


def is_retained(item: Item) -> bool:
    """Return whether an item waits for its removal, and for nothing else."""
    return str(item.get("due_shard", "")).startswith(f"{Partition.RETENTION}#")


def waits(item: Item) -> bool:
    """Return whether an item is in the index for anything but its removal."""
    return "due_shard" in item and not is_retained(item)


def retained(item: Item, moment: int, noted: Mapping[str, Value] | None = None) -> Update:
    """Return the write by which an ended item is looked at at `moment`, where it is as it was read.

    Also one that is out of the index: a look at it was given up, or an earlier release wrote it.
    `noted` are attributes by which the next look goes on.
    """
    key = key_of(item)
    placed = moved(key, moment, Partition.RETENTION)
    unchanged = (exists("pk"), _same(item.get("due_at")))
    return Update(key, set={**(noted or {}), **placed}, remove=(TRIES,), when=unchanged)


def _same(moment: Value) -> Clause:
    if isinstance(moment, Foreign):
        return exists("due_at")  # not a number that we store, so no flow has written it
    return absent("due_at") if moment is None else equals("due_at", cast("int", moment))


def drop(table: Table, entry: Entry) -> None:
    """Take an entry out of the index, unless something has dealt with the item meanwhile."""
    gone = ("due_shard", "due_at", TRIES, TRACE)
    with suppress(ConditionFailedError):
        table.write(Update(entry.key, remove=gone, when=entry.unchanged))
