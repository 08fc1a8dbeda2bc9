"""Companies that an earlier release has connected: read as they are, and no other's.

That release had one item a company id as it was typed, naming the connection that last tried.
"""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.connection.credentials import CLIENT_SECRET, seal
from jetbridge.flows.schedule import tasks
from jetbridge.model import registry, work
from jetbridge.model.company import Act
from jetbridge.model.connection import Connection, Status
from jetbridge.model.partner import Capability, Partner
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.partners.smartrecruiters import disable, outcomes
from jetbridge.store import companies, connections
from jetbridge.store.table import Item, Put
from tests.fakes import FakeHttp, answer
from tests.fakes.clock import START
from tests.fakes.context import SMARTRECRUITERS, World
from tests.support.smartrecruiters import (
    CONFLICT,
    a_confirming_world,
    approve,
    live,
    sent,
    the_connection,
)

BY: Final = "operator-1"


def former(
    world: World, tenant: str, company_id: str, status: Status = Status.ACTIVE
) -> Connection:
    """Store a connection to a company as the earlier release did, connected once; return it."""
    connection_id = f"con_{tenant}_{company_id}"
    made = Connection(
        id=connection_id,
        tenant=tenant,
        partner="smartrecruiters",
        account=company_id,
        status=status,
        reason="connected",
        created_at=START,
        updated_at=START,
        settings={"clientId": "their-id", "integrationId": "int-1"},
        sealed={
            CLIENT_SECRET: seal(world.context().vault, connection_id, CLIENT_SECRET, Secret("x"))
        },
    )
    if status is Status.DISABLED:
        made = replace(made, sealed={}, reason="disabled_by_partner")
    world.table.write(*connections.save(None, made, by="earlier"), holder(made))
    return connections.get(world.table, made.id) or made


def holder(made: Connection) -> Put:
    """Return the item by which the earlier release knew who held a company."""
    item: Item = {
        "pk": f"ACCOUNT#smartrecruiters#{made.account}",
        "sk": "ACCOUNT",
        "connection_id": made.id,
        "connection_version": 1,
        "tenant": made.tenant,
    }
    return Put(item)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.NEEDS_RECONNECT, Status.DISABLED])
@pytest.mark.parametrize("spelling", ["acme", "ACME"])
def test_a_company_that_was_connected_before_is_its_tenants(spelling: str, status: Status) -> None:
    """Another tenant is refused, and the tenant itself goes on with its connection."""
    # GIVEN a company in the table of an earlier release
    world = a_confirming_world()
    before = former(world, "demo", spelling, status)
    # WHEN another tenant approves it, as SmartRecruiters writes it
    outcome = approve(world.context(), "other", spelling)
    # THEN it is refused
    assert (outcome, sent(world)) == (outcomes.NOT_HERE, [])
    # AND its tenant connects it again, as the same connection, and owns it
    assert approve(world.context(), "demo", spelling) is outcomes.CONNECTED
    assert the_connection(world, "demo", "Acme").id == before.id
    company = companies.get(world.table, "acme")
    assert (company.tenant, company.owned, company.former) == ("demo", True, False)


def test_what_was_never_connected_before_is_free() -> None:
    """The earlier release's item names the tenant that last tried, not an owner."""
    # GIVEN an attempt that came to nothing before the upgrade
    world = a_confirming_world()
    tried = replace(former(world, "demo", "acme"), settings={}, sealed={}, status=Status.PENDING)
    world.table.write(*connections.save(connections.get(world.table, tried.id), tried, by="x"))
    # WHEN another tenant approves
    outcome = approve(world.context(), "other")
    # THEN it is connected
    assert outcome is outcomes.CONNECTED


def test_an_account_at_another_partner_is_no_company() -> None:
    """A tenant may be called like a company, and have an account that is called like itself."""
    # GIVEN a partner with connections of more than a credential, which is no hiring system
    held = frozenset({Capability.CONNECTS, Capability.LIFECYCLE})
    world = a_confirming_world()
    with registry.registered(Partner("another", "Another", "nowhere", held)):
        # WHEN a tenant's account there is called like a company
        made = replace(former(world, "acme", "other"), partner="another", account="acme")
        world.table.write(*connections.save(None, replace(made, id="con_x"), by="x"))
        world.table.write(connections.claim(None, replace(made, id="con_x")))
        # THEN it is neither the tenant's connection to the company, nor the company's owner
        assert companies.connection(world.table, "acme", "acme") is None
        assert companies.get(world.table, "acme").tenant == ""


def checked(world: World, found: Connection) -> None:
    """Run a connection's daily check."""
    assert isinstance(world.http, FakeHttp)
    world.http.always("GET", f"{SMARTRECRUITERS}/candidates", answer({"content": []}))
    world.clock.advance(30 * 86_400)
    tasks.work(world.context(), work.connection_task(found.id, tasks.DUE))


def test_the_daily_check_makes_a_company_its_tenants_in_every_spelling() -> None:
    """From then on no other spelling of it is free."""
    # GIVEN a connection of an earlier release, in capitals
    world = a_confirming_world()
    found = former(world, "demo", "ACME")
    # WHEN its health is checked
    checked(world, found)
    # THEN another spelling is refused to another tenant, and is the tenant's own connection
    assert approve(world.context(), "other", "acme") is outcomes.NOT_HERE
    assert the_connection(world, "demo", "aCmE").id == found.id
    assert [line.act for line in companies.history(world.table, "acme")] == [Act.ADOPTED]


def test_the_end_of_a_connection_leaves_the_company_with_its_tenant() -> None:
    """Also where no check has come before."""
    # GIVEN a connection of an earlier release that SmartRecruiters disables after the upgrade
    world = a_confirming_world()
    found = former(world, "demo", "ACME")
    disable.disable(world.context(), found.id, by="callback")
    # THEN every spelling of the company is refused to another tenant
    assert approve(world.context(), "other", "Acme") is outcomes.NOT_HERE


def test_an_operator_adopts_what_ended_before_the_upgrade() -> None:
    """Nothing leads from another spelling to it: the operator names the tenant."""
    # GIVEN a company that was disabled before the upgrade
    world = a_confirming_world()
    former(world, "demo", "ACME", Status.DISABLED)
    # WHEN the operator adopts the tenant's companies, twice
    found = [smartrecruiters_companies.adopt(world.context(), "demo", by=BY) for _ in range(2)]
    # THEN it is the tenant's, in every spelling
    told = [(each.account, company.tenant) for each, company in found[1]]
    assert told == [("ACME", "demo")]
    assert approve(world.context(), "other", "acme") is outcomes.NOT_HERE
    assert len(companies.history(world.table, "acme")) == 1


def two_spellings() -> World:
    """Return a world in which two tenants have connected `acme` and `ACME` before the upgrade."""
    world = a_confirming_world()
    former(world, "one", "acme")
    former(world, "two", "ACME")
    return world


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_of_two_spellings_the_plain_one_has_the_company(order: tuple[str, str]) -> None:
    """Nothing is handed over: both work on, and the operator sees the two."""
    # GIVEN two connections of two tenants to one company
    world = two_spellings()
    # WHEN both are checked, in either order
    for tenant in order:
        spelling = "acme" if tenant == "one" else "ACME"
        checked(world, the_connection(world, tenant, spelling))
    # THEN the company is of the tenant that had it under the plain spelling
    assert companies.get(world.table, "ACME").tenant == "one"
    assert approve(world.context(), "two", "ACME") is outcomes.NOT_HERE
    # AND the other connection works on, and is shown with the first
    known = smartrecruiters_companies.find(world.context().table, "Acme")
    assert {(each.tenant, each.status) for each in known.connections} == {
        ("one", Status.ACTIVE),
        ("two", Status.ACTIVE),
    }
    assert all(each.has_credentials for each in known.connections)


def test_a_release_removes_what_an_earlier_release_stored_in_each_spelling() -> None:
    """Each item once: a transaction takes none twice."""
    # GIVEN a connection that both spellings lead to
    world = a_confirming_world()
    found = former(world, "demo", "ACME", Status.DISABLED)
    world.table.write(holder(replace(found, account="acme")))
    # WHEN the company is released
    smartrecruiters_companies.release(world.context(), "ACME", by=BY)
    # THEN neither spelling leads to it any more
    for spelling in ("acme", "ACME"):
        assert companies.get(world.table, spelling).tenant == ""


def test_the_second_spelling_has_the_company_once_the_first_is_released() -> None:
    """No third tenant comes between them."""
    # GIVEN two spellings, of which the first is disconnected and released
    world = two_spellings()
    disable.disable(world.context(), the_connection(world, "one").id, by="callback")
    smartrecruiters_companies.release(world.context(), "acme", by=BY)
    # WHEN a third tenant approves the second spelling, and the second tenant does
    third = approve(world.context(), "three", "ACME")
    # THEN the third is refused, and the second has it
    assert third is outcomes.NOT_HERE
    assert approve(world.context(), "two", "ACME").connected
    assert companies.get(world.table, "acme").tenant == "two"


def test_a_409_of_a_connection_from_before_the_upgrade_leaves_it_as_it_is() -> None:
    """Already integrated: it works, and the company is recorded as its tenant's."""
    # GIVEN a connection of an earlier release whose credentials work
    world = a_confirming_world(CONFLICT)
    before = former(world, "demo", "acme")
    # WHEN its admin approves again
    outcome = approve(world.context())
    # THEN nothing was lost, and no client of the attempt lives
    assert outcome is outcomes.ALREADY_CONNECTED
    assert the_connection(world).sealed == before.sealed
    assert [*live(world, "demo")] == []
    assert companies.get(world.table, "acme").version == 1
