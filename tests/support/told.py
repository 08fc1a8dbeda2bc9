"""Notifications of partners as a test wants them stored."""

from typing import Any

from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.store import notifications
from tests.fakes.context import World


def unresolved(world: World, event_id: str, **more: Any) -> Notification:  # noqa: ANN401 - fields
    """Store a notification that could not be handled, and return it."""
    fields: dict[str, Any] = {
        "partner": "incode",
        "event_type": "SESSION_FAILED",
        "tenant": "demo",
        "connection_id": "",
        "received_at": world.clock.now(),
        "status": NotificationStatus.UNRESOLVED,
        "note": "given_up",
        "facts": {"interviewId": f"interview-of-{event_id}"},
    }
    stored = Notification(event_id=event_id, **{**fields, **more})
    world.table.write(notifications.create(stored))
    return stored
