"""The events that a hiring system's notifications are passed on as (docs/events.md)."""

from typing import Final

from jetbridge.model.connection import Connection
from jetbridge.model.events import SCHEMA_VERSION
from jetbridge.model.notification import Notification
from jetbridge.model.ports import DomainEvent

_HIRING: Final = "hiring."
_OBJECT: Final = "object_id"


def of_notification(notification: Notification, connection: Connection) -> DomainEvent:
    """Return the event that a hiring system's notification is passed on as.

    `id` is the event's own: what the partner calls that is the object that it is about.
    """
    facts = {_OBJECT if name == "id" else name: fact for name, fact in notification.facts.items()}
    return DomainEvent(
        id=f"{notification.connection_id}.{notification.event_id}",
        type=f"{_HIRING}{notification.event_type}",
        tenant=notification.tenant,
        at=notification.received_at,
        detail={
            "schemaVersion": SCHEMA_VERSION,
            "connectionId": connection.id,
            "companyId": connection.account,
            **facts,
        },
    )


def notification_in(event: DomainEvent, partner: str) -> Notification | None:
    """Return the notification of a hiring system that an event was, None where it was none.

    Its facts have besides what `of_notification` adds.
    """
    if not event.type.startswith(_HIRING):
        return None
    detail = {name: fact for name, fact in event.detail.items() if isinstance(fact, str)}
    return Notification(
        partner=partner,
        event_id=event.id,
        event_type=event.type.removeprefix(_HIRING),
        tenant=event.tenant,
        connection_id=detail["connectionId"],
        received_at=event.at,
        facts={"id" if name == _OBJECT else name: fact for name, fact in detail.items()},
    )
