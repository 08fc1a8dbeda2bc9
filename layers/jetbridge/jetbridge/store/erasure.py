"""What is wiped of a person, item by item, and what tells that an item is about them.

What stays is the skeleton: ids of ours, tenants, companies, statuses, words and moments.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from jetbridge.model.journey import Entry, Journey, What
from jetbridge.model.journey_turn import Turn
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.store import hires, journeys, keys, lookups, notifications, onboardings
from jetbridge.store.table import (
    Cursor,
    Delete,
    Item,
    Put,
    Table,
    Update,
    Value,
    Write,
    equals,
    key_of,
)

_PAGE: Final = 100
_SEPARATORS: Final = re.compile(r"[^A-Za-z0-9_-]+")
"""What stands around an id in a link."""


def speaks_of(value: object, names: Collection[str]) -> bool:
    """Tell whether one of a person's names stands in a value, or in a part of it."""
    match value:
        case str():
            return value in names or any(part in names for part in _SEPARATORS.split(value) if part)
        case Mapping():
            return any(speaks_of(part, names) for part in value.values())
        case list():
            return any(speaks_of(part, names) for part in value)
        case _:
            return False


def onboarding(before: Onboarding, now: int) -> tuple[Write, ...]:
    """Return the writes of an onboarding that leads to nobody any more.

    Its settings keep their names, and the kind of its workflow.
    """
    return onboardings.save(
        replace(
            before,
            external_customer_id="",
            interview_id="",
            correlation_id="",
            earlier_interviews=(),
            candidate_digest="",
            digest="",
            sealed_link="",
            sealed_refusal="",
            sealed_person="",
            sealed_order="",
            sealed_warning="",
            settings={
                name: value if name == "kind" else "" for name, value in before.settings.items()
            },
            erased_at=now,
        )
    )


def leads(table: Table, known: Onboarding) -> Iterator[Delete]:
    """Yield the writes that remove what leads to an onboarding: look-ups, and its hire."""
    yield from lookups.forget(table, known)
    for hire in hires.names(known):
        key = keys.hire(known.tenant, hire)
        item = table.get(key)
        if item and item["onboarding_id"] == known.id:
            yield Delete(key, when=(equals("onboarding_id", known.id),))


def notification(before: Notification) -> Put:
    """Return the write of a notification that was acted on, without the ids that it named."""
    return notifications.save(before, replace(before, facts=dict.fromkeys(before.facts, "")))


def beside(table: Table, journey_id: str, names: Collection[str]) -> Iterator[Delete | Update]:
    """Yield the writes of what stands beside a journey.

    What was to be delivered, or was, is removed; the person's names are taken out of the timeline.
    """
    for item in _under(table, journey_id, keys.DELIVERY_PREFIX):
        yield Delete(key_of(item))
    for item in _under(table, journey_id, keys.HISTORY_PREFIX):
        if speaks_of(item["facts"], names):
            yield _line(item, names)


def journey(before: Journey, now: int, by: str) -> tuple[Write, ...]:
    """Return the writes of a journey that is over and of nobody any more, told in its timeline."""
    wiped = replace(before, candidate_id="", application_id="", erased_at=now, updated_at=now)
    return journeys.save(Turn(wiped, (Entry(What.ERASED, now, by=by),)), None)


def _under(table: Table, journey_id: str, prefix: str) -> Iterator[Item]:
    after: Cursor | None = None
    while True:
        pk = keys.journey(journey_id).pk
        page = table.query(pk, prefix=prefix, limit=_PAGE, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return


def _line(item: Item, names: Collection[str]) -> Update:
    facts = cast("dict[str, Value]", item["facts"])
    kept = {name: value for name, value in facts.items() if not speaks_of(value, names)}
    return Update(key_of(item), set={"facts": kept})
