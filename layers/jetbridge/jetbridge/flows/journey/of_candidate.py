"""The journeys of one candidate of the hiring system, found by the items that lead to them.

A candidate has few at a company, so a page of them is cut from all of them. A tenant may have many
companies, so a page looks at so many of its connections and no more.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.journey import show
from jetbridge.flows.journey.show import Placed
from jetbridge.model import registry
from jetbridge.model.connection import Connection
from jetbridge.model.journey import Journey
from jetbridge.model.partner import Capability
from jetbridge.store import candidates, connections, journeys, keys
from jetbridge.store.journeys import Sought
from jetbridge.store.listing import readable
from jetbridge.store.table import Cursor, Table

EXAMINED: Final = 100
"""Connections at which one page looks, at the most."""
_PLACE: Final = "place"
"""Behind which journey a page begins: a cursor has it beside the place in the list of connections
at which the page looks."""


def page(  # noqa: PLR0913 - what is asked for, each by its name
    table: Table,
    tenant: str,
    candidate_id: str,
    *,
    limit: int,
    after: Cursor | None,
    is_sought: Sought | None = None,
) -> tuple[list[Placed], Cursor | None]:
    """Return a page of a candidate's journeys, newest first, and where the next one begins.

    Those at the `EXAMINED` newest connections come before those at the next ones, so a page may
    hold none and yet not be the last one. A candidate who was merged into another one is found by
    each of their ids.

    Args:
        table: where they are.
        tenant: whose journeys.
        candidate_id: the hiring system's.
        limit: how many at the most.
        after: where the page before ended, None for the first one.
        is_sought: which of them.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    begin = dict(after or {})
    behind = begin.pop(_PLACE, None)
    with lookup.cursor_of_this_list():
        some, further = connections.of_tenant(table, tenant, limit=EXAMINED, after=begin or None)
    theirs = [
        each
        for each in _journeys(table, tenant, candidate_id, some)
        if (is_sought is None or is_sought(each)) and (behind is None or _place(each) < str(behind))
    ]
    theirs.sort(key=_place, reverse=True)
    shown = theirs[:limit]
    following = {**begin, _PLACE: _place(shown[-1])} if len(theirs) > limit else further
    return show.placed(table, tenant, shown), following


def _journeys(
    table: Table, tenant: str, candidate_id: str, found: Iterable[Connection]
) -> Sequence[Journey]:
    """Return a candidate's journeys at those of the connections that are to hiring systems."""
    systems = {each.name for each in registry.every(Capability.HIRING_SYSTEM)}
    led = [
        lead.journey_id
        for each in found
        if each.partner in systems
        for lead in candidates.leads(table, each.id, candidate_id)
    ]
    items = filter(None, table.get_many([keys.journey(each) for each in led]))
    read = readable(journeys.of_item, items)
    return [each for each in read if each and each.tenant == tenant]


def _place(journey: Journey) -> str:
    return keys.tenant_order(journey.created_at, journey.id)
