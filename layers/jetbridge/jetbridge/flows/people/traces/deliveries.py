"""Webhooks to the tenant's endpoint."""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces.place import Act, Place, Transaction, as_stored
from jetbridge.model.webhook import Delivery
from jetbridge.store import deliveries
from jetbridge.store.table import Delete


def _find(search: Search) -> Iterator[Trace]:
    table = search.stock.context.table
    for journey_id in sorted(search.journey_ids):
        for found in deliveries.of_journey(table, journey_id):
            shown, at = found.event.type, found.updated_at
            key = " ".join(filter(None, (journey_id, found.event.id, found.further)))
            yield Trace("deliveries", key, shown, str(found.status), at, found)


def _erase(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    found: Delivery = trace.thing
    yield (Delete(deliveries.key_of_delivery(found)),)


PLACE: Final = Place("deliveries", frozenset({"JOURNEY DELIVERY"}), _find, _erase, as_stored)
