"""Events that have not left the outbox."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces.place import EVER, PAGE, Act, Place, Transaction, as_stored
from jetbridge.model import hiring_events
from jetbridge.model.ports import DomainEvent
from jetbridge.store import due, outbox
from jetbridge.store.due import Partition
from jetbridge.store.listing import or_else
from jetbridge.store.table import key_of


def _find(search: Search) -> Iterator[Trace]:
    table = search.stock.context.table
    ours = {*search.journey_ids, *(each.id for each in search.onboardings)}
    for page in due.pages(table, Partition.SEND, EVER, size=PAGE):
        for key in map(key_of, page):
            event = or_else(partial(outbox.get, table, key.pk.partition("#")[2]), None)
            if event and event.tenant == search.person.tenant and _speaks(search, event, ours):
                yield Trace("events", event.id, event.type, "waits", event.at, event)


def _speaks(search: Search, event: DomainEvent, ours: set[str]) -> bool:
    """Return whether an event is about the person: by ids of ours, or by a hiring system's."""
    detail = event.detail
    if "journeyId" in detail or "onboardingId" in detail:
        return bool({detail.get("journeyId"), detail.get("onboardingId")} & ours)
    connection = search.stock.connections.get(str(detail.get("connectionId")))
    passed_on = hiring_events.notification_in(event, connection.partner) if connection else None
    return passed_on is not None and search.known.are_theirs(search.stock.names_in(passed_on))


def _erase(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    event: DomainEvent = trace.thing
    yield (outbox.published(event),)


PLACE: Final = Place("events", frozenset({"OUTBOX"}), _find, _erase, as_stored)
