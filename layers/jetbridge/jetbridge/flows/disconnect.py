"""A tenant ends a connection: our side of it dies at once, and its history stays.

The partner is not asked: nothing that it might answer would keep the connection alive. Afterwards
it is told to send no more events, and whether it listens does not matter.
"""

import logging
from dataclasses import replace
from typing import Final

from jetbridge.flows import connection_refusals as refusals
from jetbridge.flows import lookup, outbox, subscription
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import obtained
from jetbridge.model.connection import Connection, Status
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.oauth import clients
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailed, Conflict

logger = logging.getLogger(__name__)

DELETED: Final = "deleted"

_ATTEMPTS: Final = 5


def disconnect(bridge: Bridge, identity: Identity, connection_id: str) -> None:
    """End a connection of the caller's tenant. A repeat changes nothing.

    In one transaction the clients that we issued for it are revoked, with their tokens, and its
    credentials and what they brought are wiped. A disabled connection holds no account: whoever
    connects it next may be anybody.

    Raises:
        ApiProblem: 404, the tenant has no such connection; 409, it was being written all the
            while and nothing was changed.
    """
    for _ in range(_ATTEMPTS):
        connection = lookup.own(
            connections.get(bridge.table, connection_id), identity.tenant, "connection"
        )
        if connection.status is Status.DISABLED:
            return
        try:
            outbox.commit(
                bridge,
                *connections.save(connection, _ended(bridge, connection), by=identity.client_id),
                *(clients.revoke(client) for client in connection.clients),
                *obtained(connection),
            )
        except (ConditionFailed, Conflict):
            continue
        logger.info("connection deleted", extra={"connection": connection_id})
        bridge.meter.count(Metric.CONNECTION_DISABLED)
        subscription.end(bridge, connection)
        return
    raise refusals.changed_meanwhile()


def _ended(bridge: Bridge, connection: Connection) -> Connection:
    return replace(
        connection,
        status=Status.DISABLED,
        reason=DELETED,
        updated_at=bridge.clock.now(),
        exchange=None,
        sealed={},
        clients=(),
        tasks={},
    )
