"""Ports that let a test step in before and after every call.

To fail it, to end the process, or to have another one run in between.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import override

from jetbridge.model.ports import Bus, DomainEvent, Http, HttpRequest, HttpResponse, Queue
from jetbridge.store.table import Table
from tests.fakes.passing import PassingTable

type Step = Callable[[], None]


class HookedTable(PassingTable):
    """A `Table` whose every call runs `step` before it, and `after` after it."""

    def __init__(self, table: Table, step: Step, after: Step | None = None) -> None:
        """Pass every call on to `table`. Without an `after`, `step` runs after it, too."""
        super().__init__(table)
        self._step = step
        self._after = after or step

    @override
    def _call[Result](self, operation: str, call: Callable[[], Result]) -> Result:
        self._step()
        result = call()
        self._after()
        return result


class HookedHttp:
    """An `Http` whose every call runs `step` before it, and `after` after it."""

    def __init__(self, http: Http, step: Step, after: Step | None = None) -> None:
        """Pass every call on to `http`. Without an `after`, `step` runs after it, too."""
        self._http = http
        self._step = step
        self._after = after or step

    def send(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        self._step()
        response = self._http.send(request)
        self._after()
        return response


class HookedQueue:
    """A `Queue` whose every call runs `step` before it, and `after` after it."""

    def __init__(self, queue: Queue, step: Step, after: Step | None = None) -> None:
        """Pass every call on to `queue`. Without an `after`, `step` runs after it, too."""
        self._queue = queue
        self._step = step
        self._after = after or step

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Pass the messages on."""
        self._step()
        self._queue.send(messages, delay=delay)
        self._after()


class HookedBus:
    """A `Bus` whose every call runs `step` before it, and `after` after it."""

    def __init__(self, bus: Bus, step: Step, after: Step | None = None) -> None:
        """Pass every call on to `bus`. Without an `after`, `step` runs after it, too."""
        self._bus = bus
        self._step = step
        self._after = after or step

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Pass the events on."""
        self._step()
        self._bus.publish(events)
        self._after()
