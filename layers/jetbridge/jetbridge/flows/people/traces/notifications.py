"""Notifications of partners."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from jetbridge.flows.people.capabilities import notified_persons
from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces.place import Act, Place, Transaction, as_stored
from jetbridge.model.erasure import Name
from jetbridge.model.notification import Notification
from jetbridge.store import notifications
from jetbridge.store.listing import or_else
from jetbridge.store.table import Delete


def _find(search: Search) -> Iterator[Trace]:
    """Yield what was notified of the person. One may be known by a name that another one tells."""
    left = [*search.stock.notifications]
    while True:
        more = [each for each in left if _is_about(search, *each)]
        if not more:
            return
        left = [each for each in left if each not in more]
        for listed, named in more:
            if notified_persons(listed.partner).TELLS_MORE:
                search.learn(named)
            table = search.stock.context.table
            read = partial(notifications.get, table, listed.partner, listed.event_id)
            found = or_else(read, None)
            if found:
                yield _told(found)


def _is_about(search: Search, told: Notification, named: frozenset[Name]) -> bool:
    persons = notified_persons(told.partner)
    return persons.is_about(search.stock.context, search.known, told, named)


def _told(found: Notification) -> Trace:
    shown = f"{found.partner} {found.event_type}"
    key = f"{found.partner} {found.event_id}"
    return Trace("notifications", key, shown, str(found.status), found.received_at, found)


def _erase(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    told: Notification = trace.thing
    waits = (Delete(key) for key in notified_persons(told.partner).waiting(told))
    yield notifications.remove(told), *waits


PLACE: Final = Place(
    "notifications", frozenset({"EVENT", "LOOKUP EVENT"}), _find, _erase, as_stored
)
