"""An endpoint that was removed and set again: what was for the earlier one is not sent there."""

import pytest

from jetbridge.flows.event.webhooks import deliver, endpoint
from jetbridge.flows.self_service import webhook_deliveries
from jetbridge.model import work
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Person
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries
from jetbridge.web.webhook_bodies import ReplayBody
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support.webhooks import the_endpoint
from tests.unit.flows.event.webhooks.tenant import (
    TENANT,
    URL,
    a_receiver,
    a_tenant,
    happens,
    work_off,
)


def replaced(world: World) -> None:
    """Remove the endpoint, and set another one in its place."""
    endpoint.remove(world.context(), the_endpoint(world))
    endpoint.set_(world.context(), TENANT, URL, ())


def status_of(world: World, event: DomainEvent) -> DeliveryStatus:
    """Return where the delivery of an event stands."""
    found = deliveries.get(world.table, BEGUN.id, event.id)
    assert found
    return found.status


@pytest.mark.parametrize("seconds", [0, 1])
def test_what_waited_for_the_earlier_one_is_discarded(seconds: int) -> None:
    """Also where both were there within one second."""
    # GIVEN an event that waits for an endpoint, in the place of which there is another one
    world, _ = a_tenant()
    event = happens(world)
    world.clock.advance(seconds)
    replaced(world)
    # WHEN something else happens within that second, and everything is sent
    later = happens(world, number=1)
    work_off(world)
    # THEN the later endpoint is told what is for it alone
    assert a_receiver(world).ids == [later.id]
    assert status_of(world, event) is DeliveryStatus.DROPPED


def test_what_the_earlier_one_never_took_is_not_replayed_to_the_later_one() -> None:
    """Neither by the API nor by a dead letter."""
    # GIVEN an event that an endpoint did not take, in the place of which there is another one
    world, _ = a_tenant()
    event = happens(world)
    a_receiver(world).answers(410)
    work_off(world)
    assert status_of(world, event) is DeliveryStatus.DEAD
    a_receiver(world).answers(204)
    replaced(world)
    sent = [*a_receiver(world).ids]
    context, person = world.context(), Person(TENANT, "ana")
    # WHEN all of it is sent again by the API, THEN it is not among that, nor by its name
    again, _ = webhook_deliveries.replay(context, person, "default", ReplayBody())
    assert not again
    with pytest.raises(ApiProblem):
        webhook_deliveries.replay(context, person, "default", ReplayBody(eventIds=(event.id,)))
    # AND its dead letter sends nothing
    deliver.post(context, work.from_the_start(work.delivery(BEGUN.id, event.id)))
    assert a_receiver(world).ids == sent
