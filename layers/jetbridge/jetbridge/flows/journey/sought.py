"""The journeys of a tenant that a request asks for by its query parameters, a page at a time."""

from jetbridge.flows.journey import of_candidate, show
from jetbridge.flows.journey.show import Placed
from jetbridge.store.table import Cursor, Table
from jetbridge.web import list_filters, resources
from jetbridge.web.request import Request


def page(
    table: Table, tenant: str, request: Request, *, limit: int, after: Cursor | None
) -> tuple[list[Placed], Cursor | None]:
    """Return a page of the journeys, newest first, and where the next one begins.

    Raises:
        ApiProblem: 422, naming each filter whose value is none; 400, the cursor is of another list.
    """
    sought, candidate = list_filters.journeys(request), request.parameter(resources.CANDIDATE)
    if candidate is None:
        return show.page(table, tenant, limit=limit, after=after, is_sought=sought)
    return of_candidate.page(table, tenant, candidate, limit=limit, after=after, is_sought=sought)
