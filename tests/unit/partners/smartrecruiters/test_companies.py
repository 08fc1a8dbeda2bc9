"""What an operator does about companies: list, revoke, release, adopt."""

import pytest

from jetbridge.flows.connection import disconnect
from jetbridge.model.connection import Status
from jetbridge.model.identity import Identity
from jetbridge.model.ports import HttpResponse, NoAnswerError
from jetbridge.model.scopes import ClientKind
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.partners.smartrecruiters import outcomes
from jetbridge.partners.smartrecruiters.companies import CompanyActionRefusedError
from jetbridge.store import companies, connections, keys
from jetbridge.store.table import Update
from tests.fakes.context import World
from tests.support import enboarder
from tests.support.damage import CANARY
from tests.support.smartrecruiters import (
    CONFIRMS,
    a_confirming_world,
    approve,
    live,
    the_connection,
)

DEMO = Identity("jb_ci_demo", ClientKind.API, "demo", frozenset())
BY = "operator-1"


def connected_and_ended() -> World:
    """Return a world in which a tenant has disconnected its company."""
    world = a_confirming_world()
    approve(world.context())
    disconnect.disconnect(world.context(), DEMO, the_connection(world).id)
    return world


@pytest.mark.parametrize("by_connection", [True, False])
def test_a_released_company_is_free(*, by_connection: bool) -> None:
    """Named by its id in any spelling, or by its connection."""
    # GIVEN a company whose connection has ended
    world = connected_and_ended()
    name = the_connection(world).id if by_connection else "ACME"
    # WHEN the operator releases it
    after = smartrecruiters_companies.release(world.context(), name, by=BY)
    # THEN it is no tenant's, which the connection's history tells, and another tenant connects it
    assert after.tenant == ""
    line = connections.history(world.table, the_connection(world).id)[0]
    assert (line.status, line.reason, line.by) == (Status.DISABLED, "released", BY)
    assert approve(world.context(), "other") is outcomes.CONNECTED
    # AND the one that had it is refused now
    assert approve(world.context()) is outcomes.NOT_HERE


def test_a_company_that_comes_back_is_the_same_connection() -> None:
    """Released to another tenant and back: each keeps its own history."""
    # GIVEN a company that went to another tenant
    world = connected_and_ended()
    first = the_connection(world)
    smartrecruiters_companies.release(world.context(), "acme", by=BY)
    approve(world.context(), "other")
    disconnect.disconnect(
        world.context(),
        Identity("jb_ci_other", ClientKind.API, "other", frozenset()),
        the_connection(world, "other").id,
    )
    # WHEN it is released back
    smartrecruiters_companies.release(world.context(), "acme", by=BY)
    assert approve(world.context()) is outcomes.CONNECTED
    # THEN it is the connection from before, and the other tenant's stays as it ended
    assert the_connection(world).id == first.id
    assert the_connection(world, "other").status is Status.DISABLED
    assert [*live(world, "other")] == []


def test_a_connection_that_works_is_not_released() -> None:
    """The operator is told to disconnect it first."""
    # GIVEN a company that is connected
    world = a_confirming_world()
    approve(world.context())
    # WHEN the operator releases it
    with pytest.raises(CompanyActionRefusedError, match="is active: disconnect it first"):
        smartrecruiters_companies.release(world.context(), "acme", by=BY)
    # THEN nothing has changed
    assert companies.get(world.table, "acme").tenant == "demo"
    assert the_connection(world).status is Status.ACTIVE


def test_a_company_that_is_being_connected_is_not_released() -> None:
    """Its answer would come back to a company that is free."""
    # GIVEN a company whose tenant connects it again
    refused = list[str]()

    def release_meanwhile(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        with pytest.raises(CompanyActionRefusedError, match="is being connected") as raised:
            smartrecruiters_companies.release(world.context(), "acme", by=BY)
        refused.append(str(raised.value))
        return CONFIRMS

    world = a_confirming_world(CONFIRMS, release_meanwhile)
    approve(world.context())
    disconnect.disconnect(world.context(), DEMO, the_connection(world).id)
    # WHEN the operator releases it during the exchange
    outcome = approve(world.context())
    # THEN it was refused, and the company is connected
    assert (outcome, len(refused)) == (outcomes.CONNECTED, 1)


def test_releasing_what_needs_a_reconnect_ends_it() -> None:
    """No client of it lives on, and a repeat says that there is nothing to release."""
    # GIVEN a company whose second exchange was lost
    world = a_confirming_world(CONFIRMS, NoAnswerError("x"))
    approve(world.context())
    approve(world.context())
    assert the_connection(world).status is Status.NEEDS_RECONNECT
    # WHEN the operator releases it
    smartrecruiters_companies.release(world.context(), "acme", by=BY)
    # THEN nothing of the connection is live
    after = the_connection(world)
    assert (after.status, after.clients, after.has_credentials) == (Status.DISABLED, (), False)
    assert [*live(world, "demo")] == []
    # AND once is enough
    with pytest.raises(CompanyActionRefusedError, match="belongs to no tenant"):
        smartrecruiters_companies.release(world.context(), "acme", by=BY)


def test_a_listed_company_stays_listed_when_it_is_released() -> None:
    """Both have to go before another tenant may connect it."""
    # GIVEN a company that is listed and was connected
    world = a_confirming_world()
    smartrecruiters_companies.allow(world.context(), "demo", "acme", by=BY)
    approve(world.context())
    disconnect.disconnect(world.context(), DEMO, the_connection(world).id)
    # WHEN it is released
    after = smartrecruiters_companies.release(world.context(), "acme", by=BY)
    # THEN it is still reserved
    assert (after.tenant, after.owned, after.listed) == ("demo", False, True)
    assert approve(world.context(), "other") is outcomes.NOT_HERE
    # AND free once it is off the list
    smartrecruiters_companies.revoke(world.context(), "demo", "acme", by=BY)
    assert approve(world.context(), "other") is outcomes.CONNECTED


def test_a_company_of_another_tenant_is_not_listed() -> None:
    """Neither one that is connected, nor one that is listed."""
    # GIVEN a company that belongs to a tenant, and one that is listed for it
    world = a_confirming_world()
    approve(world.context())
    smartrecruiters_companies.allow(world.context(), "demo", "listed-one", by=BY)
    # WHEN the operator lists them for another one
    for company_id, says in (("ACME", "belongs to demo"), ("Listed-One", "is listed for demo")):
        with pytest.raises(CompanyActionRefusedError, match=says):
            smartrecruiters_companies.allow(world.context(), "other", company_id, by=BY)
    # AND takes them off a list on which they are not
    for tenant, company_id in (("demo", "acme"), ("other", "listed-one")):
        with pytest.raises(CompanyActionRefusedError, match="is not listed"):
            smartrecruiters_companies.revoke(world.context(), tenant, company_id, by=BY)


@pytest.mark.parametrize("tenant", ["", "de mo", "demo/1", "x" * 65, "dému"])
def test_a_company_is_not_listed_for_what_is_no_tenant(tenant: str) -> None:
    """No sign-in could be for it: the company would be no tenant's and free for none."""
    world = a_confirming_world()
    with pytest.raises(CompanyActionRefusedError, match="is no tenant"):
        smartrecruiters_companies.allow(world.context(), tenant, "acme", by=BY)
    assert companies.get(world.table, "acme").tenant == ""


def test_a_repeated_listing_changes_nothing() -> None:
    """One line of history, one entry of the tenant's list, in whatever spelling."""
    # WHEN a company is listed three times
    world = a_confirming_world()
    for spelling in ("acme", "ACME", " \uff21\uff23\uff2d\uff25 "):
        smartrecruiters_companies.allow(world.context(), "demo", spelling, by=BY)
    # THEN it is once on the tenant's list
    found, _ = companies.of_tenant(world.table, "demo", limit=10, after=None)
    assert [each.company_id for each in found] == ["acme"]
    assert len(companies.history(world.table, "acme")) == 1


@pytest.mark.parametrize("name", ["", "a/b", "con_unknown/x", "a" * 101, "\u212aelvin corp"])
def test_what_is_no_company_id_is_refused(name: str) -> None:
    """A mistyped name is an error, not a company that no other has."""
    with pytest.raises(CompanyActionRefusedError, match="no company id"):
        smartrecruiters_companies.named(a_confirming_world().context().table, name)


@pytest.mark.parametrize("name", ["acme", "con_mistyped"])
def test_a_mistyped_id_is_not_shown_as_a_company_that_is_free(name: str) -> None:
    """Nothing was listed, connected or tried under it."""
    with pytest.raises(CompanyActionRefusedError, match="nothing is known of"):
        smartrecruiters_companies.find(a_confirming_world().table, name)


def test_a_company_that_was_let_go_is_known() -> None:
    """It is free, and its history says since when."""
    # GIVEN a company that was listed, and is not any more
    world = a_confirming_world()
    smartrecruiters_companies.allow(world.context(), "demo", "acme", by=BY)
    smartrecruiters_companies.revoke(world.context(), "demo", "acme", by=BY)
    # THEN it is shown
    found = smartrecruiters_companies.find(world.table, "acme")
    assert (found.company.tenant, len(found.history)) == ("", 2)


def test_a_company_that_was_only_tried_is_known() -> None:
    """The attempts are what the operator wants to see."""
    # GIVEN a company that is listed for no one, where only listed ones are connected
    world = a_confirming_world(companies_mode="listed")
    assert approve(world.context()) is outcomes.NOT_HERE
    # THEN it is shown with the attempt
    assert smartrecruiters_companies.find(world.table, "ACME").attempts.count == 1


def test_attempts_that_cannot_be_read_change_no_answer() -> None:
    """The person is refused as before: an attempt is noted for the operator alone."""
    # GIVEN a company with a refused attempt, whose list someone has changed
    world = a_confirming_world(companies_mode="listed")
    assert approve(world.context()) is outcomes.NOT_HERE
    key = keys.company_attempts("acme")
    world.table.write(Update(key, set={"count": CANARY}))
    # WHEN another one is refused, THEN it is refused alike
    assert approve(world.context(), "other") is outcomes.NOT_HERE


def test_a_connection_to_another_partner_is_no_company() -> None:
    """Its id would pass for a company's, and be listed as one."""
    # GIVEN a connection to Enboarder
    world = enboarder.a_world()
    connection = enboarder.connect(world.context())
    # THEN it is refused as a company
    with pytest.raises(CompanyActionRefusedError, match="is a connection to enboarder"):
        smartrecruiters_companies.allow(world.context(), "demo", connection.id, by=BY)
