"""Which journeys a company's candidate has: an item a journey, written when it begins.

A journey that began before these items were written has none: it is found by its application, or
by walking the tenant's journeys.
"""

from functools import partial
from typing import Final

from jetbridge.model.journey import Journey
from jetbridge.model.record import field, record
from jetbridge.model.stored import stored_as
from jetbridge.store import keys
from jetbridge.store.listing import every, readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Cursor, Key, Put, Table

_PAGE: Final = 100


@record
class Lead:
    """One journey of a candidate, and the name of its application's record."""

    journey_id: str
    record_id: str = field(metadata=stored_as("record"))


def lead(journey: Journey, record_id: str) -> Put:
    """Return the write by which a journey is found by its candidate. It may be repeated."""
    key = keys.candidate(journey.connection_id, journey.candidate_id, journey.id)
    return Put(to_item(key, Lead(journey.id, record_id)))


def record_of(table: Table, key: Key) -> str:
    """Return the name of the application's record to which a lead leads; empty where none does."""
    item = table.get(key)
    return "" if item is None else from_item(Lead, item).record_id


def leads(table: Table, connection_id: str, candidate_id: str) -> tuple[Lead, ...]:
    """Return every journey of a candidate that has an item, the ended ones included."""
    pk = keys.candidate(connection_id, candidate_id, "-").pk

    def page(after: Cursor | None) -> tuple[tuple[Lead, ...], Cursor | None]:
        found = table.query(pk, prefix=keys.JOURNEY_PREFIX, limit=_PAGE, after=after)
        return tuple(readable(partial(from_item, Lead), found.items)), found.next

    return tuple(every(page))
