"""A disabled connection is removed with its history, once nothing names it any more."""

from typing import Final

import pytest

from jetbridge.flows.connection.connections import find, page
from jetbridge.model.connection import Status
from jetbridge.model.errors import ApiProblem
from jetbridge.store import companies, connections, keys
from tests.support.journeys.env import COMPANY, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, policy, verify
from tests.unit.flows.people.erasing import candidate, found, onboarded
from tests.unit.flows.retention.passing import days_pass, every, expire, of_kind, waits

WEEK: Final = 7


def left() -> tuple[Simulation, str]:
    """Return a tenant whose company has disabled the integration, and the connection's id."""
    simulation = a_simulation(policy(verify()))
    known = simulation.company.id
    simulation.disable_company()
    return simulation, known


def test_it_is_removed_with_its_history_and_what_names_it() -> None:
    """After 90 days: a 404, in no list, and its partition is empty."""
    # GIVEN a disabled connection
    simulation, known = left()
    world = simulation.world
    # WHEN all but a day of its time passes, THEN it is shown
    days_pass(world, 89)
    assert find(world.table, TENANT, known)[0].status is Status.DISABLED
    # AND two days later it is not
    days_pass(world, 2)
    expire(world)
    with pytest.raises(ApiProblem) as refused:
        find(world.table, TENANT, known)
    assert refused.value.status == 404
    shown, _ = page(world.table, TENANT, limit=10, after=None)
    assert known not in [each.id for each in shown]
    assert not of_kind(world, f"CONNECTION#{known}")
    assert world.table.get(keys.company_connection(COMPANY, TENANT)) is None
    # AND its clients are gone
    theirs = [item for key, item in every(world).items() if key.sk == "CLIENT"]
    assert known not in [each["connection_id"] for each in theirs]


def test_the_company_stays_its_tenants() -> None:
    """It is not free for another tenant because its connection was removed."""
    # GIVEN a connection that was removed
    simulation, _ = left()
    days_pass(simulation.world, 91)
    # THEN the company is the tenant's
    company = companies.get(simulation.world.table, COMPANY)
    assert (company.tenant, company.owned) == (TENANT, True)
    # AND the tenant connects it again, by a new connection
    simulation.connect_company()
    assert simulation.company.status is Status.ACTIVE


def test_an_account_can_be_connected_again() -> None:
    """What said who holds it goes with the connection."""
    # GIVEN an Enboarder account whose connection was removed
    simulation = a_simulation(policy(LAUNCH))
    known = simulation.account.id
    simulation.disconnect_account()
    days_pass(simulation.world, 91)
    assert connections.get(simulation.world.table, known) is None
    assert connections.holder(simulation.world.table, "enboarder", TENANT) is None
    # WHEN it is connected again
    simulation.connect_account()
    # THEN it is another connection
    assert simulation.account.id != known


def test_one_that_comes_back_in_time_stays() -> None:
    """It is the same connection, and no longer waits for its removal."""
    # GIVEN a disabled connection that is connected again
    simulation, known = left()
    days_pass(simulation.world, 60)
    simulation.connect_company()
    # THEN it does not wait for its removal, and stays
    assert keys.connection(known) not in waits(simulation.world)
    days_pass(simulation.world, 60)
    assert simulation.company.id == known


def test_it_stays_as_long_as_there_are_journeys_through_it() -> None:
    """An erasure finds a person's things by it, and a journey may go on once it comes back."""
    # GIVEN a journey, and a connection that is disabled long before the journey goes
    simulation = onboarded()
    known = simulation.company.id
    simulation.disable_company()
    days_pass(simulation.world, 150)
    # THEN the connection is there, and the person is found
    assert connections.get(simulation.world.table, known)
    assert found(simulation.world, candidate()).traces
    # AND it goes after the journey
    days_pass(simulation.world, 32 + 30)
    assert not simulation.every
    assert connections.get(simulation.world.table, known) is None


def test_it_is_kept_as_long_as_notifications_through_it() -> None:
    """Whom they are about is known by the connection's company."""
    # GIVEN a deployment that keeps notifications for long
    simulation, known = left()
    world = simulation.world
    world.environment = {**world.environment, "NOTIFICATION_RETENTION_DAYS": "200"}
    # WHEN the time of connections passes, THEN it is there
    days_pass(world, 150)
    assert connections.get(world.table, known)
    days_pass(world, 51)
    assert connections.get(world.table, known) is None
