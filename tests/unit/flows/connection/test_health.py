"""The test of a connection: one harmless call, and what it proves is recorded."""

from dataclasses import replace

import pytest

from jetbridge.flows.connection import connections, disconnect
from jetbridge.model.connection import Status
from jetbridge.model.errors import ApiProblem
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.store import connections as stored
from tests.fakes import answer
from tests.fakes.context import World
from tests.fakes.partners.enboarder import Enboarder
from tests.support.enboarder import CALLER, V1_REPORTS, connect, fake


def test_a_good_credential_is_found_good() -> None:
    """The call is one that changes nothing, and the time is kept."""
    # GIVEN a connected account
    world = World(http=Enboarder())
    made = connect(world.context())
    world.clock.advance(60)
    # WHEN it is tested
    checked, verdict = connections.check(world.context(), CALLER, made.id)
    # THEN it works, and that is on record
    assert verdict.works
    assert checked.health.succeeded_at == world.clock.now()
    assert {request.method for request in fake(world).requests} == {"GET"}


def test_a_refused_credential_needs_somebody() -> None:
    """The status changes, with a reason and a line of the history; nothing secret is told."""
    # GIVEN an account whose key was withdrawn
    world = World(http=Enboarder())
    made = connect(world.context())
    world.clock.advance(60)
    fake(world).always("GET", V1_REPORTS, answer(status=403))
    # WHEN it is tested
    checked, verdict = connections.check(world.context(), CALLER, made.id)
    # THEN it needs to be connected anew
    assert (verdict.works, checked.status) == (False, Status.NEEDS_RECONNECT)
    assert checked.health.last_error == verdict.error
    assert stored.history(world.table, made.id)[0].status is Status.NEEDS_RECONNECT
    # AND a new connection ends that
    fake(world).always("GET", V1_REPORTS, answer({"items": []}))
    assert connect(world.context()).status is Status.ACTIVE


def test_a_bad_moment_is_not_the_end() -> None:
    """One failure is counted, and changes nothing."""
    # GIVEN an Enboarder that fails for a moment
    world = World(http=Enboarder())
    made = connect(world.context())
    fake(world).always("GET", V1_REPORTS, answer(status=503))
    # WHEN the connection is tested
    checked, verdict = connections.check(world.context(), CALLER, made.id)
    # THEN it is active still
    assert (verdict.works, checked.status) == (False, Status.ACTIVE)
    assert checked.health.failures == 1


def test_a_late_verdict_undoes_no_later_one() -> None:
    """A worker is held up until another one has asked: what it saw before says nothing any more."""
    # GIVEN a partner that refused the key for a moment, and takes it again
    world = World(http=Enboarder())
    made = connect(world.context())
    world.clock.advance(60)

    def stalls(_: HttpRequest) -> HttpResponse:
        fake(world).always("GET", V1_REPORTS, answer({"items": []}))
        world.clock.advance(3_600)
        connections.check(world.context(), CALLER, made.id)
        return answer(status=401)

    fake(world).always("GET", V1_REPORTS, stalls)
    # WHEN the answer of that moment comes after the one of an hour later
    after, _ = connections.check(world.context(), CALLER, made.id)
    # THEN the connection works
    assert after.status is Status.ACTIVE
    assert after.health.succeeded_at == world.clock.now()
    assert not after.health.failures
    # AND what is asked from then on counts
    fake(world).always("GET", V1_REPORTS, answer(status=403))
    refused, _ = connections.check(world.context(), CALLER, made.id)
    assert refused.status is Status.NEEDS_RECONNECT


def test_a_clock_that_was_ahead_silences_no_verdict() -> None:
    """It asked in the future, as it seems."""
    # GIVEN a verdict of a process whose clock was a day ahead
    world = World(http=Enboarder())
    made = connect(world.context())
    world.clock.advance(86_400)
    connections.check(world.context(), CALLER, made.id)
    world.clock.advance(-86_400)

    def refuses(_: HttpRequest) -> HttpResponse:
        world.clock.advance(5)
        return answer(status=403)

    # WHEN the key is refused, by a right clock
    fake(world).always("GET", V1_REPORTS, refuses)
    refused, _ = connections.check(world.context(), CALLER, made.id)
    # THEN that counts
    assert refused.status is Status.NEEDS_RECONNECT


def test_what_has_no_credential_is_not_tested() -> None:
    """There is nothing to call with; and a tenant does not test what is another's."""
    # GIVEN a connection that was deleted
    world = World(http=Enboarder())
    made = connect(world.context())
    disconnect.disconnect(world.context(), CALLER, made.id)
    # WHEN it is tested
    with pytest.raises(ApiProblem) as deleted:
        connections.check(world.context(), CALLER, made.id)
    with pytest.raises(ApiProblem) as foreign:
        connections.check(world.context(), replace(CALLER, tenant="other"), made.id)
    # THEN the caller is told
    assert (deleted.value.slug, foreign.value.slug) == ("not-connected", "not-found")
