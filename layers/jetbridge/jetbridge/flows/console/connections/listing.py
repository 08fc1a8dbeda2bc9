"""The list of a tenant's connections, newest first."""

from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.connection import connections
from jetbridge.flows.console.connections import links, rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.model.console import Role, suffices

SIZE: Final = 25


def shown(visit: Visit) -> View:
    """Show a page of the connections."""
    page, table = paging.asked(visit.context, visit.person, visit.listing()), visit.context.table
    found, following = connections.page(table, visit.of, limit=SIZE, after=page.after)
    lines = [rows.row(visit, each) for each in found]
    cursor = page.cursor(following)
    may_change = suffices(visit.role, Role.ADMIN)
    facts = {
        "rows": lines,
        "may_link": may_change,
        "waiting": [*links.waiting(visit)] if may_change else [],
        "here": f"{visit.home}/connections",
        "following": f"?{urlencode({'cursor': cursor})}" if cursor else None,
    }
    return View("connections.html.j2", facts)
