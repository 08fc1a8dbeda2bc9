"""The journeys of one candidate of the hiring system, found by the items that lead to them.

They are few, so a page of them is cut from all of them.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.journey import show
from jetbridge.flows.journey.show import Placed
from jetbridge.model import registry
from jetbridge.model.journey import Journey
from jetbridge.model.partner import Capability
from jetbridge.store import candidates, connections, journeys, keys
from jetbridge.store.journeys import Sought
from jetbridge.store.listing import every
from jetbridge.store.table import Cursor, Table

_PAGE: Final = 100
_PLACE: Final = "place"


def journeys_of(table: Table, tenant: str, candidate_id: str) -> Iterator[Journey]:
    """Yield a candidate's journeys, at whichever of the tenant's companies.

    A candidate who was merged into another one is found by each of their ids.
    """
    leads = (
        lead.journey_id
        for connection_id in _hiring_systems(table, tenant)
        for lead in candidates.leads(table, connection_id, candidate_id)
    )
    for journey_id in dict.fromkeys(leads):
        journey = journeys.get(table, journey_id)
        if journey and journey.tenant == tenant:
            yield journey


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
    with lookup.cursor_of_this_list():
        theirs = journeys_of(table, tenant, candidate_id)
        found, following = _cut(theirs, is_sought, limit=limit, after=after)
    return show.placed(table, tenant, found), following


def _cut(
    found: Iterable[Journey], is_sought: Sought | None, *, limit: int, after: Cursor | None
) -> tuple[tuple[Journey, ...], Cursor | None]:
    """Return a page of journeys, newest first, and where the next one begins."""
    chosen = [each for each in found if is_sought is None or is_sought(each)]
    chosen.sort(key=_place, reverse=True)
    if after is not None:
        chosen = [each for each in chosen if _place(each) < str(after[_PLACE])]
    shown = tuple(chosen[:limit])
    return shown, {_PLACE: _place(shown[-1])} if len(chosen) > limit else None


def _hiring_systems(table: Table, tenant: str) -> tuple[str, ...]:
    """Return the ids of the tenant's connections to hiring systems."""
    systems = {each.name for each in registry.every(Capability.HIRING_SYSTEM)}
    found = every(lambda at: connections.of_tenant(table, tenant, limit=_PAGE, after=at))
    return tuple(each.id for each in found if each.partner in systems)


def _place(journey: Journey) -> str:
    return keys.tenant_order(journey.created_at, journey.id)
