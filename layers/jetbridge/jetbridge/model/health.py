"""A connection's health: what the outcome of a call means for its status.

    active ──failures──> degraded ──days of them──> needs_reconnect
      ^ ^───a success───────┘                          │
      └─────a success, or it is connected again────────┘

A refused credential leads to `needs_reconnect` at once: the broker has read it afresh and asked
again by then. Even so the connection is asked again from time to time, and comes back by itself
where the refusal was the partner's bad minute. Everything here is a pure function of the
connection and the time.
"""

from typing import Final

from jetbridge.model.connection import CALLED, Connection, Health, Status
from jetbridge.model.record import record, replace

DEGRADED_FAILURES: Final = 3
"""Failures in a row before a connection is called degraded: one or two are every network's."""
DEGRADED_AFTER: Final = 120
"""Seconds that the failures must span, so that a burst of calls in one bad minute says nothing."""
HOPELESS_AFTER: Final = 3 * 86_400
"""Seconds of nothing but failures after which an operator must look. A partner's own outage is over
by then, weekend included; what still fails fails because of us, or because of the customer."""

RECOVERED: Final = "recovered"
FAILING: Final = "calls_fail"
UNUSABLE: Final = "calls_failed_for_days"
REFUSED: Final = "credential_refused"
EXPIRED: Final = "credential_expired"


@record
class Verdict:
    """What one harmless authenticated call proved.

    `error` is a word for the log and the API, empty where the credential works. `permanent` says
    that the partner refuses the credential: asking again with the same one is pointless. `calls`
    counts the requests, `status` is the HTTP status of the last answer, None where none came.
    `asked_at` is when the first of them was made (Unix seconds). `held_back` says that limits let
    none through, and that nothing was proved.
    """

    error: str = ""
    permanent: bool = False
    status: int | None = None
    calls: int = 0
    asked_at: int | None = None
    held_back: bool = False

    @property
    def works(self) -> bool:
        """Whether the partner takes the credential."""
        return not self.error


def judged(connection: Connection, verdict: Verdict, now: int) -> Connection:
    """Return the connection as `verdict` leaves it; `now` is in Unix seconds.

    A partner that has asked to be left alone does not fail by not answering meanwhile. A worker
    that was held up says nothing about a connection that another one has asked about since.
    """
    asked_at = now if verdict.asked_at is None else verdict.asked_at
    is_late = asked_at < (connection.checked_at or 0) <= now
    if connection.status not in CALLED or is_late or verdict.held_back:
        return connection
    judged = connection
    if verdict.works:
        judged = succeeded(connection, now)
    elif verdict.permanent or connection.asked_to_wait(now) is None:
        judged = failed(connection, verdict.error, now, permanent=verdict.permanent)
    health = replace(judged.health, last_status=verdict.status, calls=verdict.calls)
    return replace(judged, health=health, checked_at=asked_at)


def succeeded(connection: Connection, now: int) -> Connection:
    """Return the connection after a call that the partner took; `now` is in Unix seconds."""
    if connection.status not in CALLED:
        return connection
    well = replace(connection, health=Health(succeeded_at=now), retry_at=None, updated_at=now)
    if connection.status is Status.ACTIVE:
        return well
    return replace(well, status=Status.ACTIVE, reason=RECOVERED)


def failed(connection: Connection, error: str, now: int, *, permanent: bool) -> Connection:
    """Return the connection after a call that failed.

    Args:
        connection: as it was before.
        error: a word for what went wrong, free of secrets and personal data.
        now: Unix seconds.
        permanent: whether the partner refuses the credential for good.
    """
    if connection.status not in CALLED:
        return connection
    known = connection.health
    # A clock that was set back must not make a failure look like days of them, or like none.
    since = min(now, now if known.failing_since is None else known.failing_since)
    health = replace(known, failures=known.failures + 1, failing_since=since, last_error=error)
    failing = replace(connection, health=health, updated_at=now)
    status, reason = _standing(failing, now, permanent=permanent)
    if status is connection.status:
        return failing
    return replace(failing, status=status, reason=reason)


def expired(connection: Connection, now: int) -> Connection:
    """Return the connection after its credential's end, which only a person can move."""
    health = replace(connection.health, last_error=EXPIRED)
    return replace(
        connection, status=Status.NEEDS_RECONNECT, reason=EXPIRED, health=health, updated_at=now
    )


def _standing(connection: Connection, now: int, *, permanent: bool) -> tuple[Status, str]:
    health = connection.health
    span = now - (health.failing_since or now)
    if permanent:
        return Status.NEEDS_RECONNECT, REFUSED
    if connection.status is Status.NEEDS_RECONNECT or span >= HOPELESS_AFTER:
        return Status.NEEDS_RECONNECT, UNUSABLE
    if connection.status is Status.DEGRADED or (
        health.failures >= DEGRADED_FAILURES and span >= DEGRADED_AFTER
    ):
        return Status.DEGRADED, FAILING
    return Status.ACTIVE, connection.reason
