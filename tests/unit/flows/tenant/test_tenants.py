"""Which tenants there are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.connection import disconnect
from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.schedule import tasks
from jetbridge.flows.tenant import tenants
from jetbridge.flows.tenant.tenants import TenantOffboardedError
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey_transition import Transition
from jetbridge.model.schedule import Task
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.model.tenant import Status, Tenant
from jetbridge.model.work import connection_task
from jetbridge.oauth import clients
from jetbridge.partners.enboarder import connect as enboarder_connect
from jetbridge.partners.enboarder.api import Account
from jetbridge.store import connections, keys, policies
from jetbridge.store import journeys as stored_journeys
from jetbridge.store import tenants as items
from jetbridge.store.table import Delete
from tests.fakes.approvals import exchanged
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.support.journeys.env import CALLER, TENANT, Simulation, a_simulation
from tests.support.journeys.policies import policy

ACCOUNT: Final = Account("EU", Secret("the-client-secret"), client_id="the-client")


def with_a_client(context: Context) -> None:
    """Make an API client, as an earlier release did."""
    client, _ = clients.new_client(
        context.ids, context.clock, kind=ClientKind.API, tenant=TENANT, name="", scopes=["x"]
    )
    context.table.write(clients.put(client))


def with_a_policy(context: Context) -> None:
    """Put a policy in force."""
    context.table.write(*policies.put(TENANT, policy(), before=0, now=START))


def with_an_endpoint(context: Context) -> None:
    """Set an endpoint."""
    endpoint.set_(context, TENANT, "https://hooks.tenant.example/", ())


def with_a_journey(context: Context) -> None:
    """Begin a journey."""
    context.table.write(*stored_journeys.create(Transition(BEGUN), None))


@pytest.mark.parametrize("given", [with_a_client, with_a_policy, with_an_endpoint, with_a_journey])
def test_a_tenant_of_an_earlier_release_is_known_by_what_it_has(
    given: Callable[[Context], None],
) -> None:
    """Without an item of its own."""
    # GIVEN a table of an earlier release
    context = World().context()
    assert tenants.find(context.table, TENANT) is None
    given(context)
    # THEN the tenant is known, and others are not
    assert tenants.find(context.table, TENANT) == Tenant(TENANT)
    for other in ("dmeo", "", "*", "demo#CLIENT"):
        assert not tenants.is_known(context.table, other)


def test_what_a_tenant_connects_makes_it_known() -> None:
    """The tenant of the first sign-in is known from then on; a repeat changes nothing."""
    simulation = a_simulation(policy())
    assert tenants.listed(simulation.world.table) == (Tenant(TENANT),)


def test_an_operator_adds_and_names_a_tenant() -> None:
    """One that is there keeps what it has, and since when it was added."""
    # GIVEN a tenant that is there by use
    simulation = a_simulation(policy())
    context = simulation.process()
    # WHEN it is added, and added again with another name, and without one
    added = tenants.add(context, TENANT, "Demo Inc.")
    simulation.world.clock.advance(60)
    renamed = tenants.add(context, TENANT, "Demo Ltd.")
    again = tenants.add(context, TENANT, "")
    # THEN that is what is stored
    assert added == Tenant(TENANT, "Demo Inc.", added_at=context.clock.now() - 60)
    assert again == renamed == replace(added, name="Demo Ltd.")
    assert tenants.listed(context.table) == (renamed,)
    assert simulation.company.has_credentials


def test_the_daily_check_lists_a_tenant_of_an_earlier_release() -> None:
    """Its connections were there before tenants had items."""
    # GIVEN a connection of an earlier release whose check is due
    simulation = a_simulation(policy())
    simulation.world.table.write(Delete(keys.tenant(TENANT)))
    connection = simulation.account
    (due,) = (at for name, at in connection.tasks.items() if name == Task.HEALTH)
    simulation.world.clock.advance(due - simulation.world.clock.now())
    # WHEN it is made
    tasks.work(simulation.process(), connection_task(connection.id, tasks.DUE))
    # THEN the tenant is listed
    assert [each.id for each in tenants.listed(simulation.world.table)] == [TENANT]


def closed(simulation: Simulation) -> Context:
    """Begin the offboarding of a tenant whose connections have ended."""
    context = simulation.process()
    for each in (simulation.company, simulation.account):
        disconnect.end(context, each.id, by="operator")
    context.table.write(items.close(TENANT, by="operator", now=context.clock.now()))
    return context


def test_nothing_begins_for_a_tenant_that_is_being_offboarded() -> None:
    """No client of its, and no connection: each is refused in its own transaction."""
    # GIVEN one that has connected a company and an account before
    simulation = a_simulation(policy())
    context = closed(simulation)
    before = [simulation.company, simulation.account]
    # WHEN an admin who is on the way approves, and a request that was let in connects
    outcome = exchanged(context, company_id="acme", tenant=TENANT, subject="admin")
    other = exchanged(context, company_id="globex", tenant=TENANT, subject="admin")
    with pytest.raises(ApiProblem):
        enboarder_connect.connect(context, CALLER, ACCOUNT)
    # THEN nothing is connected, and nothing was stored
    assert not outcome.connected
    assert not other.connected
    found, _ = connections.of_tenant(context.table, TENANT, limit=100, after=None)
    assert [simulation.company, simulation.account] == before
    assert len(found) == len(before)
    # AND an operator does not add it in the middle
    with pytest.raises(TenantOffboardedError):
        tenants.add(context, TENANT, "Demo Inc.")
    with pytest.raises(TenantOffboardedError):
        tenants.reopen(context.table, TENANT)


def test_a_tenant_that_was_offboarded_may_come_back() -> None:
    """It connects anew."""
    # GIVEN one whose offboarding is over
    simulation = a_simulation(policy())
    context = closed(simulation)
    context.table.write(items.end(TENANT, now=context.clock.now()))
    found = tenants.find(context.table, TENANT)
    assert found
    assert found.status is Status.OFFBOARDED
    # WHEN it is taken on again
    tenants.reopen(context.table, TENANT)
    # THEN it connects
    simulation.connect_company()
    assert simulation.company.has_credentials
