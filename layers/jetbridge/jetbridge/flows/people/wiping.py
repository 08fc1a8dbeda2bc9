"""Wiping what was found of a person: a part of an erasure."""

import logging
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people import ending, places
from jetbridge.flows.people.finding import Found, of_person
from jetbridge.flows.people.search import Trace
from jetbridge.flows.people.stock import Stock
from jetbridge.flows.people.traces.place import Act
from jetbridge.model.record import replace
from jetbridge.store.table import ConditionFailedError

logger = logging.getLogger(__name__)

_ROUNDS: Final = 10
"""Times that it is begun again because something was written while it was to be wiped."""


def wiped(
    context: Context, found: Found, *, by: str, shown: Found, force: bool
) -> tuple[Trace, ...]:
    """Wipe what was found, and what it has led to meanwhile; return what is left."""
    person = replace(
        found.person,
        names=found.names,
        journey_ids=frozenset(each.key for each in found.traces if each.place == "journeys"),
    )
    known = {each.key for each in (*found.traces, *shown.traces)}
    for _ in range(_ROUNDS):
        _wipe(context, found, by=by)
        found = of_person(Stock(context, person.tenant), person)
        mine = tuple(each for each in found.traces if _may_wipe(each, known, person.journey_ids))
        left = tuple(each for each in found.traces if each not in mine)
        if not mine:
            return left
        if ending.under_way(mine) and not force:
            return found.traces
        found = replace(found, traces=mine)
    return found.traces


def _may_wipe(trace: Trace, known: set[str], journey_ids: frozenset[str]) -> bool:
    """Return whether a thing was shown, or follows from one that was."""
    follows = trace.place not in ("journeys", "onboardings")
    of_journey = getattr(trace.thing, "journey_id", "") in journey_ids
    return trace.key in known or follows or of_journey


def _wipe(context: Context, found: Found, *, by: str) -> None:
    """Wipe things, each by itself, up to one that is written at this moment.

    There it ends: what leads to that one is still needed to find it in the next pass.
    """
    act = Act(context, context.clock.now(), by)
    for trace in reversed(found.traces):
        try:
            for writes in places.erased(act, trace):
                context.table.write(*writes)
        except ConditionFailedError:
            logger.info("written while it was erased", extra={"place": trace.place})
            return
