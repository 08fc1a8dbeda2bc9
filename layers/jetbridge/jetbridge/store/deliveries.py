"""Deliveries to tenants' endpoints, each beside the journey that it tells of.

The index `tenant` lists them by endpoint and status.
"""

from collections.abc import Iterator
from typing import Final

from jetbridge.model.record import replace
from jetbridge.model.webhook import ENDPOINT_ID, RETENTION, Delivery, DeliveryStatus
from jetbridge.store import due, keys, outbox
from jetbridge.store.due import Partition
from jetbridge.store.listing import items, readable
from jetbridge.store.mapper import from_item, member, to_item
from jetbridge.store.table import Check, Cursor, Item, Key, Put, Table, equals, key_of

_PAGE: Final = 100
_EVER: Final = 10**12
"""A moment after every other, in Unix seconds."""

PATIENCE: Final = 60
"""Seconds after its moment at which the schedule looks for a delivery: by then the message that was
sent for it has come."""


def get(table: Table, journey_id: str, event_id: str, further: str = "") -> Delivery | None:
    """Return a delivery as last written, or None."""
    item = table.get(keys.delivery(journey_id, event_id, further))
    return None if item is None else _delivery(item)


def of_journey(table: Table, journey_id: str) -> Iterator[Delivery]:
    """Yield every delivery that stands beside a journey, whatever its status."""
    pk, prefix = keys.journey(journey_id).pk, keys.DELIVERY_PREFIX
    found = items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))
    yield from readable(_delivery, found)


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
    return Check(key_of_delivery(delivery), when=(equals("version", delivery.version),))


def key_of_delivery(delivery: Delivery) -> Key:
    """Return the key of a delivery."""
    return keys.delivery(delivery.journey_id, delivery.event.id, delivery.further)


def listing(  # noqa: PLR0913 - a page of one list
    table: Table,
    tenant: str,
    further: str,
    status: DeliveryStatus,
    *,
    limit: int,
    after: Cursor | None,
) -> tuple[tuple[Delivery, ...], Cursor | None]:
    """Return a page of an endpoint's deliveries of one status, newest first, and its end.

    What an earlier release wrote last is among those that were given up, and in no other list.
    """
    page = (
        table.query_tenant(keys.tenant_dead_deliveries(tenant), limit=limit, after=after)
        if status is DeliveryStatus.DEAD and not further
        else table.query_tenant(
            keys.tenant_deliveries(tenant, further or ENDPOINT_ID, status), limit=limit, after=after
        )
    )
    return tuple(readable(_delivery, page.items)), page.next


def dead(
    table: Table, tenant: str, further: str = "", *, limit: int, after: Cursor | None
) -> tuple[tuple[Delivery, ...], Cursor | None]:
    """Return a page of what an endpoint of the tenant never took, newest first, and its end."""
    return listing(table, tenant, further, DeliveryStatus.DEAD, limit=limit, after=after)


def waiting(table: Table) -> Iterator[Delivery]:
    """Yield every delivery that waits for an attempt, of every tenant."""
    for page in due.pages(table, Partition.POST, _EVER, size=_PAGE):
        chosen = [key for key in map(key_of, page) if key.sk.startswith(keys.DELIVERY_PREFIX)]
        found = readable(_delivery, filter(None, table.get_many(chosen))) if chosen else ()
        yield from (each for each in found if each.status is DeliveryStatus.WAITING)


def _item(delivery: Delivery) -> Item:
    key, waits = key_of_delivery(delivery), delivery.status is DeliveryStatus.WAITING
    # Where it waits its place stays, so that an attempt does not move it in the index.
    placed_at = delivery.event.at if waits else delivery.updated_at
    item: Item = {
        **to_item(key, delivery, without=("event",) if delivery.handle else ("event", "handle")),
        "event": outbox.members(delivery.event),
        "tenant_pk": _list(delivery.event.tenant, delivery.further, delivery.status),
        "tenant_sk": keys.tenant_order(placed_at, delivery.event.id),
    }
    if waits:
        return item | due.at(key, delivery.next_at + PATIENCE, Partition.POST)
    return item | {"ttl": delivery.updated_at + RETENTION}


def _list(tenant: str, further: str, status: DeliveryStatus) -> str:
    if status is DeliveryStatus.DEAD and not further:
        return keys.tenant_dead_deliveries(tenant)
    return keys.tenant_deliveries(tenant, further or ENDPOINT_ID, status)


def _delivery(item: Item) -> Delivery:
    # What was stored before deliveries waited for turns lacks `since`.
    return from_item(Delivery, {"since": member(item, "updated_at", int), **item})
