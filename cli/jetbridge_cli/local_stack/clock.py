"""The local stack's clock: this machine's, and the seconds that were added to it.

They stand in a small file that every process maps into its memory, so that functions
which run already see a change at once. They are added to what our own code takes for the present,
and to nothing else: threads, sockets and the AWS SDK go by the machine.
"""

import mmap
import os
import threading
import time
from pathlib import Path
from typing import Final, Self

from jetbridge.model.system import Clock
from jetbridge.runtime.clock import SystemClock

VARIABLE: Final = "JETBRIDGE_CLOCK"
"""The environment variable by which an operator's command finds the file of a local stack."""

_SIZE: Final = 8


class StackClock:
    """A `Clock` that can be moved on, and never back."""

    def __init__(self, file: Path) -> None:
        """Tell the time by `file`, which `create` has written.

        Raises:
            OSError: the file cannot be opened.
            ValueError: it is too short for a clock's.
        """
        self.file: Final = file
        self._lock = threading.Lock()
        with file.open("r+b") as opened:
            # The map keeps the file's pages; the file need not stay open.
            self._ahead: Final = memoryview(mmap.mmap(opened.fileno(), _SIZE)).cast("q")

    @classmethod
    def create(cls, file: Path) -> Self:
        """Return a new clock, which tells this machine's time until it is moved on."""
        file.write_bytes(bytes(_SIZE))
        return cls(file)

    @property
    def ahead(self) -> int:
        """By how many seconds the clock is ahead of this machine's."""
        return self._ahead[0]

    def now(self) -> int:
        """Return the present as Unix seconds."""
        return int(time.time()) + self.ahead

    def advance(self, seconds: int) -> int:
        """Let `seconds` pass, and return the present.

        Raises:
            ValueError: time would run backwards.
        """
        if seconds < 0:
            raise ValueError(f"time does not run backwards: {seconds}")
        with self._lock:
            self._ahead[0] += seconds
        return self.now()


def operators(*, is_local: bool) -> Clock:
    """Return the clock of an operator's command.

    That is a local stack's where the command is about one. What is at AWS goes by the real time,
    whatever variables a terminal still has.

    Raises:
        OSError: the local stack's clock is not there.
        ValueError: what is there is none.
    """
    file = os.environ.get(VARIABLE)
    return StackClock(Path(file)) if file and is_local else SystemClock()
