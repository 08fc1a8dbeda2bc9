"""What a tenant was told, or would have been, for a system that has missed webhooks.

Events are listed by the time at which they happened, and are shown once that is `SETTLED` seconds
ago. By then whatever was written for an earlier time can be read, so that a reader who goes on
behind the last event misses none.
"""

from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.model.errors import Violation
from jetbridge.model.ports import DomainEvent
from jetbridge.model.text import is_id
from jetbridge.store import journeys, told_events
from jetbridge.store.table import Cursor, Table
from jetbridge.web import instants
from jetbridge.web.request_rules import malformed

SETTLED: Final = 120
"""Seconds: what writes an event is over by then (a worker lives for 60), and the index shows it."""


def page(
    context: Context, tenant: str, start: str | None, *, limit: int, after: Cursor | None
) -> tuple[tuple[DomainEvent, ...], Cursor | None]:
    """Return a page of a tenant's events, oldest first, and where the next one begins.

    `start` is the id of an event, behind which the list begins, or a time (RFC 3339), from which on
    it is read; None: from the oldest event that is kept.

    Raises:
        ApiProblem: 422, `start` is neither, or no such event is kept; 400, the cursor is of another
            list.
    """
    table, settled = context.table, context.clock.now() - SETTLED
    # A cursor is bound to `start` and says where to go on, though its event may be gone by now.
    since = "" if start is None or after is not None else _place(table, tenant, start)
    with lookup.cursor_of_this_list():
        found, following = told_events.of_tenant(
            table, tenant, since=since, limit=limit, after=after
        )
    shown = tuple(each for each in found if each.at <= settled)
    return shown, following if len(shown) == len(found) else None


def _place(table: Table, tenant: str, start: str) -> str:
    at = instants.read(start)
    if at is not None:
        return told_events.from_time(at)
    place = _behind(table, tenant, start)
    if place is None:
        rule = "Must be the id of an event that is kept, or a time such as 2026-11-22T02:16:20Z."
        raise malformed(Violation("after", "query_parameter", rule))
    return place


def _behind(table: Table, tenant: str, event_id: str) -> str | None:
    """Return the place behind an event of the tenant; None: there is no such event."""
    journey_id, *numbers = event_id.rsplit("_", 2)
    if len(numbers) != 2 or not all(each.isascii() and each.isdigit() for each in numbers):  # noqa: PLR2004 - version and number
        return None
    journey = journeys.get(table, journey_id) if is_id(event_id) else None
    if journey is None or journey.tenant != tenant:
        return None
    return told_events.behind(table, journey_id, *map(int, numbers))
