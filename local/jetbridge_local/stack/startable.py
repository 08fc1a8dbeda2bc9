"""What is started and stopped as a whole: the local stack, and a deployed one."""

from abc import ABC, abstractmethod
from contextlib import ExitStack
from types import TracebackType
from typing import Self


class Startable(ABC):
    """Something that runs from `start` to `stop`, or inside a `with` statement."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._parts: ExitStack = ExitStack()

    def start(self) -> Self:
        """Start every part, and return when all of them answer.

        Raises:
            StackError: a port is taken, or a part did not start. Nothing is left running.
        """
        with ExitStack() as parts:
            self._start(parts)
            self._parts = parts.pop_all()
        return self

    def stop(self) -> None:
        """Stop every part, the last one first, and every process that was started."""
        self._parts.close()

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @abstractmethod
    def _start(self, parts: ExitStack) -> None:
        """Start every part, and have `parts` stop it."""
