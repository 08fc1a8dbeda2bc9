"""The template's schedules, driven by a thread, and on demand."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from jetbridge_local.stack.errors import StackError, UnknownScheduleError
from jetbridge_local.stack.pool import PoolStoppedError
from jetbridge_local.stack.template import Schedule

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86_400}


class Invoker(Protocol):
    """The runner of the functions. See `functions.Functions`."""

    def call(self, name: str, event: object) -> object:
        """Invoke a function with a JSON event, and return its answer."""
        ...


class Schedules:
    """Invokes functions when their schedules say so, or when told to."""

    def __init__(
        self,
        schedules: Iterable[Schedule],
        functions: Invoker,
        seconds: Callable[[str], float] | None = None,
    ) -> None:
        """Drive `schedules` once `start` is called. `seconds` reads an expression: `period`.

        Raises:
            StackError: an expression is not one that this poller understands.
        """
        self._schedules: Final = tuple(schedules)
        read = seconds or period
        self._periods: Final = {each.name: read(each.expression) for each in self._schedules}
        self._functions = functions
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedules", daemon=True)

    @property
    def expressions(self) -> Mapping[str, str]:
        """The schedules' expressions by their names."""
        return {each.name: each.expression for each in self._schedules}

    def start(self) -> None:
        """Begin: each schedule is due first when its period has passed once."""
        self._thread.start()

    def stop(self) -> None:
        """Fire no more. An invocation that is under way ends with the functions."""
        self._stopped.set()

    def fire(self, name: str) -> object:
        """Fire a schedule now, by its own logical id or its function's; return the answer.

        Raises:
            UnknownScheduleError: there is none of that name.
        """
        for schedule in self._schedules:
            if name in {schedule.name, schedule.function}:
                return self._functions.call(schedule.function, dict(schedule.event))
        known = ", ".join(f"{each.name} ({each.function})" for each in self._schedules)
        raise UnknownScheduleError(f"no schedule {name!r}; there are: {known}")

    def _run(self) -> None:
        begin = time.monotonic()
        due = {name: begin + seconds for name, seconds in self._periods.items()}
        while due:
            name = min(due, key=due.__getitem__)
            if self._stopped.wait(max(0.0, due[name] - time.monotonic())):
                return
            # What fails is in the function's log, as it would be in the cloud.
            with contextlib.suppress(PoolStoppedError):
                self.fire(name)
            due[name] += self._periods[name]


def period(expression: str) -> int:
    """Return the seconds between two events of an EventBridge rate expression.

    Raises:
        StackError: the expression is of another kind.
    """
    match = _RATE.fullmatch(expression)
    if match is None:
        raise StackError(f"the local stack drives rate(…) schedules only, not {expression}")
    return int(match.group(1)) * _SECONDS[match.group(2)]
