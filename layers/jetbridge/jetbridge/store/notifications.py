"""What partners told us, stored before it is handled."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from jetbridge.model import retention
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.store import due, keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Clause, Cursor, Delete, Item, Put, Table, absent, equals

SWEEP_AFTER: Final = 300
"""Seconds that a notification may wait before it is enqueued again; doubled each time."""

_MAX_TYPE: Final = 100


def get(table: Table, partner: str, event_id: str) -> Notification | None:
    """Return a notification as last written, or None."""
    return _of_item(table.get(keys.event(partner, event_id)))


def get_many(
    table: Table, partner: str, event_ids: Sequence[str]
) -> tuple[Notification | None, ...]:
    """Return notifications as last written, in the order of their ids, at most 100."""
    items = table.get_many([keys.event(partner, each) for each in event_ids])
    return tuple(map(_of_item, items))


def _of_item(item: Item | None) -> Notification | None:
    return None if item is None else from_item(Notification, item)


def create(notification: Notification) -> Put:
    """Return the write of a notification that was not stored before."""
    return Put(_item(notification), when=(absent("pk"),))


def save(before: Notification, after: Notification) -> Put:
    """Return the write of a changed notification, where nothing else has written it since."""
    return Put(_item(after), when=_unchanged(before))


def remove(before: Notification) -> Delete:
    """Return the write that removes a notification, where nothing has written it since."""
    return Delete(keys.event(before.partner, before.event_id), when=_unchanged(before))


def _unchanged(before: Notification) -> tuple[Clause, ...]:
    begun = before.reopened_at
    return (
        equals("status", str(before.status)),
        equals("sweeps", before.sweeps),
        absent("reopened_at") if begun is None else equals("reopened_at", begun),
    )


def listing(
    table: Table,
    partner: str,
    status: NotificationStatus,
    *,
    limit: int,
    after: Cursor | None = None,
) -> tuple[tuple[Notification, ...], Cursor | None]:
    """Return a page of a partner's notifications, newest first, and where the next one begins."""
    page = table.query_tenant(keys.events(partner, status), limit=limit, after=after)
    return tuple(readable(partial(from_item, Notification), page.items)), page.next


def _item(notification: Notification) -> Item:
    key = keys.event(notification.partner, notification.event_id)
    item: Item = {
        **to_item(key, notification, if_set=("reopened_at",)),
        "tenant_pk": keys.events(notification.partner, notification.status),
        "tenant_sk": keys.tenant_order(notification.received_at, notification.event_id),
        "event_type": notification.event_type[:_MAX_TYPE],
        "ttl": notification.kept_until or _least(notification),
    }
    if notification.status is not NotificationStatus.RECEIVED:
        return item
    waits = SWEEP_AFTER * (2 ** (notification.sweeps + 1) - 1)
    return item | due.at(key, notification.since + waits)


def _least(notification: Notification) -> int:
    """Return until when a notification is kept that does not say it."""
    return notification.received_at + retention.SHORTEST_OF_NOTIFICATION
