"""What the schedules do about a connection, and when.

Every function is pure; moments are Unix seconds. Spread comes from a hash of the connection and
the moment, so that connections made together are not looked after together.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from jetbridge.model import registry
from jetbridge.model.connection import CALLED, Connection, Status
from jetbridge.model.health import EXPIRED
from jetbridge.model.partner import Capability
from jetbridge.model.record import replace

DAY: Final = 86_400


class Task(StrEnum):
    """A task's name in `Connection.tasks`."""

    REFRESH = "refresh"
    """Renew an access token that is used before it ends. Its moment is in the token's item; one in
    `Connection.tasks` was written by an earlier release, and is dropped."""
    HEALTH = "health"
    """Ask the partner whether it takes the credential."""
    KEEP_ALIVE = "keep_alive"
    """Use a credential before the partner gives it up for unused."""
    REMIND = "remind"
    """Tell the tenant that a credential is about to end, which only a person can renew."""
    POLL = "poll"
    """Look for hires of which no notification came."""


FIRST_CHECK: Final = 60
"""Seconds after it became active at which a connection is asked first: a scope that is missing
shows before a request relies on it."""
CHECK_EVERY: Final = DAY
"""Seconds between two looks at a healthy connection that is used, and at one that needs a reconnect
in its first week."""
CHECK_UNUSED: Final = 7 * DAY
"""Seconds between two looks at a healthy connection that is not used, and at one that has needed a
reconnect for longer than this: what ended there is known this much later at the latest."""
RECHECK: Final = 300
"""Seconds between two looks at a connection whose last calls failed, at first."""
RECHECK_LATER: Final = 3_600
"""Seconds between two looks at a connection whose calls have failed for eight hours."""
_FAILING_SHARE: Final = 8
"""What fails is looked at again after this part of the time for which it has failed, within the
bounds of a kind of upkeep: while a partner is down all its connections fail, and none is used."""
NOTICES: Final = (14 * DAY, 3 * DAY, 0)
"""Seconds before a credential's end at which the tenant is told; at the end it is over. Two weeks
find the administrator who can renew it, three days find a deputy."""
POLL_EVERY: Final = 900
"""Seconds between two polls of a connection whose tenant has a policy, while there are hires: one
of which no notification came begins its journey this much later."""
POLL_QUIET: Final = 6 * 3_600
"""Seconds between two polls of a connection for which no hire was listed in a long while."""
_QUIET_SHARE: Final = 32
"""A connection is polled again after this part of the time since a hire was listed, within the two
bounds: every quarter of an hour for eight hours, every six hours from eight days on."""
POLL_IDLE: Final = DAY
"""Seconds between two looks for a policy, where the tenant has none. One that is written arms the
poll by itself."""
POLL_ON: Final = 60
"""Seconds after which a poll goes on that found more than fits one run."""

TASK_LEASE: Final = 900
"""Seconds after which a task is begun again that has not ended; each time after twice as long."""
MAX_BEGUN: Final = 5
"""Times that a task is begun and does not end before it is given up until the next day."""

_SPREAD: Final = 4
"""A period is shortened by up to this part of it, so that work spreads."""

_ARMED: Final = frozenset({*Task} - {Task.REFRESH})


def arranged(before: Connection | None, after: Connection) -> Connection:
    """Return `after` with the tasks that its status calls for.

    No connection with a credential is left without a task: it is looked after, or it is over.
    Tasks that stand already keep their moments, unless the connection has just become active or
    its credential has got another end.
    """
    if after.status is Status.PENDING and after.has_credentials:
        return after  # an exchange is under way; what comes of it is arranged then
    over = after.status is Status.NEEDS_RECONNECT and after.reason == EXPIRED
    if over or after.status not in CALLED or not after.has_credentials:
        return replace(after, tasks={}, begun={})
    now, was = after.updated_at, before.tasks if before else {}
    # A name that is no longer defined would stay due for ever.
    tasks = {name: at for name, at in after.tasks.items() if name in _ARMED}
    anew = after.status is Status.ACTIVE and (
        before is None or before.status not in (Status.ACTIVE, Status.DEGRADED)
    )
    if anew and tasks.get(Task.HEALTH) == was.get(Task.HEALTH):
        tasks.pop(Task.HEALTH, None)
    if before and before.expires_at != after.expires_at:
        tasks.pop(Task.REMIND, None)
    for task, moment in _wanted(after, now, anew=anew).items():
        tasks.setdefault(task, moment)
    if after.status is Status.NEEDS_RECONNECT:
        tasks = {Task.HEALTH: tasks[Task.HEALTH]}
    begun = {name: count for name, count in after.begun.items() if name in tasks}
    return replace(after, tasks=tasks, begun=begun)


def due(connection: Connection, now: int) -> tuple[Task, ...]:
    """Return the tasks whose moment has come."""
    return tuple(task for task in Task if connection.tasks.get(task, now + 1) <= now)


def claimed(connection: Connection, task: Task, now: int) -> Connection:
    """Return the connection with a task that is about to begin: it is counted before it does."""
    count = connection.begun.get(task, 0)
    tasks = {**connection.tasks, task: now + TASK_LEASE * 2**count}
    return replace(connection, tasks=tasks, begun={**connection.begun, task: count + 1})


def is_given_up(connection: Connection, task: Task) -> bool:
    """Return whether a task was begun, and did not end, once too often."""
    return connection.begun.get(task, 0) >= MAX_BEGUN


def given_up(connection: Connection, task: Task, now: int) -> Connection:
    """Return the connection with a task that is not begun again before the next day."""
    return _ended(connection, task, {task: now + DAY})


def checked(connection: Connection, now: int, *, used: bool) -> Connection:
    """Arm the next check, after one whose verdict is in the connection already.

    A partner that has asked to be left alone is checked when that is over. `used` says whether the
    connection was used since the check before.
    """
    usual = spread(connection.id, now, _check_after(connection, now, used=used))
    next_check = connection.asked_to_wait(now) or usual
    after = _ended(connection, Task.HEALTH, {Task.HEALTH: next_check})
    unused = registry.partner(connection.partner).keep_alive_after
    if unused is None:
        return after
    following = next_check if connection.health.failures else spread(connection.id, now, unused)
    return _ended(after, Task.KEEP_ALIVE, {Task.KEEP_ALIVE: following})


def _check_after(connection: Connection, now: int, *, used: bool) -> int:
    if connection.status is Status.NEEDS_RECONNECT:
        since = connection.health.failing_since or now
        return CHECK_EVERY if now - since < CHECK_UNUSED else CHECK_UNUSED
    if connection.health.failures:
        return _retry_after(now, connection.health.failing_since, first=RECHECK)
    return CHECK_EVERY if used else CHECK_UNUSED


def check_soon(connection: Connection, now: int) -> Connection:
    """Arm the checks that are due once more, after one in which the partner was not asked."""
    soon = spread(connection.id, now, RECHECK)
    for task in (Task.HEALTH, Task.KEEP_ALIVE):
        if task in connection.begun:
            connection = _ended(connection, task, {task: soon})
    return connection


def check_at(connection: Connection, moment: int) -> Connection:
    """Arm the next check for `moment`, where the connection is checked at all."""
    if Task.HEALTH not in connection.tasks:
        return connection
    return replace(connection, tasks={**connection.tasks, Task.HEALTH: moment})


def reminded(connection: Connection, now: int) -> Connection:
    """Arm the next reminder, if one is left."""
    following = notice(connection, now + 1)
    return _ended(connection, Task.REMIND, {} if following is None else {Task.REMIND: following})


def check_within_a_day(connection: Connection, now: int) -> Connection:
    """Bring the next check forward, where it is further away: the connection begins to be used."""
    at = min(connection.tasks.get(Task.HEALTH, now), spread(connection.id, now, CHECK_EVERY))
    return check_at(connection, at)


def polled(connection: Connection, at: int) -> Connection:
    """Arm the next poll."""
    return _ended(connection, Task.POLL, {Task.POLL: at})


def poll_retry_after(now: int, *, failing_since: int | None) -> int:
    """Return in how many seconds to poll again, where polls have failed since `failing_since`."""
    return _retry_after(now, failing_since, first=POLL_EVERY)


def _retry_after(now: int, failing_since: int | None, *, first: int) -> int:
    failing = max(now - failing_since, 0) if failing_since is not None else 0
    return min(max(failing // _FAILING_SHARE, first), RECHECK_LATER)


def poll_after(now: int, *, hired_at: int) -> int:
    """Return in how many seconds to poll again, where a hire was listed last at `hired_at`."""
    return min(max((now - hired_at) // _QUIET_SHARE, POLL_EVERY), POLL_QUIET)


def _ended(connection: Connection, task: Task, following: Mapping[str, int]) -> Connection:
    """Return the connection with a task that has ended, and when it is to be done again."""
    tasks = {name: moment for name, moment in connection.tasks.items() if name != task}
    begun = {name: count for name, count in connection.begun.items() if name != task}
    return replace(connection, tasks={**tasks, **following}, begun=begun)


def notice(connection: Connection, now: int) -> int | None:
    """Return the first reminder's moment that is not before `now`, None where none is left."""
    if connection.expires_at is None:
        return None
    moments = [connection.expires_at - ahead for ahead in NOTICES]
    return next((moment for moment in moments if moment >= now), None)


def spread(connection_id: str, now: int, period: int) -> int:
    """Return a moment at most `period` seconds ahead, and at least three quarters of it."""
    drawn = hashlib.sha256(f"{connection_id} {now}".encode()).digest()
    share = int.from_bytes(drawn[:4]) / 2**32
    return now + period - int(period / _SPREAD * share)


def _wanted(connection: Connection, now: int, *, anew: bool) -> dict[str, int]:
    first = now + FIRST_CHECK if anew else spread(connection.id, now, CHECK_EVERY)
    wanted: dict[str, int] = {Task.HEALTH: first}
    partner = registry.partner(connection.partner)
    if partner.keep_alive_after is not None:
        wanted[Task.KEEP_ALIVE] = spread(connection.id, now, partner.keep_alive_after)
    if Capability.POLLED in partner.capabilities:
        wanted[Task.POLL] = now + FIRST_CHECK if anew else spread(connection.id, now, POLL_IDLE)
    if connection.expires_at is not None:
        # A credential that ends within the first notice is told of at once.
        wanted[Task.REMIND] = max(connection.expires_at - NOTICES[0], now)
    return wanted
