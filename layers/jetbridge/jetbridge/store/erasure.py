"""What is wiped of a person, item by item.

What stays is the skeleton: ids of ours, tenants, companies, statuses, words and moments. What
that is for an onboarding or a journey is said beside each (`without_person`), and holds for
whatever is written about an erased person later.
"""

from collections.abc import Iterator
from typing import Final

from jetbridge.model.journey import KEPT_FACTS, Entry, Journey, What
from jetbridge.model.journey_transition import Transition
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import replace
from jetbridge.store import checks, hires, journeys, keys, lookups, onboardings, told_events
from jetbridge.store.table import (
    Cursor,
    Delete,
    Item,
    Table,
    Update,
    Write,
    key_of,
    lead,
)

_PAGE: Final = 100


def onboarding(before: Onboarding, now: int) -> tuple[Write, ...]:
    """Return the writes of an onboarding whose person is erased."""
    return onboardings.save(replace(before, erased_at=now, updated_at=now))


def leads(table: Table, known: Onboarding) -> Iterator[Delete]:
    """Yield the writes that remove what leads to an onboarding: look-ups, its hire, its key."""
    yield from lookups.forget(table, known)
    yield checks.forget(known.id)
    request = known.key_digest
    shared = [
        *([keys.idempotency_record(known.tenant, request)] if request else []),
        *(keys.hire(known.tenant, hire) for hire in hires.names(known)),
    ]
    for key in shared:
        yield from lead(table, key, "onboarding_id", known.id)


def timeline(table: Table, journey_id: str) -> Iterator[Update]:
    """Yield the writes that take out of a timeline what may say something of the person."""
    for item in _lines(table, journey_id):
        facts = item.get("facts")
        known = facts if isinstance(facts, dict) else {}  # what cannot be read is not kept
        kept = {name: fact for name, fact in known.items() if name in KEPT_FACTS}
        listed = told_events.ATTRIBUTES if told_events.EVENT in item else ()
        if listed or kept != facts:
            yield Update(key_of(item), set={"facts": kept}, remove=listed)


def journey(before: Journey, now: int, by: str) -> tuple[Write, ...]:
    """Return the writes of a journey whose person is erased, told in its timeline."""
    wiped = replace(before, erased_at=now, updated_at=now)
    return journeys.save(Transition(wiped, (Entry(What.ERASED, now, by=by),)), None)


def _lines(table: Table, journey_id: str) -> Iterator[Item]:
    after: Cursor | None = None
    while True:
        pk = keys.journey(journey_id).pk
        page = table.query(pk, prefix=keys.HISTORY_PREFIX, limit=_PAGE, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return
