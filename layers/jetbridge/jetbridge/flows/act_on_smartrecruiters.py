"""What SmartRecruiters' notifications lead to: an event on the deployer's bus, with ids only."""

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.finding import Finding
from jetbridge.model.connection import Status
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.partners.smartrecruiters_webhooks import EVENTS
from jetbridge.store import connections, outbox


def act(bridge: Bridge, notification: Notification) -> Finding:
    """Return what a notification comes to: `hiring.<its name>` is published with it."""
    if notification.event_type not in EVENTS:
        return Finding(NotificationStatus.IGNORED, "unknown_event")
    connection = connections.get(bridge.table, notification.connection_id)
    if connection is None or connection.status is Status.DISABLED:
        return Finding(NotificationStatus.IGNORED, "connection_disabled")
    event = DomainEvent(
        id=f"{notification.connection_id}.{notification.event_id}",
        type=f"hiring.{notification.event_type}",
        tenant=notification.tenant,
        at=notification.received_at,
        detail={
            "connectionId": connection.id,
            "companyId": connection.account,
            **notification.facts,
        },
    )
    return Finding(NotificationStatus.PROCESSED, writes=(outbox.record(event),))
