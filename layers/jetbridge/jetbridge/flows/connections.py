"""Connections as their tenant sees them."""

from jetbridge.flows import lookup
from jetbridge.flows.bridge import Bridge
from jetbridge.model.connection import Change, Connection
from jetbridge.store import connections
from jetbridge.store.table import Cursor


def find(bridge: Bridge, tenant: str, connection_id: str) -> tuple[Connection, tuple[Change, ...]]:
    """Return a connection of the tenant and the latest lines of its history, newest first.

    Raises:
        ApiProblem: 404, the tenant has no such connection.
    """
    known = lookup.well_formed(connection_id)
    found = connections.get(bridge.table, connection_id) if known else None
    found = lookup.own(found, tenant, "connection")
    return found, connections.history(bridge.table, connection_id)


def page(
    bridge: Bridge, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Connection, ...], Cursor | None]:
    """Return a page of the tenant's connections, newest first, and where the next one begins.

    Raises:
        ApiProblem: 422, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return connections.of_tenant(bridge.table, tenant, limit=limit, after=after)
