"""The end of a connection, by the tenant, the operator or the partner."""

import logging
from collections.abc import Mapping
from typing import Final

from jetbridge.flows.connection.capabilities import lifecycle
from jetbridge.flows.connection.credentials import obtained
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model.connection import Connection, Status
from jetbridge.model.metrics import Metric
from jetbridge.model.record import replace
from jetbridge.oauth import clients
from jetbridge.store import connections
from jetbridge.store.table import ConditionFailedError, Write, WriteConflictError

logger = logging.getLogger(__name__)

DELETED: Final = "deleted"
"""Reason of a connection that its tenant has ended, or the operator for it."""
RELEASED: Final = "released"
"""Reason of a connection whose account the operator lets other tenants connect."""
DISABLED_BY_PARTNER: Final = "disabled_by_partner"
"""Reason of a connection that the partner's customer has ended there."""

_ATTEMPTS: Final = 5


def end(context: Context, connection_id: str, *, by: str, reason: str) -> Connection | None:
    """End a connection; return it as it was before, None where there was nothing to end.

    In one transaction the clients that we issued for it are revoked, with their tokens, and its
    credentials and what they brought are wiped. Of more clients than that takes, the first ones
    are revoked before (`jetbridge.oauth.clients.revoke_all`). Its history stays.

    Raises:
        WriteConflictError: the connection was being written all the while, and has not ended.
    """
    for _ in range(_ATTEMPTS):
        connection = connections.get(context.table, connection_id)
        if connection is None or connection.status is Status.DISABLED:
            return None
        if partner := lifecycle(connection.partner):
            partner.ending(context, connection, by=by)
        try:
            outbox.commit(context, *ended(context, connection, reason, by=by))
        except (ConditionFailedError, WriteConflictError):
            continue
        logger.info("connection ended", extra={"connection": connection_id, "why": reason})
        context.meter.count(Metric.CONNECTION_DISABLED)
        return connection
    raise WriteConflictError


def ended(
    context: Context,
    connection: Connection,
    reason: str,
    *,
    by: str,
    settings: Mapping[str, str] | None = None,
) -> tuple[Write, ...]:
    """Return the writes that end a connection where nothing has written it since it was read.

    Args:
        context: the ports.
        connection: as it was read.
        reason: why it ends.
        by: who ends it, for the history.
        settings: what of its settings stays; all of them if not given.
    """
    after = replace(
        connection,
        status=Status.DISABLED,
        reason=reason,
        updated_at=context.clock.now(),
        exchange=None,
        settings=connection.settings if settings is None else settings,
        sealed={},
        clients=(),
        tasks={},
    )
    return (
        *connections.save(connection, after, by=by),
        *clients.revoke_all(context.table, connection.clients, after.updated_at),
        *obtained(connection),
    )
