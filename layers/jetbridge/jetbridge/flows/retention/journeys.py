"""The end of a journey, with its timeline, its webhooks and what leads to it.

Its onboardings go by themselves (`jetbridge.flows.retention.onboardings`). Of its application stays
that the hire has had a journey, without the person's ids: told of once more, it begins none.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.journey import HIRE_OVER, Journey
from jetbridge.model.record import replace
from jetbridge.model.retention import DAY, Periods
from jetbridge.store import applications, candidates, due, journeys, keys
from jetbridge.store.listing import items
from jetbridge.store.table import (
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Table,
    key_of,
)

logger = logging.getLogger(__name__)

_PAGE: Final = 100


def look(context: Context, item: Item, periods: Periods) -> None:
    """Remove a journey that has been over for long enough; else look again when it has.

    Raises:
        ConditionFailedError: it was written meanwhile.
    """
    journey = journeys.of_item(item)
    if journey is None or not journey.is_over:
        return
    now = context.clock.now()
    ends = journey.updated_at + periods.onboarding * DAY
    if now < ends:
        context.table.write(due.retained(item, ends))
        return
    for candidate_id in filter(None, (journey.candidate_id, *journey.former_candidate_ids)):
        _forget(context.table, journey, candidate_id, now)
    for key in _beside(context.table, journey):
        context.table.write(Delete(key))
    context.table.write(journeys.remove(journey))
    logger.info("journey removed", extra={"journey": journey.id})


def _forget(table: Table, journey: Journey, candidate_id: str, now: int) -> None:
    """Remove what leads from a candidate to the journey, and the ids in their application."""
    lead = keys.candidate(journey.connection_id, candidate_id, journey.id)
    name = candidates.record_of(table, lead) or applications.name(
        journey.connection_id, candidate_id, journey.job_id
    )
    known = applications.get(table, name)
    if known and known.journey_id == journey.id and known.look_at is None:
        hired = known.hired and journey.reason not in HIRE_OVER
        with suppress(ConditionFailedError):  # told of just now: the look finds no journey
            table.write(applications.remember(replace(known, hired=hired), now))
    table.write(Delete(lead))


def _beside(table: Table, journey: Journey) -> Iterator[Key]:
    """Yield the keys of the lines of a journey's timeline and of its webhooks."""
    pk = keys.journey(journey.id).pk
    for prefix in (keys.HISTORY_PREFIX, keys.DELIVERY_PREFIX):
        yield from map(key_of, _under(table, pk, prefix))


def _under(table: Table, pk: str, prefix: str) -> Iterator[Item]:
    return items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))
