"""The end of a connection, whoever asks for it."""

import logging
from dataclasses import replace
from typing import Final

from jetbridge.flows import outbox
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import obtained
from jetbridge.model.connection import Connection, Status
from jetbridge.model.metrics import Metric
from jetbridge.oauth import clients
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailed, Conflict

logger = logging.getLogger(__name__)

_ATTEMPTS: Final = 5


def end(bridge: Bridge, connection_id: str, *, by: str, reason: str) -> Connection | None:
    """End a connection; return it as it was before, None where there was nothing to end.

    In one transaction the clients that we issued for it are revoked, with their tokens, and its
    credentials and what they brought are wiped. Its history stays. A disabled connection holds
    no account: whoever connects it next may be anybody.

    Raises:
        Conflict: the connection was being written all the while; nothing was changed.
    """
    for _ in range(_ATTEMPTS):
        connection = connections.get(bridge.table, connection_id)
        if connection is None or connection.status is Status.DISABLED:
            return None
        try:
            outbox.commit(
                bridge,
                *connections.save(connection, _ended(bridge, connection, reason), by=by),
                *(clients.revoke(client) for client in connection.clients),
                *obtained(connection),
            )
        except (ConditionFailed, Conflict):
            continue
        logger.info("connection ended", extra={"connection": connection_id, "why": reason})
        bridge.meter.count(Metric.CONNECTION_DISABLED)
        return connection
    raise Conflict


def _ended(bridge: Bridge, connection: Connection, reason: str) -> Connection:
    return replace(
        connection,
        status=Status.DISABLED,
        reason=reason,
        updated_at=bridge.clock.now(),
        exchange=None,
        sealed={},
        clients=(),
        tasks={},
    )
