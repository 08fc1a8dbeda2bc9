"""What a tenant was told of its journeys, in order: each event in the line that it tells of.

The line stands in the index `tenant` among its tenant's events, so that one list has them all. It
is written in the transaction of the event and ends with its journey. An erasure takes the event
out.
"""

from collections.abc import Iterator
from typing import Final

from jetbridge.model.ports import DomainEvent
from jetbridge.store import keys, outbox
from jetbridge.store.listing import items, readable
from jetbridge.store.mapper import UnreadableItemError, broken, from_item
from jetbridge.store.table import Cursor, Item, Key, Table

EVENT: Final = "event"
"""The attribute of a line that holds its event."""
ATTRIBUTES: Final = (EVENT, "tenant_pk", "tenant_sk")
"""What a line has beside what happened."""
_AFTER: Final = "!"
"""Behind a place, and before every place that does not begin with it."""
_PAGE: Final = 100


def place(line: Key, event: DomainEvent) -> Item:
    """Return what puts an event into the list of its tenant, beside the line that it tells of."""
    journey_id, entry_id = line.pk.partition("#")[2], line.sk.rpartition("#")[2]
    return {
        EVENT: outbox.members(event),
        "tenant_pk": keys.tenant_events(event.tenant),
        "tenant_sk": keys.event_order(event.at, journey_id, entry_id),
    }


def lines(table: Table, journey_id: str) -> Iterator[Item]:
    """Yield the lines of a journey's timeline with their events, as stored, oldest first."""
    pk, prefix = keys.journey(journey_id).pk, keys.HISTORY_PREFIX
    return items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))


def of_tenant(
    table: Table, tenant: str, *, since: str, limit: int, after: Cursor | None
) -> tuple[tuple[DomainEvent, ...], Cursor | None]:
    """Return a page of a tenant's events, oldest first, and where the next one begins.

    `since` is a place in the list, from which on they are read; empty: from its beginning.
    """
    listed = keys.tenant_events(tenant)
    page = table.query_tenant(listed, since=since, limit=limit, after=after, newest_first=False)
    return tuple(readable(_event, page.items)), page.next


def from_time(at: int) -> str:
    """Return the place of the first event of a second (Unix time), or of a later one."""
    return keys.moment(at)


def behind(table: Table, journey_id: str, version: int, number: int) -> str | None:
    """Return the place behind an event, by what its id names; None: there is no such line."""
    name = keys.entry_id(version, number)
    for line in lines(table, journey_id):
        _, at, entry_id = str(line["sk"]).split("#")
        if entry_id == name:
            return keys.event_order(int(at), journey_id, name) + _AFTER
    return None


def _event(item: Item) -> DomainEvent:
    event = item.get(EVENT)
    if not isinstance(event, dict):
        raise broken(item, f"{EVENT} is missing, or no map")
    try:
        return from_item(DomainEvent, event)
    except UnreadableItemError as error:
        raise broken(item, error.why) from None
