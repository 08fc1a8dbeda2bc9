"""Two at once for one company, crashes and late answers: one owner, no live client of another."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.schedule import reconcile
from jetbridge.model.company import Why
from jetbridge.model.connection import EXCHANGE_LEASE, Status
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.partners.smartrecruiters import disable, outcomes, ownership
from jetbridge.store import companies, company_attempts, connections
from jetbridge.store.table import ConditionFailedError
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import INTEGRATIONS
from tests.support.smartrecruiters import (
    CONFIRMS,
    CONFLICT,
    a_confirming_world,
    approve,
    live,
    the_connection,
)


def disabled(world: World) -> None:
    """Have SmartRecruiters tell that the integration was disabled."""
    disable.disable(world.context(), the_connection(world).id, by="callback")


class Dead(BaseException):
    """The end of a process."""


class _Dying:
    """A way to the partners of a world on which the process dies at SmartRecruiters' answer."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send(self, request: HttpRequest) -> HttpResponse:
        """Pass a request on, but for the one that asks for an integration."""
        if request.url == INTEGRATIONS:
            raise Dead
        return self._world.http.send(request)


type Flow = Callable[[Context], object]


def of_other(context: Context) -> object:
    """Another tenant connects the company."""
    return approve(context, "other", "ACME")


def begins_and_dies(world: World) -> Flow:
    """Return a flow of another tenant whose process dies at SmartRecruiters' answer."""

    def run(_: Context) -> None:
        with suppress(Dead):
            approve(world.context(http=_Dying(world)), "other")

    return run


def interleaved(world: World, ours: Flow, theirs: Flow, at: int) -> bool:
    """Run `ours`, and all of `theirs` at the call number `at`; False where there is no such."""
    calls = [0]

    def step() -> None:
        calls[0] += 1
        if calls[0] == at:
            theirs(world.context())

    ours(world.hooked(step))
    return calls[0] >= at


@pytest.mark.parametrize("answers", [(CONFIRMS, CONFIRMS), (CONFIRMS, CONFLICT)])
def test_of_two_tenants_at_once_one_has_the_company_and_the_other_no_client(
    answers: tuple[HttpResponse, ...],
) -> None:
    """A whole second flow between any two calls of the first one."""
    winners = set[str]()
    at = 1
    while True:
        # GIVEN a free company, and a SmartRecruiters that confirms once, or everything
        world = a_confirming_world(*answers)
        # WHEN the flow of another tenant runs at one moment of ours
        if not interleaved(world, approve, of_other, at):
            break
        # THEN one of them has the company, an active connection and a live client
        owner = companies.get(world.table, "acme").tenant
        winner = the_connection(world, owner)
        assert winner.status is Status.ACTIVE, at
        assert [*live(world, owner)] == [*winner.clients], at
        assert len(winner.clients) == 1, at
        # AND the other one has nothing
        loser = "other" if owner == "demo" else "demo"
        assert [*live(world, loser)] == [], at
        left = companies.connection(world.table, "acme", loser)
        assert left is None or not left.has_credentials, at
        assert left is None or left.exchange is None, at
        winners.add(owner)
        at += 1
    # AND the enumeration saw both win
    assert winners == {"demo", "other"}


def test_a_company_that_is_listed_for_another_tenant_meanwhile_is_not_taken() -> None:
    """The operator acts between any two calls of an exchange: their word stands."""
    ends = set[str]()
    at = 1
    while True:
        # GIVEN a free company
        world = a_confirming_world()

        def listed(context: Context) -> None:
            with suppress(
                smartrecruiters_companies.CompanyActionRefusedError
            ):  # it is taken already
                smartrecruiters_companies.allow(context, "other", "acme", by="operator-1")

        # WHEN the operator lists it for another tenant at one moment of an exchange
        if not interleaved(world, approve, listed, at):
            break
        # THEN it is the one's or the other's, and who has it not has no live client
        owner = companies.get(world.table, "acme").tenant
        has_it = owner == "demo"
        assert [*live(world, "demo")] == ([*the_connection(world).clients] if has_it else []), at
        left = companies.connection(world.table, "acme", "demo")
        assert (left is not None and left.has_credentials) == has_it, at
        ends.add(owner)
        at += 1
    assert ends == {"demo", "other"}


def test_a_release_during_an_exchange_leaves_no_client_of_a_free_company() -> None:
    """The operator releases an ended connection between any two calls of a new exchange."""
    at = 1
    while True:
        # GIVEN a company whose connection has ended
        world = a_confirming_world()
        approve(world.context())
        disabled(world)

        def released(context: Context) -> None:
            with suppress(
                smartrecruiters_companies.CompanyActionRefusedError
            ):  # it is being connected
                smartrecruiters_companies.release(context, "acme", by="operator-1")

        # WHEN it is released at one moment of the tenant's next exchange
        if not interleaved(world, approve, released, at):
            break
        # THEN the company is the tenant's with a working connection, or free without a client
        has_it = companies.get(world.table, "acme").tenant == "demo"
        found = the_connection(world)
        assert (found.status is Status.ACTIVE) == has_it, at
        assert [*live(world, "demo")] == [*found.clients], at
        assert bool(found.clients) == has_it, at
        at += 1
    assert at > 10


def test_one_tenant_twice_at_once_makes_one_connection() -> None:
    """Whatever the moment, one connection is left, with one live client."""
    at = 1
    while True:
        # GIVEN a free company, and two admins of one tenant at once
        world = a_confirming_world(CONFIRMS, CONFLICT)
        if not interleaved(world, approve, approve, at):
            break
        # THEN there is one connection, which works
        found, _ = connections.of_tenant(world.table, "demo", limit=10, after=None)
        assert [each.status for each in found] == [Status.ACTIVE], at
        assert [*live(world, "demo")] == [*found[0].clients], at
        at += 1
    assert at > 10


@pytest.mark.parametrize("late", [CONFIRMS, answer(status=403), CONFLICT, NoAnswerError("x")])
def test_a_late_answer_leaves_no_live_client_of_the_loser(
    late: HttpResponse | NoAnswerError,
) -> None:
    """The exchange was given up meanwhile, and another tenant has the company."""

    # GIVEN a SmartRecruiters that answers after the lease of the exchange
    def answered_late(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        world.clock.advance(EXCHANGE_LEASE)
        assert reconcile.run(world.context()).interrupted_exchanges == 1
        assert approve(world.context(), "other") is outcomes.CONNECTED
        if isinstance(late, NoAnswerError):
            raise late
        return late

    world = a_confirming_world(answered_late)
    # WHEN it answers
    outcome = approve(world.context())
    # THEN the company is the other tenant's, and the late one has nothing
    assert not outcome.connected
    assert companies.get(world.table, "acme").tenant == "other"
    assert [*live(world, "demo")] == []
    assert not the_connection(world).has_credentials


def test_a_late_refusal_leaves_no_live_client() -> None:
    """SmartRecruiters does not hold what it has refused."""

    # GIVEN an exchange that was given up before SmartRecruiters refused it
    def answered_late(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        world.clock.advance(EXCHANGE_LEASE)
        reconcile.run(world.context())
        return answer(status=403)

    world = a_confirming_world(answered_late)
    # WHEN it answers
    approve(world.context())
    # THEN nothing is live
    assert [*live(world, "demo")] == []


def test_a_crashed_exchange_leaves_no_live_client_once_another_tenant_has_the_company() -> None:
    """The process of the loser died; the reconciler comes after the winner."""

    # GIVEN an exchange that dies while another tenant connects the company
    def dies(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        raise Dead

    world = a_confirming_world(dies)
    with pytest.raises(Dead):
        approve(world.context())
    assert [*live(world, "demo")] != []
    assert approve(world.context(), "other") is outcomes.CONNECTED
    # WHEN the reconciler runs
    world.clock.advance(EXCHANGE_LEASE)
    reconcile.run(world.context())
    # THEN the loser has no live client and no exchange
    assert [*live(world, "demo")] == []
    left = the_connection(world)
    assert (left.exchange, left.clients, left.status) == (None, (), Status.NEEDS_RECONNECT)


def test_who_begins_and_dies_while_another_tenant_takes_the_company_keeps_no_client() -> None:
    """At any call of the winner, also after it has looked for losers."""
    at = 1
    while True:
        # GIVEN an exchange that begins and dies between any two calls of another tenant's
        world = a_confirming_world()
        if not interleaved(world, approve, begins_and_dies(world), at):
            break
        # WHEN the reconciler runs
        world.clock.advance(EXCHANGE_LEASE)
        reconcile.run(world.context())
        # THEN the company is the first one's, and what was minted for the other is dead
        assert companies.get(world.table, "acme").tenant == "demo", at
        assert [*live(world, "other")] == [], at
        at += 1
    assert at > 10


def test_a_client_is_kept_only_while_the_company_is_as_it_was_read() -> None:
    """Another tenant takes it between the look and the write."""
    # GIVEN an exchange of unknown outcome, about to be stored as such
    world = a_confirming_world(NoAnswerError("x"))
    approve(world.context())
    writes = ownership.kept(world.context().table, the_connection(world))
    # WHEN another tenant takes the company before that
    approve(world.context(), "other")
    # THEN it is not stored so
    with pytest.raises(ConditionFailedError):
        world.table.write(*writes)


def test_who_loses_a_race_loses_what_earlier_exchanges_have_minted() -> None:
    """Nothing that SmartRecruiters may hold for the loser works."""

    # GIVEN a lost answer, and a second exchange during which the operator lists the company
    def listed_meanwhile(request: object) -> HttpResponse:  # noqa: ARG001 - the fake passes it
        assert len([*live(world, "demo")]) == 2
        smartrecruiters_companies.allow(world.context(), "other", "acme", by="operator-1")
        return CONFIRMS

    world = a_confirming_world(NoAnswerError("x"), listed_meanwhile)
    approve(world.context())
    # WHEN SmartRecruiters confirms
    outcome = approve(world.context())
    # THEN both clients are dead, and the operator sees why
    assert outcome is outcomes.NOT_HERE
    assert [*live(world, "demo")] == []
    assert company_attempts.get(world.table, "acme").latest[0].why is Why.LISTED


def test_what_was_minted_for_a_crashed_exchange_lives_while_the_company_is_nobody_elses() -> None:
    """SmartRecruiters may hold it, and may use it to tell us of a disable."""
    # GIVEN a lost answer
    world = a_confirming_world(NoAnswerError("x"))
    approve(world.context())
    # THEN its client lives
    assert [*live(world, "demo")] == [*the_connection(world).clients] != []
