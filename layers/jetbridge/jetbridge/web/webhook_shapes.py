"""The shapes of what the API shows of a tenant's endpoints and their deliveries."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypedDict

from jetbridge.web.json_schema import JsonSchema
from jetbridge.web.shapes import Moment

type EndpointState = Literal["active", "paused", "disabled"]
"""Whether an endpoint is told; paused: its tenant wants it so; disabled: it answered with 410."""
type DeliveryState = Literal["waiting", "delivered", "failed", "dropped"]
"""How a delivery stands; failed: it was given up."""


class WebhookEndpoint(TypedDict):
    """Where a tenant's own system is told of its journeys."""

    id: str
    url: str
    events: list[str]
    """The types of events that are sent; empty: every one."""
    status: EndpointState
    pausedAt: Moment | None
    """Since when nothing is sent, because its tenant wants it so."""
    failingSince: Moment | None
    """When the first of the attempts failed since the last one that did not."""
    secrets: int
    """How many secrets sign at present: two while one is replaced, 0 where they cannot be read."""
    olderUntil: Moment | None
    """When the older of two ends."""
    createdAt: Moment
    updatedAt: Moment


class WebhookEndpoints(TypedDict):
    """The tenant's endpoints."""

    items: list[WebhookEndpoint]
    nextCursor: None


class NewWebhookEndpoint(WebhookEndpoint):
    """An endpoint that was just made."""

    secret: str
    """What signs: a credential, shown this once."""


class NewSecret(TypedDict):
    """The secret that signs from now on."""

    secret: str
    """A credential, shown this once."""
    olderUntil: Moment
    """Until when the earlier one signs as well."""


class TestedEndpoint(TypedDict):
    """What came of a test."""

    taken: bool
    outcome: str
    """`http_` and a status, or a word of docs/tenant-webhooks.md."""


class WebhookDelivery(TypedDict):
    """An event on its way to an endpoint. What it says is not shown."""

    eventId: str
    type: str
    journeyId: str
    status: DeliveryState
    attempts: int
    outcome: str | None
    """What came of the last attempt: `http_` and a status, or a word of docs/tenant-webhooks.md."""
    nextAttemptAt: Moment | None
    """When it is tried next, where it waits; null while its endpoint is paused."""
    givenUpAt: Moment | None
    updatedAt: Moment


type EventData = Annotated[Mapping[str, Any], JsonSchema(title="Data of an event")]
"""By the type, as docs/schemas/events has it."""


class ToldEvent(TypedDict):
    """An event of a journey: what a webhook says of it, and what names it."""

    id: str
    """The `webhook-id` of the webhook. The same event has the same."""
    type: str
    timestamp: Moment
    """When it happened."""
    data: EventData
    """As in the webhook. `url` is null: a link leaves by the webhook and the bus alone."""


class ReplayedDeliveries(TypedDict):
    """What is sent again, and whether more were given up."""

    items: list[str]
    """The ids of the events."""
    more: bool
