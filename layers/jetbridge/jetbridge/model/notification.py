"""A notification: what a partner told us, from its arrival until somebody has dealt with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class NotificationStatus(StrEnum):
    """Where a notification stands."""

    RECEIVED = "received"
    """Stored and acknowledged; nobody has acted on it yet."""
    PROCESSED = "processed"
    """It was acted on, or came too late to change anything."""
    IGNORED = "ignored"
    """It is of a kind that means nothing to us; kept for the operator."""
    UNRESOLVED = "unresolved"
    """It could not be acted on and waits for the operator; `note` says why."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification. Holds ids, never personal data or secrets.

    `event_id` is the same each time the partner delivers it. `tenant` is whose it is, `*` where
    it may be any tenant's; `connection_id` is empty where it came through no connection. `facts`
    are the ids in it, by the partner's names. `received_at` is in Unix seconds, `sweeps` counts
    how often it was found lying about and enqueued again.
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
