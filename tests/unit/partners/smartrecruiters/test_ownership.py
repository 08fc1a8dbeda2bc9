"""Whose a company is: taken by a completed exchange, kept until the operator releases it."""

from collections.abc import Callable

import pytest

from jetbridge.flows.connection import disconnect
from jetbridge.model.company import Act, Why
from jetbridge.model.connection import Status
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import NoAnswerError
from jetbridge.model.scopes import ClientKind
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.partners.smartrecruiters import disable, outcomes
from jetbridge.store import companies, company_attempts, connections, keys
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Put, Update
from tests.fakes import FakeHttp, answer
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS, ISSUED, TOKEN
from tests.support.damage import CANARY
from tests.support.smartrecruiters import (
    CONFIRMS,
    CONFLICT,
    a_confirming_world,
    approve,
    live,
    sent,
    the_connection,
)

DEMO = Identity("jb_ci_demo", ClientKind.API, "demo", frozenset())


def delete(world: World) -> None:
    """Have the tenant delete its connection."""
    disconnect.disconnect(world.context(), DEMO, the_connection(world).id)


def disabled(world: World) -> None:
    """Have SmartRecruiters tell that the integration was disabled."""
    disable.disable(world.context(), the_connection(world).id, by="callback")


def refused(world: World) -> None:
    """Have SmartRecruiters refuse the connection's credentials for good."""
    found = the_connection(world)
    assert isinstance(world.http, FakeHttp)
    world.http.on("POST", INTEGRATIONS, CONFLICT)
    world.http.on("POST", TOKEN, answer({"error": "invalid_client"}, status=401))
    assert approve(world.context()) is outcomes.RECONNECT
    assert the_connection(world).id == found.id


def lost(world: World) -> None:
    """Have the answer to a second exchange be lost."""
    assert isinstance(world.http, FakeHttp)
    world.http.on("POST", INTEGRATIONS, NoAnswerError("x"))
    assert approve(world.context()) is outcomes.UNKNOWN


def nothing(_: object) -> None:
    """Leave the connection as it is."""


@pytest.mark.parametrize("ends", [nothing, delete, disabled, refused, lost])
def test_a_company_stays_its_tenants_however_its_connection_ends(
    ends: Callable[[World], None],
) -> None:
    """Another tenant cannot take it, and its own tenant can connect it again."""
    # GIVEN a company that was connected, and whose connection has ended in some way
    world = a_confirming_world()
    assert approve(world.context()) is outcomes.CONNECTED
    before = the_connection(world)
    ends(world)
    asked = len(sent(world))
    # WHEN an admin of another tenant approves
    outcome = approve(world.context(), "other")
    # THEN it is refused without asking SmartRecruiters, and nothing was minted
    assert (outcome, len(sent(world))) == (outcomes.NOT_HERE, asked)
    assert [*live(world, "other")] == []
    # AND the tenant itself connects again, with the same connection and its history
    assert approve(world.context()).connected
    after = the_connection(world)
    assert (after.id, after.status) == (before.id, Status.ACTIVE)
    assert len(connections.history(world.table, after.id)) > 2


def test_what_was_never_completed_gives_no_company() -> None:
    """A refusal, and a lost answer, leave the company free."""
    # GIVEN a tenant whose exchanges came to nothing
    world = a_confirming_world(answer(status=403), NoAnswerError("x"))
    assert approve(world.context()) is outcomes.NOT_HERE
    assert approve(world.context()) is outcomes.UNKNOWN
    assert companies.get(world.table, "acme").tenant == ""
    # WHEN another tenant completes one
    assert approve(world.context(), "other") is outcomes.CONNECTED
    # THEN it has the company, and what the first one minted is dead
    assert companies.get(world.table, "acme").tenant == "other"
    assert [*live(world, "demo")] == []
    assert the_connection(world, "other").clients == tuple(live(world, "other"))


@pytest.mark.parametrize("spelling", ["ACME", "Acme", "aCmE"])
def test_company_ids_compare_without_case(spelling: str) -> None:
    """The second spelling is the first one's company, for its tenant and for others."""
    # GIVEN a company that was connected under one spelling
    world = a_confirming_world(CONFIRMS, CONFLICT)
    approve(world.context())
    before = the_connection(world)
    # WHEN another tenant approves another spelling
    outcome = approve(world.context(), "other", spelling)
    # THEN it is refused
    assert outcome is outcomes.NOT_HERE
    # AND to its own tenant it is the same connection, shown and sent as SmartRecruiters wrote it
    assert approve(world.context(), company_id=spelling) is outcomes.ALREADY_CONNECTED
    after = the_connection(world)
    assert (after.id, after.account) == (before.id, spelling)
    assert [each["companyId"] for each in sent(world)] == ["acme", spelling]


def test_a_listed_company_is_free_for_no_other_tenant() -> None:
    """In either mode, and before its own tenant has connected it."""
    # GIVEN a company that the operator has listed for a tenant
    world = a_confirming_world()
    smartrecruiters_companies.allow(world.context(), "demo", " ACME ", by="operator-1")
    # WHEN another tenant approves, then the tenant itself
    outcomes_ = [approve(world.context(), "other"), approve(world.context())]
    # THEN only the tenant is connected
    assert outcomes_ == [outcomes.NOT_HERE, outcomes.CONNECTED]
    assert sent(world)[0]["companyId"] == "acme"


def test_where_only_listed_companies_count_another_one_is_refused() -> None:
    """The list decides, also about a company that was connected before."""
    # GIVEN a deployment in the mode `listed`
    world = a_confirming_world(companies_mode="listed")
    # WHEN a company is approved that is not listed, listed, and listed no more
    found = [approve(world.context())]
    smartrecruiters_companies.allow(world.context(), "demo", "acme", by="operator-1")
    found.append(approve(world.context()))
    smartrecruiters_companies.revoke(world.context(), "demo", "acme", by="operator-1")
    found.append(approve(world.context()))
    # THEN it was connected while it was listed, and works on
    assert found == [outcomes.NOT_HERE, outcomes.CONNECTED, outcomes.NOT_HERE]
    assert the_connection(world).status is Status.ACTIVE
    assert [*live(world, "demo")] == [*the_connection(world).clients]


# ------------------------------------------------ what the operator sees


def test_a_refused_attempt_is_recorded_and_counted() -> None:
    """Who tried, when, and why it was refused; the latest of them only."""
    # GIVEN a connected company, one that is not listed, and one that SmartRecruiters refuses
    world = a_confirming_world()
    approve(world.context())
    # WHEN another tenant tries again and again
    for _ in range(12):
        world.clock.advance(1)
        approve(world.context(), "other", "ACME")
    # THEN the count is right, the latest are kept, and a metric says so
    found = company_attempts.get(world.table, "acme")
    assert (found.count, len(found.latest)) == (12, 10)
    latest = found.latest[0]
    assert (latest.tenant, latest.by, latest.why) == ("other", "admin-of-other", Why.OWNED)
    assert latest.at == world.clock.now()
    assert world.meter.counted[Metric.COMPANY_REFUSED] == 12


@pytest.mark.parametrize(
    ("listed", "mode", "status", "why"),
    [
        ("third", "any", 200, Why.LISTED),
        ("", "listed", 200, Why.UNLISTED),
        ("", "any", 403, Why.PARTNER),
        ("", "any", 409, Why.PARTNER),
    ],
)
def test_the_record_says_why(listed: str, mode: str, status: int, why: Why) -> None:
    """What the tenant is not told."""
    # GIVEN a company that a tenant may not connect
    world = a_confirming_world(answer(ISSUED, status=status), companies_mode=mode)
    if listed:
        smartrecruiters_companies.allow(world.context(), listed, "acme", by="operator-1")
    # WHEN it tries
    assert approve(world.context()) is outcomes.NOT_HERE
    # THEN the reason is recorded
    assert [each.why for each in company_attempts.get(world.table, "acme").latest] == [why]


def test_a_stranger_learns_the_same_whatever_the_reason() -> None:
    """Same outcome, same connection, same history: nothing in the API tells one from another."""
    seen = []
    # GIVEN a company that is another tenant's, listed for one, not listed, and unknown
    for prepare, mode, answers in (
        (approve, "any", (CONFIRMS,)),
        (
            lambda context: smartrecruiters_companies.allow(context, "demo", "acme", by="op"),
            "any",
            (),
        ),
        (nothing, "listed", ()),
        (nothing, "any", (answer(status=404),)),
        (nothing, "any", (answer(status=403),)),
        (nothing, "any", (CONFLICT,)),
    ):
        world = a_confirming_world(*answers, companies_mode=mode)
        prepare(world.context())
        # WHEN a stranger approves it
        outcome = approve(world.context(), "stranger")
        found = the_connection(world, "stranger")
        lines = connections.history(world.table, found.id)
        seen.append(
            (
                outcome,
                (found.status, found.reason, found.settings, found.clients, found.exchange),
                [(line.status, line.reason) for line in lines],
                [*live(world, "stranger")],
            )
        )
    # THEN what it sees is always the same
    assert all(each == seen[0] for each in seen)


def test_the_history_of_a_company_says_who_did_what() -> None:
    """Append-only: listed, taken, released, each with who and when."""
    # GIVEN a company that was listed, connected, ended and released
    world = a_confirming_world()
    smartrecruiters_companies.allow(world.context(), "demo", "acme", by="operator-1")
    approve(world.context())
    delete(world)
    world.clock.advance(5)
    smartrecruiters_companies.release(world.context(), "acme", by="operator-2")
    # THEN its history tells it, newest first
    lines = companies.history(world.table, "ACME")
    assert [(line.act, line.tenant, line.by) for line in lines] == [
        (Act.RELEASED, "demo", "operator-2"),
        (Act.TAKEN, "demo", "admin-of-demo"),
        (Act.LISTED, "demo", "operator-1"),
    ]
    assert lines[0].at == world.clock.now()
    assert lines[0].connection_id == the_connection(world).id


def test_nothing_is_handed_out_while_a_connection_to_the_company_cannot_be_read() -> None:
    """SmartRecruiters hands credentials out once: what they could not be stored with is lost."""
    # GIVEN a company for which another tenant's exchange was never finished, and is broken now
    world = a_confirming_world(NoAnswerError("x"))
    assert approve(world.context()) is outcomes.UNKNOWN
    key = keys.connection(the_connection(world).id)
    whole = world.table.get(key)
    assert whole
    world.table.write(Update(key, set={"clients": CANARY}))
    asked = len(sent(world))
    # WHEN a second tenant's admin approves
    with pytest.raises(UnreadableItemError, match="CONNECTION"):
        approve(world.context(), "other")
    # THEN SmartRecruiters was not asked, and nothing was minted
    assert len(sent(world)) == asked
    assert [*live(world, "other")] == []
    # AND once it is put back, the company is connected
    world.table.write(Put(whole))
    assert approve(world.context(), "other") is outcomes.CONNECTED
    assert [*live(world, "demo")] == []
