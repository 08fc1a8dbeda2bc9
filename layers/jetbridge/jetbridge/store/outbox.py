"""Domain events between the transaction that made them and the bus that has taken them."""

from collections.abc import Iterable
from typing import Final, cast

from jetbridge.model.ports import DomainEvent
from jetbridge.store import due, keys
from jetbridge.store.table import Delete, Item, Key, Put, Table, Update, Value, Write, exists

PATIENCE: Final = 60
"""Seconds after which an event that is still here is published by the clock: by then the flow
that made it has published it itself, or has died."""
RETENTION: Final = 14 * 86_400
"""Seconds that an event is kept, and kept once more after it was given up."""
MOST_TRIES: Final = 22
"""Times that the clock tries to have an event published, later each time: nearly two weeks. A bus
that took nothing for so long is no bus any more."""


def record(event: DomainEvent) -> Put:
    """Return the write that keeps an event, for the transaction that changes what it tells of."""
    key = keys.outbox(event.id)
    return Put(
        {
            "pk": key.pk,
            "sk": key.sk,
            **members(event),
            "ttl": event.at + RETENTION,
            **due.at(key, event.at + PATIENCE),
        }
    )


def kept(key: Key, now: int) -> Update:
    """Return the write that keeps an event that was given up, while its letter can be replayed."""
    return Update(key, set={"ttl": now + RETENTION}, when=(exists("pk"),))


def members(event: DomainEvent) -> Item:
    """Return what is stored of an event. A link is not: whose it is, is."""
    return {
        "id": event.id,
        "type": event.type,
        "tenant": event.tenant,
        "at": event.at,
        "detail": cast("dict[str, Value]", dict(event.detail)),
        "link_of": event.link_of,
    }


def event_of(item: "Item | object") -> DomainEvent:
    """Return the event whose `members` are in an item."""
    fields = cast("Item", item)
    return DomainEvent(
        id=str(fields["id"]),
        type=str(fields["type"]),
        tenant=str(fields["tenant"]),
        at=cast("int", fields["at"]),
        detail=cast("dict[str, object]", fields["detail"]),
        # What was recorded before there were links lacks it: unread, it would hold up the rest.
        link_of=str(fields.get("link_of", "")),
    )


def recorded(writes: Iterable[Write]) -> tuple[DomainEvent, ...]:
    """Return the events that `record` put among `writes`."""
    return tuple(
        event_of(write.item)
        for write in writes
        if isinstance(write, Put) and write.key.sk == keys.OUTBOX
    )


def get(table: Table, event_id: str) -> DomainEvent | None:
    """Return an event that was not published yet, or None."""
    item = table.get(keys.outbox(event_id))
    return None if item is None else event_of(item)


def published(event: DomainEvent) -> Delete:
    """Return the write that forgets an event, once the bus has taken it."""
    return Delete(keys.outbox(event.id))
