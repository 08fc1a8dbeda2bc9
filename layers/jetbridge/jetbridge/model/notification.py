"""A notification: what a partner told us, from its arrival until it was dealt with."""

from collections.abc import Mapping
from enum import StrEnum

from jetbridge.model.record import field, record, replace
from jetbridge.model.stored import stored_as


class NotificationStatus(StrEnum):
    """Where a notification stands."""

    RECEIVED = "received"
    """Stored and acknowledged; not handled yet."""
    PROCESSED = "processed"
    """It was handled, or came too late to change anything."""
    IGNORED = "ignored"
    """It is of a kind that means nothing to us; kept for the operator."""
    UNRESOLVED = "unresolved"
    """It could not be handled and is shown to the operator; `note` says why. A later notification,
    a repeat or a replay may still resolve it."""


@record
class Notification:
    """One notification. Holds ids, never personal data or secrets.

    `event_id` is the same each time the partner delivers it. `tenant` is whose it is, `*` where
    it may be any tenant's; `connection_id` is empty where it came through no connection. `facts`
    are the ids in it, by the partner's names. `received_at` is in Unix seconds, `sweeps` counts
    how often it was found lying about and enqueued again. `reopened_at` is when it last began
    again, because of a later notification, a repeat or a replay. `kept_until` is until when it is
    kept, in Unix seconds; 0 before it is stored.
    """

    partner: str
    event_id: str
    event_type: str
    tenant: str
    connection_id: str
    received_at: int
    status: NotificationStatus = NotificationStatus.RECEIVED
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    sweeps: int = 0
    reopened_at: int | None = None
    kept_until: int = field(default=0, metadata=stored_as("ttl"))

    @property
    def since(self) -> int:
        """From when its waits count, in Unix seconds."""
        return self.received_at if self.reopened_at is None else self.reopened_at


def reopened(notification: Notification, now: int) -> Notification:
    """Return the notification as if it had just come. No two of these are the same."""
    return replace(
        notification,
        status=NotificationStatus.RECEIVED,
        note="",
        sweeps=0,
        reopened_at=max(now, notification.since + 1),
    )
