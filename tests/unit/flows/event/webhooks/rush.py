"""Tenants' endpoints that hang, and the deliveries of one that does not behind them."""

from dataclasses import replace
from typing import Final

from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import endpoint
from jetbridge.flows.schedule import work
from jetbridge.model import events
from jetbridge.model.journey import Entry, What
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError
from jetbridge.store import outbox as stored_events
from tests.fakes.context import World
from tests.fakes.journeys import BEGUN
from tests.fakes.turns import Moments, TimedQueue

WORKERS: Final = 10
"""As many as work on webhooks where the setting is not set; a test compares."""
_QUICK: Final = 0.02
"""Seconds that a worker needs for a message beside what it waits for."""
_LOOK_EVERY: Final = 0.1


class Rush:
    """A deployment whose tenants `slow-0`, `slow-1` … have endpoints that never answer.

    The tenant `quick` has one that does. `waits` are the seconds that each of its deliveries
    waited; `attempts` are the moments at which one of the slow endpoints was called, and for how
    long it kept a worker.
    """

    def __init__(self, slow: int, deliveries: int, *, is_fair: bool) -> None:
        """Have so many `deliveries` wait in the queue for each of the `slow` endpoints."""
        self.clock: Final = Moments()
        self.queue: Final = TimedQueue(self.clock, is_fair=is_fair)
        self.world: Final = World(http=self, clock=self.clock, webhooks=self.queue)
        self.waits: list[float] = []
        self.attempts: list[tuple[float, float]] = []
        self._context: Final = self.world.context()
        self._happened: dict[str, float] = {}
        for tenant in ("quick", *(f"slow-{number}" for number in range(slow))):
            endpoint.set_(self._context, tenant, f"https://{tenant}.example/hook", [])
        for number in range(slow * deliveries):
            self.happens(f"slow-{number // deliveries}", number)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Answer as the tenant's endpoint does."""
        if request.url.startswith("https://quick."):
            self.waits.append(self.clock.seconds - self._happened[request.headers["webhook-id"]])
            return HttpResponse(204)
        longest = request.timeout
        self.attempts.append((self.clock.seconds, longest))
        self.clock.sleep(longest)
        raise NoAnswerError(request.target)

    def happens(self, tenant: str, number: int) -> str:
        """Have something happen to a journey of a tenant's; return the event's id."""
        journey = replace(BEGUN, id=f"jny_{tenant}_{number}", tenant=tenant)
        event = events.of_journey(journey, 1, 0, Entry(What.COMPLETED, self.clock.now()))
        assert event
        self._happened[event.id] = self.clock.seconds
        outbox.commit(self._context, stored_events.record(event))
        return event.id

    def run(self, seconds: float, quick_every: float) -> None:
        """Let the workers work; meanwhile something happens to the quick tenant now and then."""

        def worker() -> None:
            context = self.world.context()
            while self.clock.seconds < seconds:
                taken = self.queue.take()
                self.clock.sleep(_QUICK if taken else _LOOK_EVERY)
                if taken:
                    work.do(context, dict(taken[1]))
                    self.queue.settle(taken)

        def tenant() -> None:
            number = 0
            while self.clock.seconds < seconds:
                self.happens("quick", number)
                number += 1
                self.clock.sleep(quick_every)

        self.clock.run(*[worker] * WORKERS, tenant)
