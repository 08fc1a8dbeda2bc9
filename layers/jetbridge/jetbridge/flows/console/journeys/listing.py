"""The list of a tenant's journeys, newest first, with the filters of the API's list."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows import paging
from jetbridge.flows.console.journeys import rows
from jetbridge.flows.console.places import View, Visit
from jetbridge.flows.journey import sought
from jetbridge.model.errors import ApiProblem
from jetbridge.model.journey import Status
from jetbridge.model.record import replace
from jetbridge.model.text import is_id
from jetbridge.web import resources
from jetbridge.web.request import Request

SIZE: Final = 25
_FILTERS: Final = tuple(sorted(resources.JOURNEYS - resources.PAGING))
_SINCE: Final = "updatedAfter"
_MINUTE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)
"""A time as browsers send what was chosen: without seconds and zone."""


def shown(visit: Visit) -> View | str:
    """Show a page of the journeys, or lead to the one whose id was typed in."""
    asked = (visit.request.parameter("id") or "").strip()
    here = f"{visit.home}/journeys"
    if is_id(asked):
        return f"{here}/{asked}"
    request = visit.listing(*_FILTERS)
    given = {name: value for name, value in request.query if name in _FILTERS}
    facts = {
        "asked": asked,
        "here": here,
        "given": {**dict.fromkeys(_FILTERS, ""), **given},
        "is_filtered": bool(given),
        "statuses": _statuses(),
        "rows": [],
        "wrong": {},
        "following": None,
    }
    try:
        listed = _listed(visit, _with_zone(request), given)
    except ApiProblem as refused:
        if not refused.errors:
            raise
        wrong = {each.pointer: each.detail for each in refused.errors}
        return View("journeys.html.j2", {**facts, "wrong": wrong}, status=refused.status)
    return View("journeys.html.j2", {**facts, **listed})


def _listed(visit: Visit, request: Request, given: Mapping[str, str]) -> dict[str, object]:
    page, table = paging.asked(visit.context, visit.person, request), visit.context.table
    found, following = sought.page(table, visit.of, request, limit=SIZE, after=page.after)
    cursor = page.cursor(following)
    return {
        "rows": [rows.row(visit, policy, journey) for policy, journey in found],
        "is_first": page.after is None,
        "following": f"?{urlencode({**given, 'cursor': cursor})}" if cursor else None,
    }


def _with_zone(request: Request) -> Request:
    """Return a request whose time has seconds and a zone, where a browser has left them out."""
    query = (
        (name, f"{value}:00Z" if name == _SINCE and _MINUTE.fullmatch(value) else value)
        for name, value in request.query
    )
    return replace(request, query=(*query,))


def _statuses() -> list[tuple[str, str]]:
    return [(str(each), each.replace("_", " ")) for each in Status]
