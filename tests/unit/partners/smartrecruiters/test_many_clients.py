"""A connection with many clients: each exchange whose outcome is unknown leaves one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.connection import disconnect
from jetbridge.flows.schedule import reconcile
from jetbridge.model.connection import EXCHANGE_LEASE, MAX_CLIENTS, Connection, Exchange, Status
from jetbridge.model.identity import Identity
from jetbridge.model.ports import NoAnswerError
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.oauth.clients import ClientStatus
from jetbridge.partners.smartrecruiters import companies, disable, outcomes
from jetbridge.store import connections
from tests.fakes import FakeHttp
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS
from tests.support.smartrecruiters import a_confirming_world, approve, the_connection

DEMO = Identity("jb_ci_demo", ClientKind.API, "demo", frozenset())
MANY: Final = 300
"""As many as an earlier release may have left: nothing bounded them."""


def left_unknown(world: World, tenant: str = "demo") -> None:
    """Have an exchange of a tenant end without an answer."""
    assert isinstance(world.http, FakeHttp)
    world.http.on("POST", INTEGRATIONS, NoAnswerError("x"))
    assert approve(world.context(), tenant) is outcomes.UNKNOWN


def crowded(tenant: str = "demo", world: World | None = None) -> World:
    """Return a world in which a tenant's connection has `MANY` live clients."""
    world = world or a_confirming_world()
    left_unknown(world, tenant)
    known = the_connection(world, tenant)
    minted = [
        clients.new_client(
            world.ids,
            world.clock,
            kind=ClientKind.PARTNER,
            tenant=tenant,
            name="left",
            scopes=(),
            connection_id=known.id,
        )[0]
        for _ in range(MANY - 1)
    ]
    for each in minted:
        world.table.write(clients.put(each))
    ids = tuple(each.client_id for each in minted)
    many = replace(known, clients=(*known.clients, *ids))
    world.table.write(*connections.save(known, many, by="test"))
    return world


def alive(world: World, tenant: str = "demo") -> list[str]:
    """Return the clients of a tenant that may obtain a token."""
    found, _ = clients.listing(world.table, tenant, limit=2 * MANY)
    return [each.client_id for each in found if each.status is ClientStatus.ACTIVE]


def deleted(world: World, known: Connection) -> None:
    """Have the tenant delete the connection."""
    disconnect.disconnect(world.context(), DEMO, known.id)


def disabled(world: World, known: Connection) -> None:
    """Have SmartRecruiters say that the integration was disabled."""
    disable.disable(world.context(), known.id, by="callback")


def interrupted(world: World, known: Connection) -> None:
    """Have another tenant take the company while an exchange of the first one is open."""
    opened = replace(known, exchange=Exchange("e", known.clients[-1], world.clock.now()))
    world.table.write(*connections.save(known, opened, by="test"))
    assert approve(world.context(), "other") is outcomes.CONNECTED
    world.clock.advance(EXCHANGE_LEASE)
    assert reconcile.run(world.context()).interrupted_exchanges == 1


@pytest.mark.parametrize(
    "end",
    [deleted, disabled, interrupted],
)
def test_a_connection_with_many_clients_ends(end: Callable[[World, Connection], None]) -> None:
    """Deleted, disabled, or lost to another tenant: every client of it is revoked."""
    # GIVEN a connection with more clients than one transaction revokes
    world = crowded()
    assert len(alive(world)) == MANY
    # WHEN it ends
    end(world, the_connection(world))
    # THEN none of them obtains a token any more
    assert alive(world) == []
    assert the_connection(world).clients == ()


def test_a_connection_with_many_clients_is_connected() -> None:
    """The exchange that SmartRecruiters confirms leaves its own client, and no other."""
    # GIVEN a connection with more clients than one transaction revokes
    world = crowded()
    # WHEN an admin approves
    assert approve(world.context()) is outcomes.CONNECTED
    # THEN the new client is the only one
    known = the_connection(world)
    assert known.status is Status.ACTIVE
    assert alive(world) == list(known.clients)
    assert len(known.clients) == 1


def test_what_other_tenants_left_is_revoked_however_much_it_is() -> None:
    """The company is taken: no unfinished exchange of another tenant keeps a client."""
    # GIVEN a tenant that has left many clients at a company
    world = crowded("other")
    # WHEN another one connects it
    assert approve(world.context()) is outcomes.CONNECTED
    # THEN none of them is alive
    assert alive(world, "other") == []


def test_a_company_with_many_clients_is_released() -> None:
    """The operator's release ends the connection in the same way."""
    # GIVEN a connection that was active once, and has left many clients since
    world = a_confirming_world()
    approve(world.context())
    world = crowded(world=world)
    # WHEN the operator releases its company
    companies.release(world.context(), "acme", by="operator")
    # THEN none of them is alive
    assert alive(world) == []


def test_exchanges_of_unknown_outcome_leave_a_bounded_number_of_clients() -> None:
    """The first one and the latest stay: one of these is what SmartRecruiters holds."""
    # GIVEN a company that is connected
    world = a_confirming_world()
    approve(world.context())
    (first,) = the_connection(world).clients
    # WHEN its exchange is repeated, each time without an answer
    for _ in range(MAX_CLIENTS + 5):
        left_unknown(world)
    # THEN those that are alive are the connection's, and no more than the limit
    known = the_connection(world)
    assert len(known.clients) == MAX_CLIENTS
    assert sorted(alive(world)) == sorted(known.clients)
    # AND the client that the present integration uses is among them, and the latest one
    assert known.clients[0] == first
    assert len(set(known.clients)) == MAX_CLIENTS


def test_a_crash_between_the_transactions_is_mended_by_the_repeat() -> None:
    """Each of them only revokes: what is left is revoked by the next attempt."""
    # GIVEN a connection some of whose clients were revoked before the process died
    world = crowded()
    known = the_connection(world)
    clients.revoke_all(world.table, known.clients, world.clock.now())
    assert 0 < len(alive(world)) < MANY
    # WHEN it is deleted again
    disconnect.disconnect(world.context(), DEMO, known.id)
    # THEN it ends
    assert alive(world) == []
    assert the_connection(world).status is Status.DISABLED
