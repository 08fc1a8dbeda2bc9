"""One kind of thing that is stored of a person, as finding, copying and erasing see it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people.search import Search, Trace
from jetbridge.model.record import record
from jetbridge.store.mapper import to_attributes
from jetbridge.store.table import Write

PAGE: Final = 100
"""Items that are read at once."""
EVER: Final = 2**53
"""A moment that is after every other one, in Unix seconds."""

type Transaction = tuple[Write, ...]
type Copy = Mapping[str, object]
"""What a person is given of one thing that is stored of them, as JSON."""


@record
class Act:
    """An erasure as the places see it: when it is made, and who has it made."""

    context: Context
    now: int
    by: str


@record
class Place:
    """One kind of thing that is stored of a person.

    `items` are the kinds of items that it erases, as docs/data-model.md lists them.
    """

    name: str
    items: frozenset[str]
    find: Callable[[Search], Iterable[Trace]]
    erase: Callable[[Act, Trace], Iterator[Transaction]]
    copy: Callable[[Context, Trace], Copy]


def as_stored(context: Context, trace: Trace) -> Copy:
    """Return the copy of a thing that has nothing sealed: its attributes, as they are stored."""
    del context
    return to_attributes(trace.thing)
