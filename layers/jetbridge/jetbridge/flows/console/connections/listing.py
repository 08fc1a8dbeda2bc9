"""The list of a tenant's connections, newest first."""

from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.connection import connections
from jetbridge.flows.console.connections import rows
from jetbridge.flows.console.places import View, Visit

SIZE: Final = 25


def shown(visit: Visit) -> View:
    """Show a page of the connections."""
    page, table = paging.asked(visit.context, visit.person, visit.listing), visit.context.table
    found, following = connections.page(table, visit.of, limit=SIZE, after=page.after)
    lines = [rows.row(visit, each) for each in found]
    cursor = page.cursor(following)
    facts = {
        "rows": lines,
        "following": f"?{urlencode({'cursor': cursor})}" if cursor else None,
    }
    return View("connections.html.j2", facts)
