"""The execution environments of one function."""

import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

_COLD_AT_ONCE: Final = 2
_COLD_PATIENCE: Final = 1.0
"""Lambda gives every environment a processor of its own, and time to start apart from the
function's timeout. Here they share a few processors and the emulator's clock includes the start,
so they start two at a time; an invocation that waited this many seconds starts one regardless,
since the first ones may be slow for reasons of their own."""


class Environment(Protocol):
    """One execution environment. See `environment.ExecutionEnvironment`."""

    @property
    def is_running(self) -> bool:
        """Return whether the environment can take another invocation."""
        ...

    def invoke(self, event: bytes) -> str:
        """Return the function's answer as JSON."""
        ...

    def stop(self) -> None:
        """End the environment, whatever it is doing."""
        ...


class PoolStoppedError(Exception):
    """The pool takes no more invocations."""


class Pool:
    """Environments that are started as invocations need them, and kept: cold and warm starts.

    An invocation takes the environment that was used last, or a new one where all are busy, or
    waits for one where there are `limit`.
    """

    def __init__(self, start: Callable[[int], Environment], limit: int) -> None:
        """`start` starts the environment of a number, counted from 1."""
        self._start: Final = start
        self._limit: Final = limit
        self._changed = threading.Condition()
        self._idle: list[Environment] = []
        self._busy: list[Environment] = []
        self._cold = 0
        self._starting = 0
        self._started = 0
        self._stopped = False

    @property
    def cold_starts(self) -> int:
        """How many environments have been started."""
        return self._started

    def invoke(self, event: bytes) -> str:
        """Return the function's answer to `event`.

        Raises:
            PoolStoppedError: the pool was stopped.
        """
        environment = self._take()
        if environment is not None:
            return self._invoke(environment, event)
        try:
            return self._invoke(self._take_new(), event)
        finally:
            with self._changed:
                self._cold -= 1
                self._changed.notify()

    def crash(self) -> int:
        """End every environment at once, as a machine that fails does; return how many.

        Their invocations end in an error. Later ones find new environments.
        """
        with self._changed:
            environments = [*self._idle, *self._busy]
            self._idle.clear()
        for environment in environments:
            environment.stop()
        return len(environments)

    def stop(self) -> None:
        """End every environment and take no more invocations."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self.crash()

    def _take(self) -> Environment | None:
        """Return an idle environment, or None where a new one is to be started."""
        patient_until = time.monotonic() + _COLD_PATIENCE
        with self._changed:
            while not self._stopped:
                if self._idle:
                    self._busy.append(self._idle.pop())
                    return self._busy[-1]
                patience = patient_until - time.monotonic()
                has_room = len(self._busy) + self._starting < self._limit
                if has_room and (self._cold < _COLD_AT_ONCE or patience <= 0):
                    self._cold += 1
                    self._starting += 1
                    return None
                self._changed.wait(patience if has_room else None)
        raise PoolStoppedError

    def _take_new(self) -> Environment:
        with self._changed:
            self._started += 1
            number = self._started
        environment = None
        try:
            environment = self._start(number)
        finally:
            with self._changed:
                self._starting -= 1
                if environment is not None:
                    self._busy.append(environment)
        if self._stopped:
            environment.stop()
        return environment

    def _invoke(self, environment: Environment, event: bytes) -> str:
        try:
            return environment.invoke(event)
        finally:
            with self._changed:
                self._busy.remove(environment)
                if environment.is_running and not self._stopped:
                    self._idle.append(environment)
                self._changed.notify()
