"""What an earlier release has left is removed, too, once an operator has it looked at."""

from jetbridge.flows.retention.apply import apply, is_wanted
from jetbridge.model.journey import Status
from jetbridge.oauth import clients
from jetbridge.store import due, keys
from jetbridge.store.table import Key, Update
from tests.fakes.context import World
from tests.support.journeys.env import TENANT, a_simulation
from tests.support.journeys.policies import policy, verify
from tests.unit.flows.people.erasing import CANARIES, onboarded
from tests.unit.flows.retention.passing import days_pass, every, expire, fire, left, of_kind, waits


def company_lines(world: World) -> list[Key]:
    """Return the lines of companies' histories."""
    return [key for key in of_kind(world, "COMPANY#") if key.sk.startswith(keys.HISTORY_PREFIX)]


def as_of_an_earlier_release(world: World) -> None:
    """Take from each ended item what says when it is looked at, or ends."""
    for key, item in every(world).items():
        if due.is_retained(item):
            world.table.write(Update(key, remove=("due_shard", "due_at")))
        if (key.sk == "CLIENT" or key in company_lines(world)) and "ttl" in item:
            world.table.write(Update(key, remove=("ttl",)))


def test_what_an_earlier_release_has_left_is_removed() -> None:
    """Without the command it would stay for ever."""
    # GIVEN what an earlier release has left of a person, a connection and its clients
    simulation = onboarded()
    world = simulation.world
    simulation.disable_company()
    days_pass(world, 9)
    as_of_an_earlier_release(world)
    days_pass(world, 200)
    assert of_kind(world, "ONBOARDING#", "JOURNEY#")
    assert is_wanted(world.table, TENANT)
    # WHEN an operator has it looked at
    counts = apply(world.context(), TENANT)
    # THEN each kind was found
    assert counts == {
        "journeys": 1,
        "onboardings": 2,
        "connections": 1,
        "policies": 1,
        "clients": 1,
        "company_lines": 1,
    }
    # AND nothing more is wanted of them
    assert not is_wanted(world.table, TENANT)
    # AND it is gone after the schedule's next run; the connection after its journey
    fire(world)
    assert not of_kind(world, "ONBOARDING#", "JOURNEY#")
    # AND a company's history ends a year after each of its lines
    (line,) = company_lines(world)
    days_pass(world, 365 - 209)
    expire(world)
    assert line not in every(world)
    assert not left(world, CANARIES)
    theirs = {item["partner"] for key, item in every(world).items() if key.sk == "CONNECTION"}
    assert theirs == {"enboarder"}
    assert not [key for key in of_kind(world, "CLIENT#") if key.sk == "CLIENT"]


def test_what_goes_on_is_left_alone() -> None:
    """A journey that waits, and what it has asked for."""
    # GIVEN a journey whose person has a link, an active connection and client
    simulation = a_simulation(policy(verify()))
    simulation.hire()
    simulation.work_off()
    before = every(simulation.world)
    # WHEN it is applied
    counts = apply(simulation.world.context(), TENANT)
    # THEN the policy alone is looked at, and nothing else was written
    assert counts == {
        "journeys": 0,
        "onboardings": 0,
        "connections": 0,
        "policies": 1,
        "clients": 0,
        "company_lines": 0,
    }
    after = every(simulation.world)
    assert {key.pk for key in after if after[key] != before[key]} == {f"POLICY#{TENANT}"}


def test_a_shorter_period_holds_at_once() -> None:
    """What was looked at before is due when its former period ends."""
    # GIVEN a finished journey that waits for the end of its 180 days, and a shorter period
    simulation = onboarded()
    world = simulation.world
    days_pass(world, 70)
    world.environment = {**world.environment, "ONBOARDING_RETENTION_DAYS": "60"}
    days_pass(world, 1)
    assert simulation.status() is Status.COMPLETED
    # WHEN it is applied, and the schedule runs
    apply(world.context(), TENANT)
    fire(world)
    # THEN it is gone
    assert not simulation.every


def test_it_can_be_repeated() -> None:
    """It arms what is armed, and a revoked client keeps its end."""
    # GIVEN a finished journey, and a revoked client
    simulation = onboarded()
    world = simulation.world
    simulation.disable_company()
    ends = {key: item.get("ttl") for key, item in every(world).items() if key.sk == "CLIENT"}
    days_pass(world, 9)
    # WHEN it is applied twice
    first = apply(world.context(), TENANT)
    second = apply(world.context(), TENANT)
    # THEN both say the same, and the client's end is the first one
    assert first == second
    assert first["clients"] == 0
    for key, until in ends.items():
        assert every(world)[key].get("ttl") == until
    # AND what is looked at too early waits on
    before = waits(world)
    fire(world)
    assert waits(world) == before
    assert clients.SHOWN == 90 * 86_400
