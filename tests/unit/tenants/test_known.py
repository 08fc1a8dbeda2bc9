"""Which tenants there are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows import connect_enboarder, disconnect, tasks, tenants
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.telling import endpoint
from jetbridge.flows.tenants import Offboarded
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey_turn import Turn
from jetbridge.model.schedule import Task
from jetbridge.model.scopes import ClientKind
from jetbridge.model.secret import Secret
from jetbridge.model.tenant import Status, Tenant
from jetbridge.model.work import connection_task
from jetbridge.oauth import clients
from jetbridge.partners.enboarder import Account
from jetbridge.store import connections, keys, policies
from jetbridge.store import journeys as stored_journeys
from jetbridge.store import tenants as items
from jetbridge.store.table import Delete
from tests.fakes.approvals import exchanged
from tests.fakes.bridge import World
from tests.fakes.clock import START
from tests.fakes.journeys import BEGUN
from tests.unit.journey.house import CALLER, TENANT, House, a_house
from tests.unit.journey.policies import policy

ACCOUNT: Final = Account("EU", Secret("the-client-secret"), client_id="the-client")


def with_a_client(bridge: Bridge) -> None:
    """Make an API client, as an earlier release did."""
    client, _ = clients.new_client(
        bridge.ids, bridge.clock, kind=ClientKind.API, tenant=TENANT, name="", scopes=["x"]
    )
    bridge.table.write(clients.put(client))


def with_a_policy(bridge: Bridge) -> None:
    """Put a policy in force."""
    bridge.table.write(*policies.put(TENANT, policy(), before=0, now=START))


def with_an_endpoint(bridge: Bridge) -> None:
    """Set an endpoint."""
    endpoint.set_(bridge, TENANT, "https://hooks.tenant.example/", ())


def with_a_journey(bridge: Bridge) -> None:
    """Begin a journey."""
    bridge.table.write(*stored_journeys.create(Turn(BEGUN), None))


@pytest.mark.parametrize("given", [with_a_client, with_a_policy, with_an_endpoint, with_a_journey])
def test_a_tenant_of_an_earlier_release_is_known_by_what_it_has(
    given: Callable[[Bridge], None],
) -> None:
    """Without an item of its own."""
    # GIVEN a table of an earlier release
    bridge = World().bridge()
    assert tenants.find(bridge.table, TENANT) is None
    given(bridge)
    # THEN the tenant is known, and others are not
    assert tenants.find(bridge.table, TENANT) == Tenant(TENANT)
    for other in ("dmeo", "", "*", "demo#CLIENT"):
        assert not tenants.is_known(bridge.table, other)


def test_what_a_tenant_connects_makes_it_known() -> None:
    """Whoever signs in first is a tenant from then on; a repeat changes nothing."""
    house = a_house(policy())
    assert tenants.listed(house.world.table) == (Tenant(TENANT),)


def test_an_operator_adds_and_names_a_tenant() -> None:
    """One that is there keeps what it has, and since when it was added."""
    # GIVEN a tenant that is there by use
    house = a_house(policy())
    bridge = house.process()
    # WHEN it is added, and added again with another name, and without one
    added = tenants.add(bridge, TENANT, "Demo Inc.")
    house.world.clock.advance(60)
    renamed = tenants.add(bridge, TENANT, "Demo Ltd.")
    again = tenants.add(bridge, TENANT, "")
    # THEN that is what is stored
    assert added == Tenant(TENANT, "Demo Inc.", added_at=bridge.clock.now() - 60)
    assert again == renamed == replace(added, name="Demo Ltd.")
    assert tenants.listed(bridge.table) == (renamed,)
    assert house.company.has_credentials


def test_the_daily_check_lists_a_tenant_of_an_earlier_release() -> None:
    """Its connections were there before tenants had items."""
    # GIVEN a connection of an earlier release whose check is due
    house = a_house(policy())
    house.world.table.write(Delete(keys.tenant(TENANT)))
    connection = house.account
    (due,) = (at for name, at in connection.tasks.items() if name == Task.HEALTH)
    house.world.clock.advance(due - house.world.clock.now())
    # WHEN it is made
    tasks.work(house.process(), connection_task(connection.id, tasks.DUE))
    # THEN the tenant is listed
    assert [each.id for each in tenants.listed(house.world.table)] == [TENANT]


def closed(house: House) -> Bridge:
    """Begin the offboarding of a tenant whose connections have ended."""
    bridge = house.process()
    for each in (house.company, house.account):
        disconnect.end_and_unsubscribe(bridge, each.id, by="operator")
    bridge.table.write(items.close(TENANT, by="operator", now=bridge.clock.now()))
    return bridge


def test_nothing_begins_for_a_tenant_that_is_being_offboarded() -> None:
    """No client of its, and no connection: each is refused in its own transaction."""
    # GIVEN one that has connected a company and an account before
    house = a_house(policy())
    bridge = closed(house)
    before = [house.company, house.account]
    # WHEN an admin who is on the way approves, and a request that was let in connects
    outcome = exchanged(bridge, company_id="acme", tenant=TENANT, subject="admin")
    other = exchanged(bridge, company_id="globex", tenant=TENANT, subject="admin")
    with pytest.raises(ApiProblem):
        connect_enboarder.connect(bridge, CALLER, ACCOUNT)
    # THEN nothing is connected, and nothing was stored
    assert not outcome.connected
    assert not other.connected
    found, _ = connections.of_tenant(bridge.table, TENANT, limit=100, after=None)
    assert [house.company, house.account] == before
    assert len(found) == len(before)
    # AND an operator does not add it in the middle
    with pytest.raises(Offboarded):
        tenants.add(bridge, TENANT, "Demo Inc.")
    with pytest.raises(Offboarded):
        tenants.reopen(bridge, TENANT)


def test_a_tenant_that_was_offboarded_may_come_back() -> None:
    """It connects anew."""
    # GIVEN one whose offboarding is over
    house = a_house(policy())
    bridge = closed(house)
    bridge.table.write(items.end(TENANT, now=bridge.clock.now()))
    found = tenants.find(bridge.table, TENANT)
    assert found
    assert found.status is Status.OFFBOARDED
    # WHEN it is taken on again
    tenants.reopen(bridge, TENANT)
    # THEN it connects
    house.connect_company()
    assert house.company.has_credentials
