"""The rate limiter of a tenant's endpoint: the number of attempts at once, and their time limit.

An endpoint has a share of the workers, so that one that lets attempts wait leaves the others to
other tenants. One at which attempts keep running out of time gets a smaller share, and less time
for the first attempt at a webhook. The following attempts have the whole time: an endpoint that is
only slower than the short time is not lost. Its first answer gives it its share back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from jetbridge.broker import limiter_state, limiter_store
from jetbridge.broker.dialect import Limits
from jetbridge.broker.limiter_state import LimiterState, Permit
from jetbridge.flows.context import Context
from jetbridge.model.record import record, replace
from jetbridge.model.webhook import LEASE, Delivery

SLOW_SHARE: Final = 1
"""Attempts at once at an endpoint that is slow."""
SLOW_AFTER: Final = 3
"""Attempts in a row that ran out of time, after which an endpoint counts as slow."""
SHORT: Final = 3.0
"""Seconds that a slow endpoint has to answer the first attempt at a webhook."""
LONG: Final = 2
"""Seconds from which on an attempt that failed counts as one that ran out of time: whether it was
in connecting or in waiting for the answer, it kept a worker from others."""

QUICK_WAIT: Final = 2
"""Seconds: the longest wait for a permit at an endpoint that answers, before it is spread."""
SLOW_WAIT: Final = 300
"""Seconds: the same at an endpoint that is slow."""

_ENTERING: Final = 5
"""Times that a limiter is read and written, before the attempt waits for another permit."""
_LEAVING: Final = 50
"""The same for leaving, before it is left to the permit's own end."""
_PAUSE: Final = 0.05


class Admission:
    """An attempt that holds the permit `permit_id`. It takes up to `seconds`.

    `timed_out` says whether it ran out of time; None: nothing was sent. `stored` is the limiter as
    it was written for the attempt, with its version.
    """

    def __init__(self, permit_id: str, seconds: float, stored: tuple[LimiterState, int]) -> None:
        self.permit_id: Final = permit_id
        self.seconds: Final = seconds
        self.stored: Final = stored
        self.timed_out: bool | None = None


@record
class Full:
    """The endpoint's share is used up. The wait for a permit is up to `longest` seconds."""

    longest: int


def share(workers: int) -> int:
    """Return how many attempts at an endpoint are made at once, of so many at all together.

    Three endpoints that hang leave a worker to the others, where there are at least four.
    """
    return max(1, (workers - 1) // 3)


@contextmanager
def admitted(context: Context, delivery: Delivery) -> Iterator[Admission | Full]:
    """Hold a permit for an attempt, where the endpoint's share has room.

    A further endpoint is slow by itself, and its share is the tenant's: with five endpoints a
    tenant has no more of the workers than with one.
    """
    tenant = f"endpoint#{delivery.event.tenant}"
    if not delivery.further:
        with _held(context, delivery, tenant) as admission:
            yield admission
        return
    with _held(context, delivery, f"{tenant}#{delivery.further}") as own:
        if isinstance(own, Full):
            yield own
            return
        with _held(context, delivery, tenant, is_shared=True) as shared:
            yield shared if isinstance(shared, Full) else own


@contextmanager
def _held(
    context: Context, delivery: Delivery, name: str, *, is_shared: bool = False
) -> Iterator[Admission | Full]:
    admission = _enter(context, delivery, name, is_shared=is_shared)
    try:
        yield admission
    finally:
        if isinstance(admission, Admission):
            _leave(context, name, admission)


def _enter(context: Context, delivery: Delivery, name: str, *, is_shared: bool) -> Admission | Full:
    """Take a permit. Where it `is_shared`, how the first endpoint fares is no matter."""
    # Not the event's: two messages of it must not leave for each other.
    permit_id = context.ids.handle()
    for _ in range(_ENTERING):
        state, version = limiter_store.read(context.table, name)
        now, is_slow = context.clock.now(), state.timeouts >= SLOW_AFTER and not is_shared
        usual = share(context.settings.webhook_concurrency)
        limits = Limits(concurrent=SLOW_SHARE if is_slow else usual)
        after = limiter_state.entered(state, limits, Permit(permit_id, now + LEASE), now=now)
        if isinstance(after, int):
            return Full(SLOW_WAIT if is_slow else QUICK_WAIT)
        if limiter_store.write(context.table, name, after, version, now=now):
            longest = context.settings.http_timeout
            is_short = is_slow and not delivery.attempts
            seconds = min(SHORT, longest) if is_short else longest
            return Admission(permit_id, seconds, (after, version + 1))
    return Full(QUICK_WAIT)


def _leave(context: Context, name: str, admission: Admission) -> None:
    state, version = admission.stored
    for _ in range(_LEAVING):
        after = limiter_state.left(state, admission.permit_id, closed_until=0)
        if admission.timed_out is not None:
            timeouts = min(state.timeouts + 1, SLOW_AFTER) if admission.timed_out else 0
            after = replace(after, timeouts=timeouts)
        if limiter_store.write(context.table, name, after, version, now=context.clock.now()):
            return
        context.pause.pause(_PAUSE)
        state, version = limiter_store.read(context.table, name)
