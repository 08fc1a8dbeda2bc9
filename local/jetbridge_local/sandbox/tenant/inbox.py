"""The webhooks that came in, and the journeys that they tell of."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

_LINK_IS_OVER: Final = frozenset(
    {
        "journey.verified",
        "journey.launched",
        "journey.completed",
        "journey.failed",
        "journey.cancelled",
    }
)
"""Events after which the link is no longer needed."""


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook. `id` is the same each time it is sent, `at` is when it happened, in ISO 8601.

    `data` may hold a person's link, under `url`.
    """

    id: str
    type: str
    at: str
    data: Mapping[str, object] = field(repr=False)

    def view(self) -> dict[str, object]:
        """Return the event as JSON."""
        return {"id": self.id, "type": self.type, "timestamp": self.at, "data": dict(self.data)}


@dataclass(frozen=True, slots=True)
class Arrived:
    """What is known of one journey: its events, oldest first."""

    events: tuple[Event, ...]

    @property
    def latest(self) -> Mapping[str, object]:
        """What the latest event says of the journey."""
        return self.events[-1].data

    @property
    def link(self) -> str:
        """The link that is to be handed to the person; an empty string for none."""
        link = ""
        for event in self.events:
            link = "" if event.type in _LINK_IS_OVER else str(event.data.get("url") or link)
        return link


class Inbox:
    """Every event that came in, once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: dict[str, Event] = {}

    def take(self, event: Event) -> None:
        """Keep an event, unless it was taken before."""
        with self._lock:
            self._events.setdefault(event.id, event)

    def events(self) -> tuple[Event, ...]:
        """Return what came in, in the order of its arrival."""
        with self._lock:
            return tuple(self._events.values())

    def journeys(self) -> list[Arrived]:
        """Return the journeys of which anything came in, the latest event first."""
        events = [event for event in self.events() if event.data.get("journeyId")]
        arrival = {event.id: number for number, event in enumerate(events)}
        by_journey = groupby(sorted(events, key=_journey), key=_journey)
        found = [Arrived(_in_order(told)) for _, told in by_journey]
        return sorted(
            found, key=lambda one: max(arrival[each.id] for each in one.events), reverse=True
        )

    def besides(self) -> list[Event]:
        """Return what is about no journey, such as a test, the latest first."""
        return [event for event in self.events() if not event.data.get("journeyId")][::-1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._events.clear()


def _journey(event: Event) -> str:
    return str(event.data["journeyId"])


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return events as they happened: they may arrive in any order."""

    def position(event: Event) -> tuple[int, str]:
        version = event.data.get("version")
        return (version if isinstance(version, int) else 0, event.id)

    return tuple(sorted(events, key=position))
