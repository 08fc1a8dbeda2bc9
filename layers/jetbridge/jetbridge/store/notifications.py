"""What partners told us, stored before it is acted on."""

from typing import Final

from jetbridge.store import keys
from jetbridge.store.table import Put

RETENTION: Final = 90 * 86_400
"""Seconds that a notification is kept."""

_MAX_TYPE: Final = 100


def received(partner: str, dedupe_id: str, *, event_type: str, connection_id: str, at: int) -> Put:
    """Return the write that keeps a notification; `at` is in Unix seconds."""
    key = keys.event(partner, dedupe_id)
    return Put(
        {
            "pk": key.pk,
            "sk": key.sk,
            "partner": partner,
            "event_type": event_type[:_MAX_TYPE],
            "connection_id": connection_id,
            "received_at": at,
            "ttl": at + RETENTION,
        }
    )
