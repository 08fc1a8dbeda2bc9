"""What is due about a connection, and when."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jetbridge.model import health, schedule
from jetbridge.model.connection import Connection, Health, Status
from jetbridge.model.schedule import (
    CHECK_EVERY,
    CHECK_UNUSED,
    DAY,
    FIRST_CHECK,
    NOTICES,
    POLL_EVERY,
    POLL_IDLE,
    POLL_QUIET,
    RECHECK,
    RECHECK_LATER,
    Task,
)
from tests.unit.model.connections import NOW, a_connection

UNUSED_AT_MOST = 28 * DAY
"""After so long SmartRecruiters gives up what was not used."""


def test_what_becomes_active_is_looked_at_soon() -> None:
    """A missing scope shows before a tenant relies on the connection."""
    # WHEN connections become active
    new = schedule.arranged(None, a_connection())
    again = schedule.arranged(a_connection(Status.NEEDS_RECONNECT), a_connection())
    # THEN both are asked a minute later, polled then if there is a policy, and kept alive
    assert new.tasks[Task.HEALTH] == again.tasks[Task.HEALTH] == NOW + FIRST_CHECK
    assert new.tasks[Task.POLL] == again.tasks[Task.POLL] == NOW + FIRST_CHECK
    assert new.tasks.keys() == {Task.HEALTH, Task.KEEP_ALIVE, Task.POLL}


def test_what_was_active_before_there_was_a_poll_gets_one() -> None:
    """A deployment over an older version has connections without the task."""
    # GIVEN a connection that an older deployment has written
    old = replace(a_connection(), tasks={Task.HEALTH: NOW + 5, Task.KEEP_ALIVE: NOW + 9})
    # WHEN it is written again
    after = schedule.arranged(old, old)
    # THEN it is asked for a policy within a day, and not with all the others at once
    assert NOW + DAY * 3 // 4 - 1 <= after.tasks[Task.POLL] <= NOW + DAY


@pytest.mark.parametrize("partner", ["enboarder", "onboardbase"])
def test_only_smartrecruiters_gives_up_what_is_not_used(partner: str) -> None:
    """The others are checked, and left alone otherwise."""
    # THEN there is nothing to keep alive
    assert schedule.arranged(None, a_connection(partner=partner)).tasks.keys() == {Task.HEALTH}


@given(st.text(max_size=20), st.integers(0, 2**40), st.integers(1, 400 * DAY))
def test_spread_stays_within_its_bounds(connection_id: str, now: int, period: int) -> None:
    """Never late, and never before three quarters of the period."""
    # WHEN a moment is drawn
    moment = schedule.spread(connection_id, now, period)
    # THEN it lies within the last quarter, and is the same each time
    assert now + period - period // 4 - 1 <= moment <= now + period
    assert moment == schedule.spread(connection_id, now, period)


def test_connections_made_together_part_company() -> None:
    """A thousand connections do not come back at one moment."""
    # WHEN a thousand are checked at the same second
    moments = [schedule.spread(f"con_{n}", NOW, CHECK_EVERY) for n in range(1_000)]
    # THEN no minute gets more than a few of them
    per_minute = [moment // 60 for moment in moments]
    assert max(map(per_minute.count, set(per_minute))) <= 15


@given(st.lists(st.integers(1, 3 * CHECK_EVERY), min_size=1, max_size=60), st.booleans())
def test_no_company_connection_goes_unused_for_28_days(delays: list[int], used_by_us: bool) -> None:  # noqa: FBT001 - a case
    """By any worker, and however late: it is used, or it is known to be in trouble."""
    # GIVEN a connection whose calls succeed
    connection = schedule.arranged(None, replace(a_connection(), health=Health(succeeded_at=NOW)))
    used = NOW
    # WHEN its tasks are done, each up to three days late
    for delay in delays:
        moment = min(connection.tasks.values())
        now = moment + delay
        # THEN it was used within 28 days
        assert now - used < UNUSED_AT_MOST
        before, used = connection, now
        after = schedule.checked(health.succeeded(before, now), now, used=used_by_us)
        connection = schedule.arranged(before, schedule.polled(after, now + POLL_IDLE))
        assert used < connection.tasks[Task.KEEP_ALIVE] <= used + 21 * DAY


def test_a_failing_connection_is_looked_at_often_and_a_hopeless_one_daily() -> None:
    """Minutes matter while it may come back; a person's work takes days."""
    # GIVEN a connection whose call failed, and one that needs a person
    ill = health.failed(a_connection(), "unreachable", NOW, permanent=False)
    over = health.failed(a_connection(), "invalid_client", NOW, permanent=True)
    # WHEN the next look is armed
    soon = schedule.arranged(a_connection(), schedule.checked(ill, NOW, used=True))
    daily = schedule.arranged(a_connection(), schedule.checked(over, NOW, used=True))
    # THEN it is minutes for the one and a day for the other, which is asked nothing else
    assert NOW < soon.tasks[Task.HEALTH] <= NOW + RECHECK
    assert NOW + RECHECK < daily.tasks[Task.HEALTH] <= NOW + CHECK_EVERY
    assert daily.tasks.keys() == {Task.HEALTH}


@pytest.mark.parametrize(
    ("failing", "expected"),
    [(0, RECHECK), (2_400, RECHECK), (4 * 3_600, 1_800), (DAY, RECHECK_LATER)],
)
def test_the_longer_a_connection_fails_the_less_often_it_is_looked_at(
    failing: int, expected: int
) -> None:
    """While a partner is down all of its connections fail: each of them costs."""
    # GIVEN a connection that has failed for so long
    ill = health.failed(a_connection(), "unreachable", NOW - failing, permanent=False)
    # WHEN it has failed once more
    tasks = schedule.checked(ill, NOW, used=True).tasks
    # THEN it is looked at later, and its credential is kept alive by that
    assert expected * 3 // 4 <= tasks[Task.HEALTH] - NOW <= expected
    assert tasks[Task.KEEP_ALIVE] == tasks[Task.HEALTH]


@pytest.mark.parametrize(
    ("since", "expected"), [(None, POLL_EVERY), (NOW - 100, POLL_EVERY), (NOW - DAY, 3_600)]
)
def test_a_poll_that_fails_is_made_again_within_an_hour(since: int | None, expected: int) -> None:
    """After a quarter of an hour at first."""
    assert schedule.poll_retry_after(NOW, failing_since=since) == expected


def test_what_has_needed_a_reconnect_for_a_week_is_looked_at_weekly() -> None:
    """A refusal that was the partner's mistake is over by then; the rest may never be connected."""
    # GIVEN a connection whose credential has been refused for a week
    over = health.failed(a_connection(), "invalid_client", NOW, permanent=True)
    # WHEN it is looked at then, and a second before
    moments = [
        schedule.checked(over, now, used=True).tasks[Task.HEALTH] - now
        for now in (NOW + CHECK_UNUSED - 1, NOW + CHECK_UNUSED)
    ]
    # THEN the next look comes within a day before, within a week after
    assert moments[0] <= CHECK_EVERY
    assert CHECK_EVERY < moments[1] <= CHECK_UNUSED


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (0, POLL_EVERY),
        (8 * 3_600, POLL_EVERY),
        (DAY, DAY // 32),
        (8 * DAY, POLL_QUIET),
        (400 * DAY, POLL_QUIET),
    ],
)
def test_a_company_is_polled_the_less_often_the_longer_it_hires_no_one(
    quiet: int, expected: int
) -> None:
    """Between a quarter of an hour and six hours."""
    assert schedule.poll_after(NOW, hired_at=NOW - quiet) == expected


def test_a_check_is_brought_forward_and_never_put_off() -> None:
    """Where a connection begins to be used."""
    # GIVEN connections with a check in a week, in a minute, and without any
    moments: list[dict[str, int]] = [{Task.HEALTH: NOW + 7 * DAY}, {Task.HEALTH: NOW + 60}, {}]
    far, near, none = (replace(a_connection(), tasks=tasks) for tasks in moments)
    # THEN the first is checked within a day, the others as before
    assert schedule.check_within_a_day(far, NOW).tasks[Task.HEALTH] <= NOW + DAY
    assert schedule.check_within_a_day(near, NOW) == near
    assert schedule.check_within_a_day(none, NOW) == none


@pytest.mark.parametrize(
    "connection",
    [
        a_connection(Status.DISABLED),
        replace(a_connection(), sealed={}),
        replace(a_connection(Status.NEEDS_RECONNECT), reason=health.EXPIRED),
    ],
)
def test_what_is_over_has_no_tasks(connection: Connection) -> None:
    """Disabled, without a credential, or past the credential's end."""
    # GIVEN tasks from better days
    before = replace(connection, tasks={Task.HEALTH: NOW, Task.REFRESH: NOW})
    # THEN none is left
    assert schedule.arranged(before, before).tasks == {}


def test_tasks_that_stand_keep_their_moments() -> None:
    """A re-seal, say, does not put off a check for ever."""
    # GIVEN an active connection
    before = schedule.arranged(None, a_connection())
    # WHEN it is written again an hour later
    after = schedule.arranged(before, replace(before, updated_at=NOW + 3_600))
    # THEN nothing moved
    assert after.tasks == before.tasks


@pytest.mark.parametrize("name", ["polish", Task.REFRESH])
def test_a_task_that_is_not_armed_any_more_is_dropped(name: str) -> None:
    """It would stay due for ever."""
    # WHEN a connection comes from a deployment with another idea of tasks
    after = schedule.arranged(None, replace(a_connection(), tasks={name: 1}))
    # THEN that task is gone
    assert name not in after.tasks


def test_reminders_come_two_weeks_and_three_days_before_the_end_and_at_it() -> None:
    """Each once."""
    # GIVEN a key that ends in ninety days
    end = NOW + 90 * DAY
    connection = schedule.arranged(
        None, replace(a_connection(partner="onboardbase"), expires_at=end)
    )
    moments = []
    # WHEN each reminder is given an hour late
    while Task.REMIND in connection.tasks:
        moments.append(connection.tasks[Task.REMIND])
        connection = schedule.reminded(connection, moments[-1] + 3_600)
    # THEN they were these
    assert moments == [end - ahead for ahead in NOTICES]


def test_a_key_that_ends_soon_is_told_of_at_once_and_a_new_one_starts_anew() -> None:
    """Reminders follow the credential."""
    # GIVEN a key that ends tomorrow
    before = schedule.arranged(None, replace(a_connection(), expires_at=NOW + DAY))
    assert before.tasks[Task.REMIND] == NOW
    # WHEN it is renewed
    after = schedule.arranged(before, replace(before, expires_at=NOW + 90 * DAY))
    # THEN the reminder is the new one's
    assert after.tasks[Task.REMIND] == NOW + 76 * DAY


def test_what_is_due_is_what_the_clock_has_reached() -> None:
    """In the order in which it is to be done."""
    # GIVEN three tasks
    tasks: dict[str, int] = {Task.REMIND: NOW, Task.HEALTH: NOW - 1, Task.REFRESH: NOW + 1}
    # THEN those of the past and the present are due
    connection = replace(a_connection(), tasks=tasks)
    assert schedule.due(connection, NOW) == (Task.HEALTH, Task.REMIND)
