"""What outbound calls are made for, and what came of them.

A flow names the journey, the onboarding or the connection that it works on. Every request that is
made meanwhile is logged under these names, and counted. They are kept in a context variable: the
request is sent several layers below the flow that knows them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from jetbridge.model.record import field, record


@record
class Answer:
    """What came of one request.

    `operation` is the method and our name of the call. `status` is the HTTP status, 0 where no
    answer came. `outcome` is `answered`, or `not_sent` or `unknown` with the cause.
    """

    partner: str
    operation: str
    status: int
    outcome: str


@record(frozen=False)
class Heard:
    """The requests that were made in one context: how many, and what came of the last."""

    calls: int = 0
    last: Answer | None = None


@record
class _Context:
    names: Mapping[str, str]
    heard: tuple[Heard, ...]
    earlier: int = 0
    sent: Counter[str] = field(default_factory=Counter)


_CURRENT: Final[ContextVar[_Context | None]] = ContextVar("outbound", default=None)


@contextmanager
def about(*, earlier: int = 0, **names: str) -> Iterator[Heard]:
    """Name what the requests within are made for, and hear what came of them.

    Contexts nest: an inner one keeps the names that it does not give itself.

    Args:
        earlier: attempts at the same call that were made before, by another process perhaps.
        names: `partner`, `source`, `connection`, `journey` or `onboarding`: ids and words, no
            secrets and no personal data. An empty one counts as not given.
    """
    outer, heard = _CURRENT.get(), Heard()
    given = {name: value for name, value in names.items() if value}
    within = _Context(
        {**outer.names, **given} if outer else given,
        (*outer.heard, heard) if outer else (heard,),
        earlier + (outer.earlier if outer else 0),
    )
    entered = _CURRENT.set(within)
    try:
        yield heard
    finally:
        _CURRENT.reset(entered)


def names() -> dict[str, str]:
    """Return what requests are made for at this moment."""
    current = _CURRENT.get()
    return dict(current.names) if current else {}


def begin(operation: str) -> int:
    """Count a request that is about to be sent; return which attempt at its call it is, from 1."""
    current = _CURRENT.get()
    if current is None:
        return 1
    for each in current.heard:
        each.calls += 1
    current.sent[operation] += 1
    return current.earlier + current.sent[operation]


def end(answer: Answer) -> None:
    """Tell every context what came of the request that has just been made."""
    current = _CURRENT.get()
    for each in current.heard if current else ():
        each.last = answer
