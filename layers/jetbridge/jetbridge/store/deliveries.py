"""Deliveries to tenants' endpoints, each beside the journey that it tells of."""

from collections.abc import Iterator
from typing import Final

from jetbridge.model.record import replace
from jetbridge.model.webhook import RETENTION, Delivery, DeliveryStatus
from jetbridge.store import due, keys, outbox
from jetbridge.store.due import Partition
from jetbridge.store.listing import items
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Check, Cursor, Item, Put, Table, equals, key_of

_PAGE: Final = 100
_EVER: Final = 10**12
"""A moment after every other, in Unix seconds."""

PATIENCE: Final = 60
"""Seconds after its moment at which the schedule looks for a delivery: by then the message that was
sent for it has come."""


def get(table: Table, journey_id: str, event_id: str) -> Delivery | None:
    """Return a delivery as last written, or None."""
    item = table.get(keys.delivery(journey_id, event_id))
    return None if item is None else _delivery(item)


def of_journey(table: Table, journey_id: str) -> Iterator[Delivery]:
    """Yield every delivery that stands beside a journey, whatever its status."""
    pk, prefix = keys.journey(journey_id).pk, keys.DELIVERY_PREFIX
    found = items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))
    yield from map(_delivery, found)


def create(delivery: Delivery) -> Put:
    """Return the write of a new delivery, for the transaction that records its event."""
    return Put(_item(replace(delivery, version=1)))


def save(delivery: Delivery) -> Put:
    """Return the write of a changed delivery, unless it was written since it was read."""
    unchanged = equals("version", delivery.version)
    return Put(_item(stored(delivery)), when=(unchanged,))


def stored(delivery: Delivery) -> Delivery:
    """Return the delivery as it reads after `save` went through."""
    return replace(delivery, version=delivery.version + 1)


def held(delivery: Delivery) -> Check:
    """Return the check that lets a transaction through while no other worker has the delivery."""
    key = keys.delivery(delivery.journey_id, delivery.event.id)
    return Check(key, when=(equals("version", delivery.version),))


def dead(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Delivery, ...], Cursor | None]:
    """Return a page of a tenant's deliveries that were given up, newest first, and its end."""
    page = table.query_tenant(keys.tenant_dead_deliveries(tenant), limit=limit, after=after)
    return tuple(map(_delivery, page.items)), page.next


def waiting(table: Table) -> Iterator[Delivery]:
    """Yield every delivery that waits for an attempt, of every tenant."""
    for page in due.pages(table, Partition.POST, _EVER, size=_PAGE):
        chosen = [key for key in map(key_of, page) if key.sk.startswith(keys.DELIVERY_PREFIX)]
        found = map(_delivery, filter(None, table.get_many(chosen))) if chosen else ()
        yield from (each for each in found if each.status is DeliveryStatus.WAITING)


def _item(delivery: Delivery) -> Item:
    key = keys.delivery(delivery.journey_id, delivery.event.id)
    item: Item = {
        **to_item(key, delivery, without=("event",)),
        "event": outbox.members(delivery.event),
    }
    match delivery.status:
        case DeliveryStatus.WAITING:
            return item | due.at(key, delivery.next_at + PATIENCE, Partition.POST)
        case DeliveryStatus.DEAD:
            item["tenant_pk"] = keys.tenant_dead_deliveries(delivery.event.tenant)
            item["tenant_sk"] = keys.tenant_order(delivery.updated_at, delivery.event.id)
    return item | {"ttl": delivery.updated_at + RETENTION}


def _delivery(item: Item) -> Delivery:
    # What was stored before deliveries waited for turns lacks `since`.
    return from_item(Delivery, {"since": item["updated_at"], **item})
