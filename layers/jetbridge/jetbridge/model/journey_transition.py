"""One move of a journey, and what its rules share."""

from typing import Final

from jetbridge.model.journey import Entry, Journey, StepState, StepStatus
from jetbridge.model.record import record, replace

LEASE: Final = 180
"""Seconds that an intent belongs to the worker that claimed it: longer than a worker lives, and
than a request in flight counts as such (`jetbridge.model.onboarding.REQUEST_LEASE`)."""

MAX_BEGUN: Final = 8
"""Times that a try may end without an outcome before an operator is asked: five hours or so."""
_MAX_DOUBLINGS: Final = 5
_FIRST_WAIT: Final = 60
_MAX_WAIT: Final = 3_600
REPAIR_WAIT: Final = 6 * 3_600
"""Seconds between tries once `MAX_TRIES` came to nothing, where only a repair can help."""
MAX_TRIES: Final = 340
"""Tries that may come to nothing before an operator is asked: with an hour between them, two
weeks."""


@record
class Transition:
    """A journey after a move, and the lines that the move adds to its timeline."""

    journey: Journey
    entries: tuple[Entry, ...] = ()


def put(transition: Transition, index: int, state: StepState, *entries: Entry) -> Transition:
    """Return the transition with `state` as the state of the step at `index`."""
    states = (*transition.journey.steps[:index], state, *transition.journey.steps[index + 1 :])
    return Transition(replace(transition.journey, steps=states), (*transition.entries, *entries))


def delayed(state: StepState, at: int, retry_after: int | None) -> StepState:
    """Return a state that is tried again, later each time: an hour later in the end."""
    wait = min(_FIRST_WAIT * 2 ** min(state.failures, 10), _MAX_WAIT)
    wait = min(max(wait, retry_after or 0), _MAX_WAIT)
    return replace(
        state,
        status=StepStatus.DELAYED,
        failures=state.failures + 1,
        next_at=at + (REPAIR_WAIT if state.failures >= MAX_TRIES else wait),
        begun=0,
    )


def claimed(state: StepState, at: int) -> StepState:
    """Return a state whose next try is about to begin. It is counted before it begins.

    Each try that ended without an outcome makes the next lease twice as long.
    """
    lease = LEASE * 2 ** min(state.begun, _MAX_DOUBLINGS)
    return replace(state, status=StepStatus.ASKING, next_at=at + lease, begun=state.begun + 1)


def is_given_up(state: StepState, now: int) -> bool:
    """Return whether a try has ended without an outcome once too often."""
    left_behind = state.status is StepStatus.ASKING and now >= (state.next_at or 0)
    return left_behind and state.begun >= MAX_BEGUN


def is_due(state: StepState, now: int) -> bool:
    """Return whether what a state wants may be done now.

    What is `asking` after its lease was left behind by a process that died.
    """
    waits = state.status in (StepStatus.ASKING, StepStatus.DELAYED)
    return state.status is StepStatus.TODO or (waits and now >= (state.next_at or 0))


def closed(state: StepState, since: int) -> int | None:
    """Return when `is_due` will hold, `since` where it does already, None where it never will."""
    if state.status is StepStatus.TODO:
        return since
    return state.next_at if state.status in (StepStatus.ASKING, StepStatus.DELAYED) else None
