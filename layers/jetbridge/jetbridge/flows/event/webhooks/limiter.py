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
"""Attempts at once at an endpoint that is slow. Those of a tenant leave one to its others."""
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
_GUEST: Final = "further."
"""How the ids of permits begin that further endpoints hold. No handle has a dot."""
_SLOW: Final = "slow."
"""How they go on where the endpoint is slow."""


class Admission:
    """An attempt that holds the permit `permit_id`. It takes up to `seconds`.

    `timed_out` says whether it ran out of time; None: nothing was sent. `stored` is the limiter as
    it was written for the attempt, with its version. `is_slow` says that the endpoint is slow.
    """

    def __init__(
        self,
        permit_id: str,
        seconds: float,
        stored: tuple[LimiterState, limiter_store.Version],
        *,
        is_slow: bool,
    ) -> None:
        self.permit_id: Final = permit_id
        self.seconds: Final = seconds
        self.stored: Final = stored
        self.is_slow: Final = is_slow
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

    Each endpoint is slow by itself, and its share is the tenant's: with five endpoints a tenant has
    no more of the workers than with one. Those that are slow leave a permit of it to the others.
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
        with _held(context, delivery, tenant, guest=own) as shared:
            yield shared if isinstance(shared, Full) else own


@contextmanager
def _held(
    context: Context, delivery: Delivery, name: str, *, guest: Admission | None = None
) -> Iterator[Admission | Full]:
    admission = _enter(context, delivery, name, guest)
    try:
        yield admission
    finally:
        if isinstance(admission, Admission):
            _leave(context, name, admission)


def _enter(
    context: Context, delivery: Delivery, name: str, guest: Admission | None
) -> Admission | Full:
    """Take a permit.

    A `guest` holds one of its own endpoint, and takes the tenant's beside it: there how the first
    endpoint fares is no matter.
    """
    usual = share(context.settings.webhook_concurrency)
    # Not the event's: two messages of it must not leave for each other.
    handle = context.ids.handle()
    for _ in range(_ENTERING):
        state, version = limiter_store.read(context.table, name)
        now = context.clock.now()
        is_slow = guest.is_slow if guest else state.timeouts >= SLOW_AFTER
        permit = Permit(_named(handle, is_guest=guest is not None, is_slow=is_slow), now + LEASE)
        after = limiter_state.entered(state, Limits(concurrent=usual), permit, now=now)
        if isinstance(after, int) or (is_slow and _is_too_slow(after, permit, usual)):
            return Full(SLOW_WAIT if is_slow else QUICK_WAIT)
        if stored := limiter_store.write(context.table, name, after, version, now=now):
            longest = context.settings.http_timeout
            is_short = is_slow and not delivery.attempts
            seconds = min(SHORT, longest) if is_short else longest
            return Admission(permit.id, seconds, (after, stored), is_slow=is_slow)
    return Full(QUICK_WAIT)


def _named(handle: str, *, is_guest: bool, is_slow: bool) -> str:
    """Return the id of a permit, which says whose it is."""
    return f"{_GUEST if is_guest else ''}{_SLOW if is_slow else ''}{handle}"


def _is_too_slow(after: LimiterState, permit: Permit, usual: int) -> bool:
    """Return whether a slow endpoint has its share already, or the tenant's slow ones have theirs.

    What was begun before an endpoint was slow counts as its own.
    """
    others = [each.id for each in after.running if each.id != permit.id]
    is_guest = permit.id.startswith(_GUEST)
    mine = [] if is_guest else [each for each in others if not each.startswith(_GUEST)]
    slow = [each for each in others if each.removeprefix(_GUEST).startswith(_SLOW)]
    return len(mine) >= SLOW_SHARE or len(slow) >= max(SLOW_SHARE, usual - 1)


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
