"""What journeys name is looked for a page at a time, however many journeys a tenant has."""

from collections.abc import Callable
from typing import override

import pytest

from jetbridge.flows.retention import named
from jetbridge.flows.retention.look import work as look
from jetbridge.model import work
from jetbridge.store import connections, keys
from jetbridge.store.table import Item, Key, Page, Put, Table
from tests.fakes.passing import PassingTable
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import policy, verify
from tests.unit.flows.people.erasing import onboarded
from tests.unit.flows.retention.passing import DAY, days_pass, waits

DAYS = {"onboarding": 180, "person": 30, "connection": 90, "notification": 90}
OTHERS = 2 * named.PAGE + 1


class Counting(PassingTable):
    """A table that counts what is read of the tenant's journeys."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.read = list[int]()

    @override
    def _page(self, operation: str, read: Callable[[], Page]) -> Page:
        page = super()._page(operation, read)
        if operation == "query_tenant":
            self.read.append(len(page.items))
        return page


def _journeys(simulation: Simulation, count: int, connection_id: str) -> None:
    """Store unfinished journeys of the tenant through a connection, each younger than the other."""
    table = simulation.world.table
    now = simulation.world.clock.now()
    for number in range(count):
        journey_id = f"jny_other-{number:06d}"
        key = keys.journey(journey_id)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "id": journey_id,
            "connection_id": connection_id,
            "policy_version": 1,
            "tenant_pk": keys.tenant_journeys(TENANT),
            "tenant_sk": keys.tenant_order(now + number, journey_id),
        }
        table.write(Put(item))


def _looked(simulation: Simulation, key: Key) -> int:
    """Look at an item once, and return how many journeys that has read."""
    world = simulation.world
    counting = Counting(world.table)
    look(world.context(table=counting), work.retention(key.pk, key.sk, DAYS))
    assert len(counting.read) == 1
    return counting.read[0]


@pytest.fixture
def left() -> tuple[Simulation, Key]:
    """Return a tenant whose company has disabled the integration long ago, and the connection."""
    simulation = a_simulation(policy(verify()))
    key = keys.connection(simulation.company.id)
    simulation.disable_company()
    simulation.world.clock.advance(100 * DAY)
    return simulation, key


def test_a_look_reads_a_page_and_the_next_one_goes_on(left: tuple[Simulation, Key]) -> None:
    """A message of the worker's has a time limit, and a tenant may have any number of journeys."""
    # GIVEN a connection that none of many journeys names
    simulation, key = left
    _journeys(simulation, OTHERS, "con_other")
    # WHEN it is looked at, THEN each look reads a page, and it is due at once for the next
    for _ in range(2):
        assert _looked(simulation, key) == named.PAGE
        assert key in waits(simulation.world)
        item = simulation.world.table.get(key)
        assert item
        assert item["due_at"] == simulation.world.clock.now()
    # AND the last one removes it
    assert _looked(simulation, key) == 1
    assert simulation.world.table.get(key) is None


def test_what_was_looked_at_is_not_looked_at_again(left: tuple[Simulation, Key]) -> None:
    """A journey that names it is found where the last look has found it."""
    # GIVEN a connection that the last of many journeys names
    simulation, key = left
    _journeys(simulation, OTHERS, "con_other")
    last = keys.journey(f"jny_other-{OTHERS - 1:06d}")
    stored = simulation.world.table.get(last)
    assert stored
    simulation.world.table.write(Put(stored | {"connection_id": key.pk.partition("#")[2]}))
    for _ in range(2):
        _looked(simulation, key)
    # WHEN it is looked at later, THEN one journey is read, each time
    for _ in range(3):
        assert _looked(simulation, key) == 1
        item = simulation.world.table.get(key)
        assert item
        assert item["due_at"] == simulation.world.clock.now() + named.AGAIN
    # AND it goes after the journey
    simulation.world.table.write(Put(stored))
    assert _looked(simulation, key) == 1
    assert simulation.world.table.get(key) is None


def test_one_that_comes_back_is_looked_for_from_the_beginning() -> None:
    """New journeys name it then: what was seen before counts no more."""
    # GIVEN a connection that was looked at, and is connected again, and gets a journey
    simulation = onboarded()
    world, key = simulation.world, keys.connection(simulation.company.id)
    simulation.disable_company()
    days_pass(world, 95)
    item = world.table.get(key)
    assert item
    world.table.write(Put(item | {"journeys_seen": {"pk": "x", "sk": "x"}}))
    simulation.connect_company()
    # THEN nothing of the looks is left
    stored = world.table.get(key)
    assert stored
    assert "journeys_seen" not in stored
    assert connections.of_item(stored)


def test_a_version_of_a_policy_is_looked_for_likewise() -> None:
    """By the version that a journey runs by."""
    simulation = a_simulation(policy(verify()))
    _journeys(simulation, OTHERS, "con_other")
    item = simulation.world.table.get(keys.policy(TENANT, 1))
    assert item
    look_later, table = named.look_later, simulation.world.table
    runs = look_later(table, item, TENANT, 5, ("policy_version", 1))
    runs_not = look_later(table, item, TENANT, 5, ("policy_version", 2))
    assert [each and each.set["due_at"] for each in (runs, runs_not)] == [5 + named.AGAIN, 5]
