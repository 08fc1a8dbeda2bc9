"""The health of a connection, rule by rule and over arbitrary histories."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import events, health, schedule
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.health import (
    DEGRADED_AFTER,
    DEGRADED_FAILURES,
    HOPELESS_AFTER,
    Verdict,
)
from tests.unit.model.connections import NOW, a_connection


def failing(connection: Connection, *moments: int) -> Connection:
    """Let calls fail at each of the moments."""
    for moment in moments:
        connection = health.failed(connection, "unreachable", moment, permanent=False)
    return connection


def test_one_bad_minute_does_not_kill_a_connection() -> None:
    """However many calls fail in it."""
    # WHEN a hundred calls fail within a minute
    after = failing(a_connection(), *(NOW + second % 60 for second in range(100)))
    # THEN the connection is active, and remembers
    assert (after.status, after.reason) == (Status.ACTIVE, "connected")
    assert (after.health.failures, after.health.last_error) == (100, "unreachable")


def test_failures_that_last_degrade_a_connection() -> None:
    """Enough of them, over long enough."""
    # GIVEN failures that are enough, and last one second too little
    moments = [NOW] * (DEGRADED_FAILURES - 1)
    before = failing(a_connection(), *moments)
    assert failing(before, NOW + DEGRADED_AFTER - 1).status is Status.ACTIVE
    # WHEN they last long enough, THEN it is degraded, since the first of them
    after = failing(before, NOW + DEGRADED_AFTER)
    assert (after.status, after.reason) == (Status.DEGRADED, health.FAILING)
    assert after.health.failing_since == NOW


def test_two_failures_far_apart_are_not_enough() -> None:
    """A connection that is rarely used is not degraded by its second call."""
    # WHEN the calls of two days fail, THEN it is active
    assert failing(a_connection(), NOW, NOW + 86_400).status is Status.ACTIVE


def test_days_of_failures_need_a_person() -> None:
    """No partner's outage lasts that long."""
    # GIVEN a degraded connection
    before = failing(a_connection(), NOW, NOW + 60, NOW + DEGRADED_AFTER)
    # WHEN it goes on failing
    after = failing(before, NOW + HOPELESS_AFTER)
    # THEN an operator must look
    assert (after.status, after.reason) == (Status.NEEDS_RECONNECT, health.UNUSABLE)


def test_a_refused_credential_needs_a_person_at_once() -> None:
    """The broker has read it afresh and asked again by then."""
    # WHEN the partner refuses the credential
    after = health.judged(a_connection(), Verdict("invalid_client", permanent=True), NOW)
    # THEN that is said, and why
    assert (after.status, after.reason) == (Status.NEEDS_RECONNECT, health.REFUSED)
    assert after.health.last_error == "invalid_client"


@pytest.mark.parametrize("status", [Status.DEGRADED, Status.NEEDS_RECONNECT])
def test_one_success_makes_a_connection_well(status: Status) -> None:
    """Whatever was wrong is over."""
    # WHEN a call succeeds
    after = health.judged(failing(a_connection(status), NOW), Verdict(), NOW + 60)
    # THEN it is active, and nothing is held against it
    assert (after.status, after.reason) == (Status.ACTIVE, health.RECOVERED)
    assert after.health == Health(succeeded_at=NOW + 60)


@pytest.mark.parametrize("status", [Status.PENDING, Status.DISABLED])
@pytest.mark.parametrize("verdict", [Verdict(), Verdict("x"), Verdict("x", permanent=True)])
def test_what_is_being_made_or_is_over_has_no_health(status: Status, verdict: Verdict) -> None:
    """A late answer revives nothing."""
    # WHEN a call's outcome comes, THEN nothing changes
    assert health.judged(a_connection(status), verdict, NOW) == a_connection(status)


def test_a_clock_that_was_set_back_brings_no_verdict() -> None:
    """The span of failures is never negative, and never grows by itself."""
    # WHEN failures come from the future and the past
    after = failing(a_connection(), NOW + HOPELESS_AFTER, NOW, NOW)
    # THEN they span nothing
    assert after.status is Status.ACTIVE
    assert after.health.failing_since == NOW


VERDICTS = st.sampled_from([Verdict(), Verdict("unreachable"), Verdict("invalid_client", True)])  # noqa: FBT003 - a verdict's second word
STEPS = st.lists(st.tuples(st.integers(-3_600, 5 * 86_400), VERDICTS), max_size=40)


@given(steps=STEPS, ends=st.none() | st.integers(NOW - 86_400, NOW + 40 * 86_400))
def test_no_connection_is_lost_in_silence(
    steps: list[tuple[int, Verdict]], ends: int | None
) -> None:
    """Over any history: a task is armed, every change is told, and the tellings are symmetric."""
    # GIVEN a connection that has just become active
    connection = schedule.arranged(None, replace(a_connection(), expires_at=ends))
    now, told = NOW, [Status.ACTIVE]
    # WHEN any verdicts come, at any pace, the clock being set back now and then
    for seconds, verdict in steps:
        now += seconds
        judged = schedule.checked(health.judged(connection, verdict, now), now, used=True)
        judged = schedule.polled(judged, now + schedule.POLL_IDLE)
        after = schedule.arranged(connection, judged)
        event = events.of_connection(connection, after, 1)
        # THEN every change of status has its event, and nothing else has
        assert (event is not None) == (after.status is not connection.status)
        if event:
            told.append(after.status)
            recovered = after.status is Status.ACTIVE
            assert event.type == f"connection.{'recovered' if recovered else after.status}"
        # AND it is looked at again within a day; within a week once a week has passed
        is_over = after.status is Status.NEEDS_RECONNECT
        latest = now + (schedule.CHECK_UNUSED if is_over else schedule.CHECK_EVERY)
        assert now < min(after.tasks.values()) <= latest or (
            ends is not None and min(after.tasks.values()) == after.tasks[schedule.Task.REMIND]
        )
        connection = after
    assert told[-1] is connection.status
    # AND one success is enough to be well again, whatever happened
    assert health.judged(connection, Verdict(), now).status is Status.ACTIVE
