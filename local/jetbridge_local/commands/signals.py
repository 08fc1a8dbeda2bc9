"""Ctrl-C and SIGTERM: both end a command the same way, once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass
class Interruption:
    """Whether the command was asked to end."""

    happened: bool = False


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Raise KeyboardInterrupt in the main thread on the first Ctrl-C or SIGTERM.

    Later ones are ignored: what has been started is being stopped, and must be stopped whole.
    What is yielded tells of the first one: it may strike where it comes out as another exception.
    """
    interruption = Interruption()

    def interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        interruption.happened = True
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
