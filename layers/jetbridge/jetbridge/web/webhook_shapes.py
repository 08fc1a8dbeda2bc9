"""The shapes of what the API shows of a tenant's endpoint and its deliveries."""

from typing import TypedDict

from jetbridge.model.webhook import EndpointStatus
from jetbridge.web.shapes import Moment


class WebhookEndpoint(TypedDict):
    """Where a tenant's own system is told of its journeys."""

    id: str
    url: str
    events: list[str]
    """The types of events that are sent; empty: every one."""
    status: EndpointStatus
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


class GivenUpDelivery(TypedDict):
    """An event that the endpoint never took. What it says is not shown."""

    eventId: str
    type: str
    journeyId: str
    attempts: int
    outcome: str
    givenUpAt: Moment


class ReplayedDeliveries(TypedDict):
    """What is sent again, and whether more were given up."""

    items: list[str]
    """The ids of the events."""
    more: bool
