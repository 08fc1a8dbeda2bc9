"""How much time the running invocation has left, and how it is shared out.

Lambda ends a function at its Timeout: no answer of ours, no metric, no record of what a partner
answered. So nothing outside is called, and nothing waited for, beyond what is left. Outside
Lambda (the CLI, tests) nothing is limited.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from time import monotonic
from typing import Any, Final

from jetbridge.runtime.invocation import Invocation

type Handler[Answer] = Callable[[dict[str, Any], Invocation], Answer]

ANSWER: Final = 0.5
"""Seconds kept for answering and for writing the metrics."""
RESERVE: Final = 5.0
"""Seconds kept after a call to a partner: its outcome must be stored, and the caller answered."""
LEAST: Final = 3.0
"""Seconds without which no call to a partner begins. One that is cut short may have had an effect;
one that was not made can be repeated."""

_ends: Final[ContextVar[float]] = ContextVar("ends", default=math.inf)


@contextmanager
def of(context: Invocation) -> Iterator[None]:
    """Keep the body to the remaining time of an invocation."""
    token = _ends.set(monotonic() + context.get_remaining_time_in_millis() / 1_000)
    try:
        yield
    finally:
        _ends.reset(token)


def bounded[Answer](handler: Handler[Answer]) -> Handler[Answer]:
    """Keep each invocation of `handler` to its remaining time."""

    @wraps(handler)
    def outer(event: dict[str, Any], context: Invocation) -> Answer:
        with of(context):
            return handler(event, context)

    return outer


def left() -> float:
    """Return the seconds until Lambda ends this invocation; infinite outside Lambda."""
    return _ends.get() - monotonic()


def for_call(wanted: float) -> float:
    """Return the seconds that a call to a partner may take: at the most `wanted`.

    0: too little is left, it must not begin.
    """
    available = left() - RESERVE
    return min(wanted, available) if available >= min(wanted, LEAST) else 0.0


def for_pause(wanted: float) -> float:
    """Return the seconds that a pause may take: at the most `wanted`."""
    return max(0.0, min(wanted, left() - RESERVE))
