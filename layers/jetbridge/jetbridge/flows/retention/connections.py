"""The end of a disabled connection, with its history and what leads to it.

It stays as long as anything that names it: a journey reads its candidate through it, and an erasure
finds a person's things by it. Whose the company is stays when its connection goes.
"""

import logging
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.connection.capabilities import lifecycle
from jetbridge.flows.context import Context
from jetbridge.flows.retention import named
from jetbridge.model.connection import Connection, Status
from jetbridge.model.retention import DAY, Periods
from jetbridge.store import companies, connections, due
from jetbridge.store.table import Delete, Item, Table

logger = logging.getLogger(__name__)

_BY: Final = "retention"


def look(context: Context, item: Item, periods: Periods) -> None:
    """Remove a connection that has been disabled for long enough; else look again when it has.

    Raises:
        ConditionFailedError: it was written meanwhile.
    """
    connection = connections.of_item(item)
    if connection is None or connection.status is not Status.DISABLED:
        return
    now, table = context.clock.now(), context.table
    ends = connection.updated_at + max(periods.connection, periods.notification) * DAY
    if now < ends:
        table.write(due.retained(item, ends))
        return
    later = named.look_later(table, item, connection.tenant, now, ("connection_id", connection.id))
    if later:
        table.write(later)
    else:
        _remove(context, connection)


def _remove(context: Context, connection: Connection) -> None:
    """Remove a connection, its history first: what is left of a run that died is found."""
    if partner := lifecycle(connection.partner):
        partner.ending(context, connection, by=_BY)
    table = context.table
    for key in connections.beside(table, connection.id):
        table.write(Delete(key))
    table.write(connections.remove(connection), *_leads(table, connection))
    logger.info("connection removed", extra={"connection": connection.id})


def _leads(table: Table, connection: Connection) -> Iterator[Delete]:
    """Yield the writes that remove what names the connection: its account, or its company."""
    yield from connections.unclaim(table, connection)
    yield from companies.unlink(table, connection)
