"""Whether a partner still takes a connection's credential: asked by one harmless call.

`probe` asks, `record` stores what was found, `check` does both. The API's test of a connection
and the schedule's health check are the same.
"""

import logging
from collections.abc import Callable
from typing import Final

from jetbridge.flows.connection.capabilities import connects
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model import health, outbound, schedule
from jetbridge.model.connection import Connection
from jetbridge.model.health import Verdict
from jetbridge.model.outbound import Heard
from jetbridge.model.outcome import Cause, Done, NotPerformed, Sent, Unknown
from jetbridge.model.ports import HttpResponse
from jetbridge.model.record import replace
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailedError, Write, WriteConflictError

logger = logging.getLogger(__name__)

_ATTEMPTS: Final = 5

WORKS: Final = Verdict()


def check(context: Context, connection: Connection, *, by: str, used: bool = True) -> Connection:
    """Ask the partner, store what it says, and return the connection as it is then.

    Args:
        context: the ports.
        connection: as last read.
        by: who asks, for the history.
        used: whether the connection is used, and is checked again within a day.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    return record(context, connection, probe(context, connection), by=by, used=used)


def probe(context: Context, connection: Connection) -> Verdict:
    """Make one call that changes nothing at the partner. The connection need not be stored."""
    asked_at = context.clock.now()
    with outbound.about(connection=connection.id) as heard:
        verdict = _probed(context, connection)
    return with_calls(verdict, heard, asked_at)


def with_calls(verdict: Verdict, heard: Heard, asked_at: int) -> Verdict:
    """Return a verdict with the requests that it is drawn from, the first made at `asked_at`."""
    status = heard.last.status if heard.last else 0
    return replace(verdict, status=status or None, calls=heard.calls, asked_at=asked_at)


def _probed(context: Context, connection: Connection) -> Verdict:
    partner = connects(connection.partner)
    outcome = context.broker.send(
        partner.source(context, connection),
        lambda token: partner.probe(context, connection, token),
        idempotent=True,
    )
    return answered(outcome, partner.is_refused)


def record(
    context: Context, connection: Connection, verdict: Verdict, *, by: str, used: bool = True
) -> Connection:
    """Store a verdict on a connection, and arm the next check; `used` as in `check`.

    A credential that was replaced since is not judged by what the old one met.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """

    def judged(current: Connection) -> Connection:
        now = context.clock.now()
        if verdict.held_back:
            return schedule.check_soon(current, now)
        if current.sealed == connection.sealed:
            current = health.judged(current, verdict, now)
        return schedule.checked(current, now, used=used)

    return change(context, connection, judged, by=by)


def change(
    context: Context,
    connection: Connection,
    make: Callable[[Connection], Connection],
    *,
    by: str,
    beside: Callable[[Connection, Connection], tuple[Write, ...]] = lambda _before, _after: (),
) -> Connection:
    """Change a connection, on whatever it has become meanwhile, and return it as stored.

    Args:
        context: the ports.
        connection: as last read.
        make: the change.
        by: who makes it, for the history.
        beside: what is written in the same transaction, by what was and what is to be.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    current: Connection | None = connection
    for _ in range(_ATTEMPTS):
        if current is None:
            return connection
        after = make(current)
        writes = connections.save(current, after, by=by)
        try:
            outbox.commit(context, *writes, *beside(current, after))
        except (ConditionFailedError, WriteConflictError):
            current = connections.get(context.table, connection.id)
            continue
        if after.status is not current.status:
            facts = {"connection": after.id, "status": str(after.status), "reason": after.reason}
            logger.warning("connection changed", extra=facts)
        return connections.get(context.table, connection.id) or after
    raise WriteConflictError


def answered(outcome: Sent[HttpResponse], is_refused: Callable[[int], bool]) -> Verdict:
    """Judge a call: any refusal but those of the credential comes after it was taken."""
    match outcome:
        case Done(response) if response.is_refusal:
            is_ours = is_refused(response.status)
            return Verdict(f"http_{response.status}", permanent=True) if is_ours else WORKS
        case Done(response):
            return WORKS if response.is_success else Verdict(f"http_{response.status}")
        case NotPerformed():
            return unperformed(outcome)
        case Unknown():
            return Verdict("no_answer")


def unperformed(failure: NotPerformed) -> Verdict:
    """Judge a call that was not made: what is our own fault says nothing about the connection."""
    match failure.cause:
        case Cause.CREDENTIALS:
            error = failure.error or f"token_refused_{failure.status}"
            return Verdict(error, failure.permanent)
        case Cause.UNREACHABLE | Cause.WRONG_ADDRESS:
            return Verdict("unreachable")
        case Cause.THROTTLED | Cause.OUT_OF_TIME | Cause.NOT_SET_UP | Cause.SECRET_NOT_READ:
            # A long poll of the same company, say: SmartRecruiters takes one such call at a time.
            return Verdict("not_asked", held_back=True)
