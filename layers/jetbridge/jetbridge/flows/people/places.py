"""Every place where a person's data lives: how it is found, copied and erased there.

Finding, copying and erasing walk the same list. A new kind of item that can hold a person's data
belongs here; a test compares the list with the table's items.

The order is the order of the search: what is found in one place leads to more in the next.
Erasing goes the other way, so that after a crash what leads to the rest is still there.
"""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces import (
    applications,
    deliveries,
    events,
    journeys,
    notifications,
    onboardings,
)
from jetbridge.flows.people.traces.place import Act, Copy, Place, Transaction

PLACES: Final = (
    journeys.PLACE,
    onboardings.PLACE,
    notifications.PLACE,
    applications.PLACE,
    events.PLACE,
    deliveries.PLACE,
)
"""Where a person's data lives, in the order of the search."""


def found(search: Search) -> tuple[Trace, ...]:
    """Return everything that is stored of a person, place by place."""
    for place in PLACES:
        search.traces.extend(place.find(search))
    return tuple(search.traces)


def erased(act: Act, trace: Trace) -> Iterator[Transaction]:
    """Return the transactions that erase one thing, in their order."""
    return _of(trace).erase(act, trace)


def copied(context: Context, trace: Trace) -> Copy:
    """Return the copy of one thing.

    Raises:
        SecretUnavailableError: what is sealed in it cannot be opened now.
    """
    return _of(trace).copy(context, trace)


def _of(trace: Trace) -> Place:
    return next(each for each in PLACES if each.name == trace.place)
