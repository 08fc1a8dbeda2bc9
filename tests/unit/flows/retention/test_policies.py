"""A version of a policy is removed once another has replaced it and nothing runs by it."""

from jetbridge.model.journey import Status
from jetbridge.store import keys, policies
from jetbridge.store.table import Update
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify
from tests.unit.flows.people.erasing import onboarded
from tests.unit.flows.retention.passing import days_pass


def versions(simulation: Simulation) -> list[int]:
    """Return the versions that are there."""
    table = simulation.world.table
    return [number for number in range(1, 5) if policies.get(table, TENANT, number)]


def replaced(simulation: Simulation) -> None:
    """Put another version of the policy."""
    table, now = simulation.world.table, simulation.world.clock.now()
    before = policies.latest(table, TENANT)
    document = dict(policy(LAUNCH, REPORT))
    table.write(*policies.replaced(TENANT, document, before=before, now=now))


def test_the_latest_version_stays() -> None:
    """Journeys begin by it, paused or not; a removed one can be put again."""
    # GIVEN a policy, WHEN years pass
    simulation = a_simulation(policy(verify()))
    days_pass(simulation.world, 800)
    # THEN it is there
    assert versions(simulation) == [1]


def test_a_replaced_version_goes_when_nothing_runs_by_it() -> None:
    """A journey that was beginning when it was replaced finds it."""
    # GIVEN a policy that is old, and is replaced
    simulation = a_simulation(policy(verify()))
    days_pass(simulation.world, 100)
    replaced(simulation)
    # THEN it is there for a while, and then it is not
    days_pass(simulation.world, 44)
    assert versions(simulation) == [1, 2]
    days_pass(simulation.world, 31)
    assert versions(simulation) == [2]


def test_a_version_stays_while_a_journey_of_it_is_kept() -> None:
    """An unfinished one runs by it; of a finished one it tells what was asked."""
    # GIVEN a journey, and a policy that replaces its own
    simulation = onboarded()
    replaced(simulation)
    # WHEN the journey is over and kept, THEN so is its policy
    days_pass(simulation.world, 179)
    assert simulation.status() is Status.COMPLETED
    assert versions(simulation) == [1, 2]
    # AND it goes after the journey
    days_pass(simulation.world, 32)
    assert versions(simulation) == [2]


def test_the_first_version_of_an_earlier_release_stays() -> None:
    """It tells since when the tenant has a policy, where nothing else does."""
    # GIVEN a policy of an earlier release
    simulation = a_simulation(policy(verify()))
    key = keys.current_policy(TENANT)
    simulation.world.table.write(Update(key, remove=("began_at",)))
    replaced(simulation)
    # WHEN time passes, THEN it is there
    days_pass(simulation.world, 200)
    assert versions(simulation) == [1, 2]
    assert policies.began(simulation.world.table, TENANT)
