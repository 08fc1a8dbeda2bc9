"""Endpoints and deliveries as `jetbridge webhooks` shows them: never the content of a webhook."""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.webhook import Delivery, Endpoint, EndpointStatus
from jetbridge_cli.output import Row, moment

GIVEN_UP: Final = ("event_id", "type", "endpoint", "given_up_at", "attempts", "outcome")
PENDING: Final = ("event_id", "type", "tenant", "host", "attempts", "outcome", "next_at")
ENDPOINTS: Final = ("endpoint", "url", "status", "failing_since", "updated_at")
"""The columns of a table; JSON has more."""


def endpoint(found: Endpoint) -> Row:
    """Return an endpoint, without its secrets."""
    return {
        "tenant": found.tenant,
        "endpoint": found.id,
        "version": found.version,
        "url": found.url,
        "events": [*found.types] or "every one",
        "status": _status(found),
        "paused_at": moment(found.paused_at),
        "failing_since": moment(found.failing_since),
        "created_at": moment(found.created_at),
        "updated_at": moment(found.updated_at),
    }


def _status(found: Endpoint) -> str:
    is_paused = found.status is EndpointStatus.ACTIVE and found.paused_at is not None
    return "paused" if is_paused else str(found.status)


def given_up(delivery: Delivery) -> Row:
    """Return a delivery that is not tried again."""
    return {
        "event_id": delivery.event.id,
        "type": delivery.event.type,
        "endpoint": delivery.endpoint_id,
        "journey_id": delivery.journey_id,
        "given_up_at": moment(delivery.updated_at),
        "attempts": delivery.attempts,
        "outcome": delivery.outcome,
    }


def pending(delivery: Delivery, hosts: Mapping[tuple[str, str], str]) -> Row:
    """Return a delivery that is still tried. `hosts` has hosts by tenant and endpoint."""
    return {
        "event_id": delivery.event.id,
        "type": delivery.event.type,
        "tenant": delivery.event.tenant,
        "endpoint": delivery.endpoint_id,
        "host": hosts.get((delivery.event.tenant, delivery.endpoint_id)),
        "journey_id": delivery.journey_id,
        "attempts": delivery.attempts,
        "outcome": delivery.outcome or None,
        "status": delivery.last_status,
        "next_at": moment(delivery.next_attempt_at),
    }
