"""An open exchange of credentials: stored before the partner is called, closed with its answer.

Both are one transaction each. What lies between them and is lost with the process leaves the
exchange open, and the reconciler finds it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from jetbridge.flows import outbox
from jetbridge.flows.bridge import Bridge
from jetbridge.model.connection import Connection, Exchange, Status
from jetbridge.oauth import clients
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailed, Conflict, Write

_ATTEMPTS: Final = 5

OPENED: Final = "exchange_started"


@dataclass(frozen=True, slots=True)
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
    bridge: Bridge, before: Connection | None, connection: Connection, *beside: Write, by: str
) -> Opened | None:
    """Store the intent to exchange credentials, or return None where a condition did not hold.

    Args:
        bridge: the ports.
        before: the connection as it is stored, None for a new one.
        connection: the same connection as it is to be, or the new one.
        beside: what is written in the same transaction.
        by: who asked, for the history.
    """
    now = bridge.clock.now()
    opened = replace(
        connection,
        status=connection.status if connection.status is Status.ACTIVE else Status.PENDING,
        reason=OPENED,
        updated_at=now,
        exchange=connection.exchange or Exchange(bridge.ids.handle(), "", now),
    )
    try:
        outbox.commit(
            bridge,
            *connections.save(before, opened, by=by),
            *beside,
        )
    except ConditionFailed:
        return None
    return Opened(before, replace(opened, version=connection.version + 1), by)


def close(
    bridge: Bridge,
    opened: Opened,
    change: Callable[[Connection], Connection],
    beside: Callable[[Connection], Iterable[Write]] = lambda _after: (),
) -> Connection | None:
    """Commit `change` and the end of the exchange; None where the exchange is no longer open.

    Clients that the change takes off the connection are revoked in the same transaction, and so
    is made what `beside` returns for the connection as it is to be. Another write to one of these
    items in between is no reason to lose the answer: the change is made again on what is stored
    by then, while the exchange is still this one.

    Raises:
        Conflict: the items were being written all the while; the reconciler finds it open.
    """
    current: Connection | None = opened.connection
    for _ in range(_ATTEMPTS):
        if not current or not current.exchange or current.exchange != opened.connection.exchange:
            return None
        after = replace(change(current), exchange=None, updated_at=bridge.clock.now())
        revoked = [client for client in current.clients if client not in after.clients]
        try:
            outbox.commit(
                bridge,
                *connections.save(current, after, by=opened.by),
                *clients.revoke_all(bridge.table, revoked),
                *beside(after),
            )
        except (ConditionFailed, Conflict):
            current = connections.get(bridge.table, opened.connection.id)
            continue
        return after
    raise Conflict
