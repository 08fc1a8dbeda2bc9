"""What runs by itself: the schedules at their moments, and the queues with their redrive.

A fault is met at one place (a partner, a read of the table, the bus), in one of three ways. The
clock is driven from one moment at which something is due to the next.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, override

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.retention import due as retention_due
from jetbridge.flows.schedule import reconcile, tasks, work
from jetbridge.model.ports import DomainEvent, Http, HttpRequest, HttpResponse
from jetbridge.store import due
from jetbridge.store.due import Partition
from jetbridge.store.table import Item, Key, Table
from tests.fakes.context import World
from tests.fakes.passing import PassingTable
from tests.fakes.queue import MemoryQueue
from tests.support.killing import Killed
from tests.unit.infra.templates import properties

DAY: Final = 86_400
EVER: Final = 10**11
MAX_LENGTH: Final = 120
"""Seconds after which Lambda ends a function that does not return: the scheduled one's Timeout."""
RECEIPTS: Final[int] = properties("Queue")["RedrivePolicy"]["maxReceiveCount"]
HIDDEN: Final[int] = properties("Queue")["VisibilityTimeout"]
_MINUTE: Final = 60
_JOBS: Final = (reconcile.run, tasks.run, journeys_due.run, outbox.sweep, retention_due.run)


class Fault(StrEnum):
    """How an attempt goes wrong."""

    RAISES = "raises"
    """An exception that nothing foresees."""
    KILLED = "killed"
    """The process is gone."""
    HANGS = "never returns"
    """Lambda ends the function once its time is over."""


@dataclass
class Clockwork:
    """A world in which attempts go wrong at one place. Each fails in the same way."""

    world: World
    fault: Fault
    http: Callable[[HttpRequest], bool] = lambda _: False
    """The requests that meet the fault."""
    read: Callable[[Key], bool] = lambda _: False
    """The reads of the table that meet it."""
    bus: bool = False
    """Whether the bus meets it."""
    met: list[int] = field(default_factory=list)
    """When it was met (Unix seconds)."""

    def meet(self) -> None:
        """Go wrong."""
        self.met.append(self.world.clock.now())
        match self.fault:
            case Fault.RAISES:
                msg = "nothing foresees this"
                raise RuntimeError(msg)
            case Fault.KILLED:
                raise Killed
            case Fault.HANGS:
                self.world.clock.advance(MAX_LENGTH)
                raise Killed

    def process(self) -> Context:
        """Return a context as a new process composes it."""
        table = _Table(self.world.table, self)
        context = self.world.context(table=table, http=_Http(self.world.http, self))
        return replace(context, bus=_Bus(self)) if self.bus else context

    def run(self, *, days: int) -> None:
        """Let everything that is due in these days be done."""
        end = self.world.clock.now() + days * DAY
        while True:
            self._deliver(self.world.queue)
            self._deliver(self.world.webhooks)
            self._deliver(self.world.slow)
            moment = self.next_moment()
            if moment is None or moment > end:
                return
            now = self.world.clock.now()
            self.world.clock.advance(max(moment - now, _MINUTE))
            for job in _JOBS:
                self._alive(job)

    def next_moment(self) -> int | None:
        """Return when the first thing is due, None where nothing is."""
        pages = (
            page
            for partition in Partition
            for page in due.pages(self.world.table, partition, EVER, size=1)
        )
        moments = (entry["due_at"] for page in pages for entry in page)
        return min((each for each in moments if isinstance(each, int)), default=None)

    def letters(self, kind: str) -> list[Mapping[str, object]]:
        """Return the dead letters of a kind."""
        return [each for each, _ in self.world.dead_letters.sent if each["kind"] == kind]

    def _alive(self, job: Callable[[Context], object]) -> None:
        """Run a schedule's job. It is killed, perhaps; it never fails."""
        try:
            job(self.process())
        except Killed:
            return

    def _deliver(self, queue: MemoryQueue) -> None:
        while queue.sent:
            message, delay = queue.sent.pop(0)
            self.world.clock.advance(delay)
            if not any(self._does(message) for _ in range(RECEIPTS)):
                self.world.dead_letters.send([message])

    def _does(self, message: Mapping[str, object]) -> bool:
        try:
            work.do(self.process(), message)
        except (Exception, Killed):  # noqa: BLE001 - as the worker: the queue brings it again
            self.world.clock.advance(HIDDEN)
            return False
        return True


class _Table(PassingTable):
    def __init__(self, table: Table, clockwork: Clockwork) -> None:
        super().__init__(table)
        self._clockwork = clockwork

    @override
    def get(self, key: Key) -> Item | None:
        if self._clockwork.read(key):
            self._clockwork.meet()
        return super().get(key)

    @override
    def get_many(self, keys: Sequence[Key]) -> list[Item | None]:
        if any(map(self._clockwork.read, keys)):
            self._clockwork.meet()
        return super().get_many(keys)


@dataclass
class _Http:
    real: Http
    clockwork: Clockwork

    def send(self, request: HttpRequest) -> HttpResponse:
        if self.clockwork.http(request):
            self.clockwork.meet()
        return self.real.send(request)


@dataclass
class _Bus:
    clockwork: Clockwork

    def publish(self, events: Sequence[DomainEvent]) -> None:  # noqa: ARG002 - the port's
        self.clockwork.meet()
