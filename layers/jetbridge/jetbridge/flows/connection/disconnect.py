"""A tenant ends a connection: our side of it ends at once, and its history stays.

The partner is not asked: nothing that it might answer would keep the connection. It is told
afterwards, and whether it listens does not matter.
"""

from jetbridge.flows import lookup
from jetbridge.flows.connection import ending, refusals
from jetbridge.flows.connection.capabilities import lifecycle
from jetbridge.flows.context import Context
from jetbridge.model.identity import Acting
from jetbridge.store import connections
from jetbridge.store.table import WriteConflictError


def disconnect(context: Context, identity: Acting, connection_id: str) -> None:
    """End a connection of the caller's tenant. A repeat changes nothing.

    Raises:
        ApiProblem: 404, the tenant has no such connection; 409, it was being written all the
            while and nothing was changed.
    """
    lookup.own(connections.get, context.table, connection_id, identity.tenant, "connection")
    try:
        end(context, connection_id, by=identity.by)
    except WriteConflictError:
        raise refusals.changed_meanwhile() from None


def end(context: Context, connection_id: str, *, by: str) -> None:
    """End a connection, and then tell the partner.

    Raises:
        WriteConflictError: the connection was being written all the while; nothing was changed.
    """
    before = ending.end(context, connection_id, by=by, reason=ending.DELETED)
    if before and (partner := lifecycle(before.partner)):
        partner.ended(context, before)
