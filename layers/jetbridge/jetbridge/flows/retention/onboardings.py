"""The end of an onboarding: first of what is sealed of its person, later of all of it.

One that a journey has asked for goes with its journey: its periods begin when that is over. While
the journey goes on, however long that takes, nothing of it is removed.
"""

import logging
from contextlib import suppress

from jetbridge.flows.context import Context
from jetbridge.model import retention
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.retention import DAY, Periods
from jetbridge.store import due, erasure, journeys, onboardings
from jetbridge.store.mapper import from_item
from jetbridge.store.table import ConditionFailedError, Item, Table

logger = logging.getLogger(__name__)


def look(context: Context, item: Item, periods: Periods) -> None:
    """Wipe what is sealed, or remove the onboarding, where it is time; else look again then.

    Raises:
        ConditionFailedError: it was written meanwhile.
    """
    known, now = from_item(Onboarding, item), context.clock.now()
    kept, whole = periods.person * DAY, periods.onboarding * DAY
    ended = _ended_at(context.table, known)
    if ended is None:
        is_sealed = retention.next_wipe(known, now, kept) is not None
        context.table.write(due.retained(item, now + (kept if is_sealed else whole)))
        return
    if now >= ended + whole:
        _remove(context.table, known)
        return
    after = retention.wiped(known, ended, kept, now)
    wipe = retention.next_wipe(after, ended, kept)
    look_at = ended + whole if wipe is None else min(wipe, ended + whole)
    if after == known:
        context.table.write(due.retained(item, look_at))
        return
    context.table.write(*onboardings.save(after, look_at=look_at))
    logger.info("person's fields removed", extra={"onboarding": known.id})


def _ended_at(table: Table, known: Onboarding) -> int | None:
    """Return when an onboarding ended, with its journey; None while the journey goes on.

    Where the journey was removed, its onboardings have been kept for as long.
    """
    if not known.journey_id:
        return retention.ended_at(known)
    journey = journeys.get(table, known.journey_id)
    if journey is None:
        return 0
    return journey.updated_at if journey.is_over else None


def _remove(table: Table, known: Onboarding) -> None:
    """Remove an onboarding, after what leads to it: what is left of a run that died is found."""
    for lead in erasure.leads(table, known):
        with suppress(ConditionFailedError):  # it leads to another onboarding by now
            table.write(lead)
    table.write(onboardings.remove(known))
    logger.info("onboarding removed", extra={"onboarding": known.id})
