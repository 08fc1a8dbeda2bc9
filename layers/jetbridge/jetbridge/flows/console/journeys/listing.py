"""The list of a tenant's journeys, newest first."""

from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.console.journeys import rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.journey import show
from jetbridge.model.text import is_id

SIZE: Final = 25


def shown(visit: Visit) -> View | str:
    """Show a page of the journeys, or lead to the one whose id was typed in."""
    asked = (visit.request.parameter("id") or "").strip()
    here = f"{visit.home}/journeys"
    if is_id(asked):
        return f"{here}/{asked}"
    page = paging.asked(visit.context, visit.person, visit.listing)
    found, following = show.page(visit.context.table, visit.of, limit=SIZE, after=page.after)
    shown = [rows.row(visit, policy, journey) for policy, journey in found]
    cursor = page.cursor(following)
    facts = {
        "rows": shown,
        "asked": asked,
        "is_first": page.after is None,
        "here": here,
        "following": f"{here}?{urlencode({'cursor': cursor})}" if cursor else None,
    }
    return View("journeys.html.j2", facts)
