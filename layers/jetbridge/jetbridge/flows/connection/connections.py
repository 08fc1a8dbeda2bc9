"""Connections as their tenant sees them."""

from jetbridge.flows import lookup
from jetbridge.flows.connection import health
from jetbridge.flows.connection import refusals as connection_refusals
from jetbridge.flows.context import Context
from jetbridge.model.connection import Change, Connection, Status
from jetbridge.model.health import Verdict
from jetbridge.model.identity import Acting
from jetbridge.store import connections
from jetbridge.store.connections import Sought
from jetbridge.store.table import Cursor, Table


def find(table: Table, tenant: str, connection_id: str) -> tuple[Connection, tuple[Change, ...]]:
    """Return a connection of the tenant and the latest lines of its history, newest first.

    Raises:
        ApiProblem: 404, the tenant has no such connection.
    """
    found = lookup.own(connections.get, table, connection_id, tenant, "connection")
    return found, connections.history(table, connection_id)


def check(context: Context, identity: Acting, connection_id: str) -> tuple[Connection, Verdict]:
    """Make one call that changes nothing with a connection's credential, and record the result.

    Raises:
        ApiProblem: 404, the tenant has no such connection; 409, it has no credential.
        WriteConflictError: the connection was being written all the while.
    """
    found, _ = find(context.table, identity.tenant, connection_id)
    if found.status is Status.DISABLED or not found.has_credentials:
        raise connection_refusals.not_connected(found)
    verdict = health.probe(context, found)
    return health.record(context, found, verdict, by=identity.by), verdict


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None, is_sought: Sought | None = None
) -> tuple[tuple[Connection, ...], Cursor | None]:
    """Return a page of the tenant's connections, newest first, and where the next one begins.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return connections.of_tenant(table, tenant, limit=limit, after=after, is_sought=is_sought)
