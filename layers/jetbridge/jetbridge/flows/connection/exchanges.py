"""An open exchange of credentials: stored before the partner is called, closed with its answer.

Both are one transaction each. What lies between them and is lost with the process leaves the
exchange open, and the reconciler interrupts it.

The answer may hold what the partner hands out once. So its commit is made again while the table or
Secrets Manager fails, for as long as the invocation lasts: a minute or more in the slow worker. A
commit whose own answer was lost is known by its line in the connection's history.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from jetbridge.flows.connection.capabilities import lifecycle
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model.connection import EXCHANGE_LEASE, Connection, Exchange, Status
from jetbridge.model.metrics import Metric
from jetbridge.model.record import field, record, replace
from jetbridge.oauth import clients
from jetbridge.store import connections
from jetbridge.store.table import (
    ConditionFailedError,
    TableUnavailableError,
    Write,
    WriteConflictError,
)
from jetbridge.vault.secrets import SecretUnavailableError

logger = logging.getLogger(__name__)

_PAUSES: Final = (0.1, 0.2, 0.5, 1, 2, 5, *(10,) * 6)
"""Seconds between the attempts at a commit; the invocation's deadline may end them earlier."""

_MOMENT: Final = 1
"""Seconds until a table that has not answered is asked what became of a commit."""

OPENED: Final = "exchange_started"
INTERRUPTED: Final = "exchange_interrupted"
"""Reason of a connection whose exchange was cut off: no page could be shown."""


@record
class Opened:
    """An exchange as it was stored ahead: the connection as it was before, and as it is open."""

    before: Connection | None
    connection: Connection
    by: str

    @property
    def standing(self) -> Status:
        """The status that the connection had before the attempt."""
        return self.before.status if self.before else Status.PENDING


def open_(
    context: Context, before: Connection | None, connection: Connection, *beside: Write, by: str
) -> Opened | None:
    """Store the intent to exchange credentials, or return None where a condition did not hold.

    Args:
        context: the ports.
        before: the connection as it is stored, None for a new one.
        connection: the same connection as it is to be, or the new one.
        beside: what is written in the same transaction.
        by: who asked, for the history.

    Raises:
        StoreError: it was not stored, or that is not known; nothing was sent to the partner.
    """
    now = context.clock.now()
    opened = replace(
        connection,
        status=connection.status if connection.status is Status.ACTIVE else Status.PENDING,
        reason=OPENED,
        updated_at=now,
        exchange=connection.exchange or Exchange(context.ids.handle(), "", now),
    )
    saved = connections.save(before, opened, by=by)
    try:
        outbox.commit(context, *saved, *beside)
    except ConditionFailedError:
        return None
    except TableUnavailableError:
        # Else an exchange would be open that has not begun, and would end as unknown.
        context.pause.pause(_MOMENT)
        if not connections.is_saved(context.table, saved):
            raise
    return Opened(before, replace(opened, version=connection.version + 1), by)


def close(
    context: Context,
    opened: Opened,
    change: Callable[[Connection], Connection],
    beside: Callable[[Connection], Iterable[Write]] = lambda _after: (),
) -> Connection | None:
    """Commit `change` and the end of the exchange; None where another process has ended it.

    Clients that the change takes off the connection are revoked in the same transaction, and so
    is made what `beside` returns for the connection as it is to be. Another write to one of these
    items in between is no reason to lose the answer, and neither is an outage: the change is made
    again on what is stored by then, while the exchange is still this one.

    Raises:
        StoreError, SecretUnavailableError: it could not be committed. The reconciler finds it open.
    """
    closing = _Closing(context, opened, change, beside, at=context.clock.now())
    for seconds in _PAUSES:
        with suppress(
            ConditionFailedError, WriteConflictError, TableUnavailableError, SecretUnavailableError
        ):
            return closing.attempt()
        context.pause.pause(seconds)
    return closing.attempt()


def interrupt(context: Context, connection_id: str) -> bool:
    """Give up an exchange that was not finished: what the partner handed out is lost.

    Returns:
        Whether there was one whose lease is over.

    Raises:
        ConditionFailedError: the connection was written since it was read.
    """
    connection, now = connections.get(context.table, connection_id), context.clock.now()
    if not connection or not connection.exchange:
        return False
    if now < connection.exchange.started_at + EXCHANGE_LEASE:
        return False
    after = replace(
        connection,
        status=Status.NEEDS_RECONNECT,
        reason=INTERRUPTED,
        updated_at=now,
        exchange=None,
    )
    beside: tuple[Write, ...] = ()
    if partner := lifecycle(connection.partner):
        after, beside = partner.interrupted(context, after)
    outbox.commit(context, *connections.save(connection, after, by="reconciler"), *beside)
    logger.warning("exchange interrupted", extra={"connection": connection_id})
    context.meter.count(Metric.EXCHANGE_INTERRUPTED)
    return True


@record(frozen=False)
class _Closing:
    """The attempts at one commit. `latest` is what the last one was to write, `after` to leave."""

    context: Context
    opened: Opened
    change: Callable[[Connection], Connection]
    beside: Callable[[Connection], Iterable[Write]]
    at: int
    latest: tuple[Write, ...] = field(default=(), repr=False)
    after: Connection | None = None

    def attempt(self) -> Connection | None:
        """Commit, unless that is done, or the exchange is another process's by now."""
        context, opened = self.context, self.opened.connection
        current = connections.get(context.table, opened.id) if self.latest else opened
        if not current or current.exchange != opened.exchange:
            is_ours = self.latest and connections.is_saved(context.table, self.latest)
            return self.after if is_ours else None
        after = replace(self.change(current), exchange=None, updated_at=self.at)
        revoked = [client for client in current.clients if client not in after.clients]
        self.after = after
        self.latest = connections.save(current, after, by=self.opened.by)
        outbox.commit(
            context,
            *self.latest,
            *clients.revoke_all(context.table, revoked, self.at),
            *self.beside(after),
        )
        return after
