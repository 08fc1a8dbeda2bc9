"""The rules of a rate limiter: which calls may start now, as pure functions of its state.

Times are in whole Unix seconds. A start counts for two of them, so that no stretch of one second,
wherever it begins, sees more starts than the limit: 5.9 to 7.0 is longer than one second.
"""

from typing import Final

from jetbridge.broker.dialect import Limits
from jetbridge.model.record import record, replace

_START_COUNTS: Final = 2


@record
class Permit:
    """One call under way. After `until` its holder counts as dead. `alone`: which lone call."""

    id: str
    until: int
    alone: str = ""


@record
class LimiterState:
    """What one credential has under way.

    `starts` holds, for each recent start, when it stops to count. No call starts
    before `closed_until`: the partner asked for that. `timeouts` are the calls that ran out of time
    in a row, counted for tenants' endpoints only.
    """

    running: tuple[Permit, ...] = ()
    starts: tuple[int, ...] = ()
    closed_until: int = 0
    timeouts: int = 0


def entered(state: LimiterState, limits: Limits, call: Permit, *, now: int) -> LimiterState | int:
    """Return the state with `call` under way, or the seconds after which to look again."""
    running = tuple(other for other in state.running if now < other.until)
    starts = tuple(until for until in state.starts if now < until)
    if now < state.closed_until:
        return state.closed_until - now
    if limits.per_second is not None and len(starts) >= limits.per_second:
        return min(starts) - now
    if limits.concurrent is not None and len(running) >= limits.concurrent:
        return 1
    if call.alone and any(other.alone == call.alone for other in running):
        return 1
    if limits.per_second is not None:
        starts = (*starts, now + _START_COUNTS)
    return replace(state, running=(*running, call), starts=starts)


def left(state: LimiterState, call_id: str, *, closed_until: int) -> LimiterState:
    """Return the state without the call; `closed_until` (Unix seconds) is the partner's wish."""
    return replace(
        state,
        running=tuple(other for other in state.running if other.id != call_id),
        closed_until=max(state.closed_until, closed_until),
    )


def lone_call(limits: Limits, method: str, path: str) -> str:
    """Return the name of the lone call that this is, or nothing."""
    for alone_method, ending in limits.alone:
        if method == alone_method and path.endswith(ending):
            return f"{alone_method} {ending}"
    return ""
