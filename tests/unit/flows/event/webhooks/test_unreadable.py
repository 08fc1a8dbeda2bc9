"""An endpoint, or their list, that cannot be read: a journey goes on, and its telling waits."""

import pytest

from jetbridge.broker import limiter_store
from jetbridge.broker.limiter_state import LimiterState
from jetbridge.flows.event.webhooks import deliver, endpoint
from jetbridge.model import work
from jetbridge.model.ports import HttpResponse
from jetbridge.model.webhook import DeliveryStatus
from jetbridge.store import deliveries, endpoints, keys
from jetbridge.store.mapper import UnreadableItemError, to_item
from jetbridge.store.table import Item, Key, Put, Table, Update
from tests.support.damage import CANARY
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import policy

FURTHER = "whk_1"
COMPLETED = ("journey.completed",)
FIRST = keys.endpoint(TENANT)
SECOND = keys.endpoint(TENANT, FURTHER)
DIRECTORY = keys.endpoint_directory(TENANT)


@pytest.fixture
def simulation() -> Simulation:
    """Return a tenant with two endpoints: one for every event, one for ends alone."""
    made = a_simulation(policy())
    context = made.world.context()
    endpoint.set_(context, TENANT, "https://tenant.example/hook", ())
    endpoint.set_(context, TENANT, "https://tenant.example/ends", COMPLETED, further=FURTHER)
    return made


def broken(table: Table, key: Key, attribute: str) -> Item:
    """Damage an attribute of an item, and return the item as it was."""
    item = table.get(key)
    assert item
    table.write(Update(key, set={attribute: CANARY}))
    return item


def told(simulation: Simulation) -> dict[str, set[str]]:
    """Return the types of the events that are on their way, by endpoint."""
    found = [*deliveries.of_journey(simulation.world.table, simulation.journey.id)]
    return {
        name: {each.event.type for each in found if each.further == name} for name in ("", FURTHER)
    }


@pytest.mark.parametrize(
    ("key", "attribute"),
    [(FIRST, "types"), (SECOND, "types"), (DIRECTORY, "endpoints"), (DIRECTORY, "version")],
    ids=["the first endpoint", "a further one", "their list", "another attribute of the list"],
)
def test_a_journey_goes_on_and_everyone_is_told(
    simulation: Simulation, key: Key, attribute: str
) -> None:
    """Each endpoint gets at least what it wants, as soon as it can be read."""
    # GIVEN an item that cannot be read
    whole = broken(simulation.world.table, key, attribute)
    # WHEN a journey begins, comes to its end, and its events are sent as far as they can be
    simulation.hire()
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()
    # THEN it is over, and its events wait for both endpoints
    journey = simulation.journey
    assert journey.is_over
    assert {"journey.started", "journey.completed"} <= told(simulation)[""]
    assert "journey.completed" in told(simulation)[FURTHER]
    # AND once the item is put back, both are told at the same places
    simulation.world.table.write(Put(whole))
    receivers = endpoints.read_receivers(simulation.world.table, TENANT)
    assert [each.further for each in receivers.wanting("journey.completed")] == ["", FURTHER]


def test_an_endpoint_keeps_its_choice_where_only_the_list_is_broken(
    simulation: Simulation,
) -> None:
    """Its own item says of what it wants to be told."""
    # GIVEN a list that cannot be read
    broken(simulation.world.table, DIRECTORY, "endpoints")
    # WHEN it is asked who is told, THEN each endpoint as it was registered
    receivers = endpoints.read_receivers(simulation.world.table, TENANT)
    assert [each.further for each in receivers.wanting("journey.started")] == [""]
    assert [each.further for each in receivers.wanting("journey.completed")] == ["", FURTHER]
    # AND where one is shown or changed, the list is still an error
    with pytest.raises(UnreadableItemError):
        endpoints.directory(simulation.world.table, TENANT)


def test_what_waits_for_a_broken_endpoint_is_sent_once_it_can_be_read(
    simulation: Simulation,
) -> None:
    """No attempt counts meanwhile."""
    # GIVEN an event that waits for an endpoint that cannot be read
    world = simulation.world
    whole = broken(world.table, FIRST, "types")
    simulation.hire()
    simulation.work_off()
    waiting = next(deliveries.of_journey(world.table, simulation.journey.id))
    message = work.delivery(waiting.journey_id, waiting.event.id)
    with pytest.raises(UnreadableItemError):
        deliver.post(world.context(), message)
    # WHEN the item is put back, and the message comes again
    world.table.write(Put(whole))
    simulation.partners.always("POST", "https://tenant.example/hook", HttpResponse(204))
    deliver.post(world.context(), message)
    # THEN it is taken at the first attempt
    after = deliveries.get(world.table, waiting.journey_id, waiting.event.id)
    assert after
    assert (after.status, after.attempts) == (DeliveryStatus.DELIVERED, 1)


def test_attempts_go_on_where_their_gate_cannot_be_read(simulation: Simulation) -> None:
    """It begins again, and its permit is given back."""
    # GIVEN an event that waits, and a gate of its endpoint that cannot be read
    world = simulation.world
    simulation.hire()
    simulation.work_off()
    waiting = next(deliveries.of_journey(world.table, simulation.journey.id))
    name = f"endpoint#{TENANT}"
    world.table.write(Put({**to_item(keys.limiter(name), LimiterState()), "version": CANARY}))
    # WHEN it is sent
    simulation.partners.always("POST", "https://tenant.example/hook", HttpResponse(204))
    deliver.post(world.context(), work.delivery(waiting.journey_id, waiting.event.id))
    # THEN it is taken at the first attempt, and nothing is under way any more
    after = deliveries.get(world.table, waiting.journey_id, waiting.event.id)
    assert after
    assert (after.status, after.attempts) == (DeliveryStatus.DELIVERED, 1)
    state, version = limiter_store.read(world.table, name)
    assert (state.running, type(version)) == ((), int)
