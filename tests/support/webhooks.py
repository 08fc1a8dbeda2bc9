"""A tenant's endpoint, and what was not taken there, without the days that pass before."""

from typing import Final

from jetbridge.flows.event.webhooks import endpoint
from jetbridge.model import events, webhook
from jetbridge.model.journey import Entry, What
from jetbridge.model.record import replace
from jetbridge.model.secret import Secret
from jetbridge.model.webhook import DeliveryStatus, Endpoint
from jetbridge.store import deliveries, endpoints
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN

URL: Final = "https://hooks.customer.example/jetbridge"


def registered(world: World, tenant: str = "demo") -> Secret:
    """Register a tenant's first endpoint, and return its secret."""
    stored = endpoint.set_(world.context(), tenant, URL, ())
    assert stored.secret
    return stored.secret


def the_endpoint(world: World, tenant: str = "demo") -> Endpoint:
    """Return a tenant's first endpoint, which must be there."""
    found = endpoints.get(world.table, tenant)
    assert found
    return found


def delivery(
    world: World,
    number: int = 0,
    *,
    status: DeliveryStatus = DeliveryStatus.DEAD,
    outcome: str = "http_500",
    attempts: int = 10,
) -> str:
    """Store a delivery to the first endpoint that has come this far; return its event's id."""
    now = world.clock.now()
    event = events.of_journey(BEGUN, 7, number, Entry(What.COMPLETED, now))
    assert event
    begun = webhook.begun(event)
    world.table.write(deliveries.create(begun))
    after = replace(webhook.over(begun, status, now, outcome), attempts=attempts, version=1)
    world.table.write(deliveries.save(after))
    return event.id


def delivered(number: int) -> str:
    """Return the id of the event of a number, whether its delivery is there or not."""
    return f"{BEGUN.id}_7_{number}"


def status_of(world: World, event_id: str) -> DeliveryStatus:
    """Return where a delivery to the first endpoint stands."""
    found = deliveries.get(world.table, BEGUN.id, event_id)
    assert found
    return found.status
