"""Execution environments: started as they are needed, kept, and ended."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Final

import pytest

from jetbridge_local.stack.pool import Pool, PoolStoppedError

_PATIENCE: Final = 30.0


class Slow:
    """An environment that answers with its number, once it may."""

    def __init__(self, number: int, arrived: Semaphore) -> None:
        """Tell `arrived` of every invocation, and hold its answer back until `released`."""
        self.number = number
        self.is_running = True
        self._arrived = arrived
        self.released = Event()

    def invoke(self, event: bytes) -> str:
        """Wait, and answer."""
        del event
        self._arrived.release()
        assert self.released.wait(_PATIENCE)
        return str(self.number)

    def stop(self) -> None:
        """End, and release the waiting callers."""
        self.is_running = False
        self.released.set()


class Started:
    """Starts environments, and keeps them to be looked at."""

    def __init__(self, *, held: bool) -> None:
        """`held`: they answer only when they are released."""
        self._held = held
        self._arrived = Semaphore(0)
        self.environments: list[Slow] = []

    def __call__(self, number: int) -> Slow:
        """Start one."""
        environment = Slow(number, self._arrived)
        if not self._held:
            environment.released.set()
        self.environments.append(environment)
        return environment

    def await_busy(self, count: int) -> None:
        """Return once `count` more invocations are under way."""
        for _ in range(count):
            assert self._arrived.acquire(timeout=_PATIENCE)


def test_an_environment_is_started_once_and_kept() -> None:
    """The second invocation is warm."""
    # GIVEN a pool
    pool = Pool(Started(held=False), limit=2)
    # WHEN it is invoked twice
    answers = [pool.invoke(b"{}") for _ in range(2)]
    # THEN the same environment answers
    assert answers == ["1", "1"]
    assert pool.cold_starts == 1


def test_a_busy_environment_gets_a_neighbour() -> None:
    """Two invocations at once run in two environments."""
    # GIVEN a pool whose only environment is busy
    started = Started(held=True)
    pool = Pool(started, limit=2)
    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(pool.invoke, b"{}")
        started.await_busy(1)
        # WHEN another invocation comes
        second = callers.submit(pool.invoke, b"{}")
        started.await_busy(1)
        # THEN both are under way, and each is answered by its own
        for environment in started.environments:
            environment.released.set()
        assert {first.result(_PATIENCE), second.result(_PATIENCE)} == {"1", "2"}


def test_at_the_limit_an_invocation_waits() -> None:
    """It is answered by the environment that comes free."""
    # GIVEN a pool that is full
    started = Started(held=True)
    pool = Pool(started, limit=1)
    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(pool.invoke, b"{}")
        started.await_busy(1)
        # WHEN another invocation comes, and the environment comes free
        second = callers.submit(pool.invoke, b"{}")
        started.environments[0].released.set()
        # THEN it has answered both
        assert [first.result(_PATIENCE), second.result(_PATIENCE)] == ["1", "1"]
    assert pool.cold_starts == 1


def test_slow_cold_starts_do_not_hold_others_back_for_ever() -> None:
    """Two start at a time; a third that has waited a while starts all the same."""
    # GIVEN a pool with two environments whose first invocation does not end
    started = Started(held=True)
    pool = Pool(started, limit=3)
    with ThreadPoolExecutor(3) as callers:
        # WHEN a third invocation comes
        answers = [callers.submit(pool.invoke, b"{}") for _ in range(3)]
        # THEN it is under way, too, before any of them has ended
        started.await_busy(3)
        for environment in started.environments:
            environment.released.set()
        assert {answer.result(_PATIENCE) for answer in answers} == {"1", "2", "3"}


def test_after_a_crash_new_environments_answer() -> None:
    """What ran is gone, what comes next is served."""
    # GIVEN a pool with a warm environment
    pool = Pool(Started(held=False), limit=1)
    pool.invoke(b"{}")
    # WHEN it crashes
    ended = pool.crash()
    # THEN one environment ended, and a new one answers
    assert ended == 1
    assert pool.invoke(b"{}") == "2"


def test_an_environment_that_cannot_start_leaves_its_place_free() -> None:
    """One failure does not use up the limit."""
    # GIVEN a pool of one, whose first environment does not start
    started = Started(held=False)

    def start(number: int) -> Slow:
        if number == 1:
            raise OSError("no")
        return started(number)

    pool = Pool(start, limit=1)
    with pytest.raises(OSError, match="no"):
        pool.invoke(b"{}")
    # WHEN it is invoked again
    # THEN there is room for another
    assert pool.invoke(b"{}") == "2"


def test_a_stopped_pool_ends_its_environments_and_takes_no_more() -> None:
    """A waiting caller is told."""
    # GIVEN a full pool, and an invocation that waits
    started = Started(held=True)
    pool = Pool(started, limit=1)
    with ThreadPoolExecutor(2) as callers:
        busy = callers.submit(pool.invoke, b"{}")
        started.await_busy(1)
        waiting: Future[str] = callers.submit(pool.invoke, b"{}")
        # WHEN it is stopped
        pool.stop()
        # THEN the environment has ended, and the one who waits knows
        assert busy.result(_PATIENCE) == "1"
        assert isinstance(waiting.exception(_PATIENCE), PoolStoppedError)
    assert not started.environments[0].is_running
    with pytest.raises(PoolStoppedError):
        pool.invoke(b"{}")
