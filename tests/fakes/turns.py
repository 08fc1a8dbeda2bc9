"""Workers on one queue, in a time of their own: threads of which one runs at a moment."""

import heapq
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from operator import itemgetter
from typing import Final, override

from jetbridge_local.stack.turns import in_turn
from tests.fakes.clock import START, FrozenClock
from tests.fakes.queue import MemoryQueue

type Message = Mapping[str, object]


class Moments(FrozenClock):
    """A `Clock` that stands still while a thread runs, and goes on while every thread sleeps.

    The thread whose moment comes next runs next: what happens is the same each time.
    """

    def __init__(self) -> None:
        """Begin at START."""
        super().__init__()
        self.seconds = 0.0
        """Since START."""
        self._numbers = count()
        self._sleeping: list[tuple[float, int, threading.Semaphore]] = []

    @override
    def now(self) -> int:
        """Return the present as Unix seconds."""
        return START + int(self.seconds)

    def sleep(self, seconds: float) -> None:
        """Let time pass for the thread that runs, and others run meanwhile."""
        mine = self._lie_down(self.seconds + seconds)
        self._wake_next()
        mine.acquire()

    def run(self, *programs: Callable[[], None]) -> None:
        """Run each program in a thread of its own, until all have ended."""
        ended = threading.Semaphore(0)
        failures: list[Exception] = []

        def alone(program: Callable[[], None], begin: threading.Semaphore) -> None:
            begin.acquire()
            try:
                program()
            except Exception as failure:  # noqa: BLE001 - raised below, in the test's own thread
                failures.append(failure)
            ended.release()
            self._wake_next()

        for program in programs:
            begin = self._lie_down(self.seconds)
            threading.Thread(target=alone, args=(program, begin), daemon=True).start()
        self._wake_next()
        for _ in programs:
            ended.acquire()
        if failures:
            raise failures[0]

    def _lie_down(self, until: float) -> threading.Semaphore:
        mine = threading.Semaphore(0)
        heapq.heappush(self._sleeping, (until, next(self._numbers), mine))
        return mine

    def _wake_next(self) -> None:
        if self._sleeping:
            self.seconds, _, chosen = heapq.heappop(self._sleeping)
            chosen.release()


class TimedQueue(MemoryQueue):
    """A `Queue` in the time of `Moments`: a fair one, or one that is first in, first out."""

    def __init__(self, clock: Moments, *, is_fair: bool) -> None:
        """Hold nothing."""
        super().__init__()
        self._clock: Final = clock
        self._is_fair: Final = is_fair
        self._waiting: list[tuple[float, Message]] = []
        self._taken: list[tuple[float, Message]] = []

    @override
    def send(self, messages: Sequence[Message], *, delay: int = 0) -> None:
        """Take the messages."""
        self._waiting.extend((self._clock.seconds + delay, each) for each in messages)

    def take(self) -> tuple[float, Message] | None:
        """Return what is to be done next, None where nothing is; `settle` it afterwards."""
        ordered = sorted(
            (each for each in self._waiting if each[0] <= self._clock.seconds),
            key=itemgetter(0),
        )
        if self._is_fair:
            ordered = in_turn(ordered, self._taken, lambda each: str(each[1]["tenant"]))
        if not ordered:
            return None
        self._waiting.remove(ordered[0])
        self._taken.append(ordered[0])
        return ordered[0]

    def settle(self, taken: tuple[float, Message]) -> None:
        """Forget what was done."""
        self._taken.remove(taken)
