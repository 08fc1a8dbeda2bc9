"""Domain events between the transaction that made them and the bus that has taken them."""

from collections.abc import Iterable
from typing import Final

from jetbridge.model import trace
from jetbridge.model.ports import DomainEvent
from jetbridge.model.record import replace
from jetbridge.store import due, keys
from jetbridge.store.mapper import from_item, to_attributes, to_item
from jetbridge.store.table import Delete, Item, Key, Put, Table, Update, Write, exists

PATIENCE: Final = 60
"""Seconds after which an event that is still here is published by the schedule: by then the flow
that made it has published it itself, or has died."""
RETENTION: Final = 14 * 86_400
"""Seconds that an event is kept, and kept once more after it was given up."""
MAX_TRIES: Final = 22
"""Times that the schedule tries to have an event published, later each time: nearly two weeks. A
bus that took nothing for so long is no bus any more."""


def record(event: DomainEvent) -> Put:
    """Return the write that keeps an event, for the transaction that changes what it tells of.

    It has happened in the trace of the work under way.
    """
    key = keys.outbox(event.id)
    event = replace(event, traceparent=trace.header())
    return Put(
        {
            **to_item(key, event, without=_not_stored(event)),
            "ttl": event.at + RETENTION,
            **due.at(key, event.at + PATIENCE),
        }
    )


def kept(key: Key, now: int) -> Update:
    """Return the write that keeps an event that was given up, while its letter can be replayed."""
    return Update(key, set={"ttl": now + RETENTION}, when=(exists("pk"),))


def members(event: DomainEvent) -> Item:
    """Return what is stored of an event. A link is not: whose it is, is."""
    return to_attributes(event, without=_not_stored(event))


def _not_stored(event: DomainEvent) -> tuple[str, ...]:
    return ("link",) if event.traceparent else ("link", "traceparent")


def recorded(writes: Iterable[Write]) -> tuple[DomainEvent, ...]:
    """Return the events that `record` put among `writes`."""
    return tuple(
        from_item(DomainEvent, write.item)
        for write in writes
        if isinstance(write, Put) and write.key.sk == keys.OUTBOX
    )


def get(table: Table, event_id: str) -> DomainEvent | None:
    """Return an event that was not published yet, or None."""
    item = table.get(keys.outbox(event_id))
    return None if item is None else from_item(DomainEvent, item)


def published(event: DomainEvent) -> Delete:
    """Return the write that forgets an event, once the bus has taken it."""
    return Delete(keys.outbox(event.id))
