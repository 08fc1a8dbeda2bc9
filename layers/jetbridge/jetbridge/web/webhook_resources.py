"""What the API shows of a tenant's endpoint and its deliveries: every field is named here."""

from collections.abc import Sequence
from typing import Final

from jetbridge.model.secret import Secret
from jetbridge.model.webhook import Delivery, DeliveryStatus, Endpoint, EndpointStatus
from jetbridge.web import webhook_shapes as shapes
from jetbridge.web.resources import moment
from jetbridge.web.response import Response, json_response


def answer(shown: Endpoint, secrets: Sequence[int | None], tag: str) -> Response:
    """Answer with an endpoint, and the tag by which a change of it names it."""
    return json_response(200, endpoint(shown, secrets), headers={"ETag": tag})


def endpoint(shown: Endpoint, secrets: Sequence[int | None]) -> shapes.WebhookEndpoint:
    """Show an endpoint. `secrets` are when those that sign end (Unix seconds), the newest first."""
    return {
        "id": shown.id,
        "url": shown.url,
        "events": [*shown.types],
        "status": state(shown),
        "pausedAt": moment(shown.paused_at),
        "failingSince": moment(shown.failing_since),
        "secrets": len(secrets),
        "olderUntil": moment(secrets[-1]) if secrets else None,
        "createdAt": moment(shown.created_at),
        "updatedAt": moment(shown.updated_at),
    }


def state(shown: Endpoint) -> shapes.EndpointState:
    """Return whether an endpoint is told anything, in the API's word."""
    if shown.status is EndpointStatus.DISABLED:
        return "disabled"
    return "active" if shown.paused_at is None else "paused"


def created(shown: Endpoint, secret: Secret) -> shapes.NewWebhookEndpoint:
    """Show an endpoint to the caller who made it, with its secret."""
    return {**endpoint(shown, (None,)), "secret": secret.reveal()}


def rotated(secret: Secret, until: int) -> shapes.NewSecret:
    """Show a new secret to the caller who asked for it."""
    return {"secret": secret.reveal(), "olderUntil": moment(until)}


def tested(outcome: str, *, is_taken: bool) -> shapes.TestedEndpoint:
    """Show what came of a test."""
    return {"taken": is_taken, "outcome": outcome}


def delivery(shown: Delivery) -> shapes.WebhookDelivery:
    """Show a delivery, without what its event says."""
    return {
        "eventId": shown.event.id,
        "type": shown.event.type,
        "journeyId": shown.journey_id,
        "status": _DELIVERY[shown.status],
        "attempts": shown.attempts,
        "outcome": shown.outcome or None,
        "nextAttemptAt": moment(shown.next_attempt_at),
        "givenUpAt": moment(shown.updated_at) if shown.status is DeliveryStatus.DEAD else None,
        "updatedAt": moment(shown.updated_at),
    }


_DELIVERY: Final[dict[DeliveryStatus, shapes.DeliveryState]] = {
    DeliveryStatus.WAITING: "waiting",
    DeliveryStatus.DELIVERED: "delivered",
    DeliveryStatus.DEAD: "failed",
    DeliveryStatus.DROPPED: "dropped",
}


def replayed(sent: Sequence[Delivery], *, more: bool) -> shapes.ReplayedDeliveries:
    """Show which deliveries are made once more."""
    return {"items": [each.event.id for each in sent], "more": more}
