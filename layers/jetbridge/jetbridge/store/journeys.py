"""Journeys and their timelines."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from jetbridge.model import events, retention
from jetbridge.model.journey import (
    KEPT_FACTS,
    Entry,
    Journey,
    without_person,
)
from jetbridge.model.journey_transition import Transition
from jetbridge.model.record import replace
from jetbridge.store import due, keys, outbox
from jetbridge.store.due import Partition
from jetbridge.store.listing import every, items, readable, sought
from jetbridge.store.mapper import at_home, from_item, to_item
from jetbridge.store.table import (
    Check,
    Clause,
    Cursor,
    Delete,
    Item,
    Put,
    Table,
    Update,
    Write,
    absent,
    differs,
    equals,
    exists,
)

_PAGE: Final = 100

type Sought = Callable[[Journey], bool]
"""Tells whether a journey is one of those that are asked for."""


def get(table: Table, journey_id: str) -> Journey | None:
    """Return a journey as last written, or None."""
    return of_item(table.get(keys.journey(journey_id)))


def of_item(item: Item | None) -> Journey | None:
    """Return the journey that an item holds; None where there is no item."""
    return None if item is None else _journey(item)


def create(transition: Transition, due_at: int | None) -> tuple[Write, ...]:
    """Return the writes of a new journey, with its timeline and its events."""
    journey = replace(transition.journey, version=1, due_at=due_at)
    return (Put(_item(journey), when=(absent("pk"),)), *_told(transition, 1))


def save(transition: Transition, due_at: int | None, *, lost_version: int = 0) -> tuple[Write, ...]:
    """Return the writes of a move, unless the journey was written since it was read.

    `due_at` is when it is due next (Unix seconds), None for never. `lost_version` is one that a
    restored table has lost: the move gets a later one, and its events are told from those of then.
    """
    version = max(transition.journey.version, lost_version) + 1
    journey = replace(transition.journey, version=version, due_at=due_at)
    unchanged = equals("version", transition.journey.version)
    return (Put(_item(journey), when=(unchanged,)), *_told(transition, version))


def stored(transition: Transition, due_at: int | None) -> Journey:
    """Return the journey as it reads after `create` or `save` went through."""
    return replace(transition.journey, version=transition.journey.version + 1, due_at=due_at)


def remove(journey: Journey) -> Delete:
    """Return the write that removes a journey, where nothing has written it since."""
    return Delete(keys.journey(journey.id), when=(equals("version", journey.version),))


def wake(journey_id: str, now: int, *, claim: int | None = None) -> Update:
    """Return the write that makes a journey due now.

    It stands beside the change in one transaction, and increments the version: a concurrent writer
    of the journey that has not seen the change reads it again. `claim` is as in `standing`.
    """
    key = keys.journey(journey_id)
    return Update(
        key, set=due.moved(key, now), remove=(due.TRIES,), add={"version": 1}, when=_stands(claim)
    )


def standing(journey_id: str, *, claim: int | None = None) -> Check:
    """Return the check that lets a transaction through unless the journey's person is erased.

    Nor does it where another worker has claimed an effect since `claim`, the value of
    `Journey.claims` to which the asking worker's own claim has led.
    """
    return Check(keys.journey(journey_id), when=_stands(claim))


def _stands(claim: int | None) -> tuple[Clause, ...]:
    stands = exists("pk"), differs("erased", value=True)
    return stands if claim is None else (*stands, equals("claims", claim))


def woken(writes: Iterable[Write]) -> tuple[str, ...]:
    """Return the ids of the journeys that `wake` put among `writes`."""
    return tuple(
        write.key.pk.partition("#")[2]
        for write in writes
        if isinstance(write, Update) and write.key.sk == "JOURNEY"
    )


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None, is_sought: Sought | None = None
) -> tuple[tuple[Journey, ...], Cursor | None]:
    """Return a page of a tenant's journeys, newest first, and where the next one begins.

    Of those that are sought a page may hold few (`listing.sought`).
    """
    place = keys.tenant_journeys(tenant)
    if is_sought:
        return sought(table, place, _journey, is_sought, limit=limit, after=after)
    page = table.query_tenant(place, limit=limit, after=after)
    return tuple(readable(_journey, page.items)), page.next


def every_of_tenant(table: Table, tenant: str) -> Iterator[Journey]:
    """Yield the journeys of a tenant, newest first, the finished ones included."""
    return every(lambda after: of_tenant(table, tenant, limit=_PAGE, after=after))


def timeline(table: Table, journey_id: str) -> tuple[Entry, ...]:
    """Return a journey's timeline, oldest line first."""
    pk, prefix = keys.journey(journey_id).pk, keys.HISTORY_PREFIX
    lines = items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))
    return tuple(readable(partial(from_item, Entry), lines))


def _told(transition: Transition, version: int) -> Iterable[Write]:
    """Yield the lines of a move and its events. Of an erased person nothing is told."""
    erased = transition.journey.erased_at is not None
    for number, entry in enumerate(transition.entries):
        facts = {name: fact for name, fact in entry.facts.items() if name in KEPT_FACTS}
        told = replace(entry, facts=facts) if erased else entry
        key = keys.timeline(transition.journey.id, entry.at, keys.entry_id(version, number))
        event = None if erased else events.of_journey(transition.journey, version, number, entry)
        if event is None:
            yield Put(to_item(key, told))
            continue
        from jetbridge.store import told_events  # few of the functions tell an event

        sent = outbox.record(event)
        listed = told_events.place(key, *outbox.recorded([sent]))
        yield Put({**to_item(key, told), **listed})
        yield sent


def _item(journey: Journey) -> Item:
    """Return the item of a journey: of an erased person nothing is stored, by any write."""
    erased = journey.erased_at is not None
    if erased:
        journey = replace(without_person(journey), due_at=None)
    key = keys.journey(journey.id)
    item: Item = {
        **to_item(key, journey, without=("due_at",)),
        "tenant_pk": keys.tenant_journeys(journey.tenant),
        "tenant_sk": keys.tenant_order(journey.created_at, journey.id),
        "ending": str(journey.ending or ""),
        "erased": erased,
    }
    if journey.due_at is not None:
        return item | due.at(key, journey.due_at, Partition.JOURNEY)
    if not journey.is_over:
        return item
    return item | due.at(key, journey.updated_at + retention.SHORTEST, Partition.RETENTION)


def _journey(item: Item) -> Journey:
    moment = None if due.is_retained(item) else item.get("due_at")
    found = from_item(Journey, {**item, "ending": item.get("ending") or None, "due_at": moment})
    return at_home(found, item, keys.journey(found.id))
