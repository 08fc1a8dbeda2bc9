"""Where a step of a journey can come to. Part of `jetbridge.model.journey_rules`."""

from jetbridge.model.journey import Entry, Journey, Reason, Status, StepState, StepStatus, What
from jetbridge.model.journey_transition import Transition, put
from jetbridge.model.policy import Reaction, Step
from jetbridge.model.record import replace


def react(  # noqa: PLR0913 - what happened, where, when and why, and what the policy says to it
    step: Step, transition: Transition, index: int, *, at: int, reason: Reason, reaction: Reaction
) -> Transition:
    """Return what the policy makes of a step that did not come out well."""
    state = replace(transition.journey.steps[index], reason=reason)
    match reaction:
        case Reaction.STOP:
            failed = replace(state, status=StepStatus.FAILED, next_at=None)
            transition = put(transition, index, failed)
            journey = replace(transition.journey, ending=Status.FAILED, reason=reason)
            return replace(transition, journey=journey)
        case Reaction.REVIEW:
            return held(step, transition, index, state, at=at, reason=reason)
        case Reaction.CONTINUE:
            facts = {"reason": str(reason)} | ({"fault": state.fault} if state.fault else {})
            skipped = replace(state, status=StepStatus.SKIPPED, next_at=None)
            return put(transition, index, skipped, entry(What.SKIPPED, step, at, facts))


def held(  # noqa: PLR0913 - which step, how it stands, when and why
    step: Step, transition: Transition, index: int, state: StepState, *, at: int, reason: Reason
) -> Transition:
    """Return the transition with a step that waits for an operator's decision."""
    waits = replace(state, status=StepStatus.HELD, reason=reason, next_at=None)
    facts = {"reason": str(reason)} | ({"fault": state.fault} if state.fault else {})
    return put(transition, index, waits, entry(What.HELD, step, at, facts))


def anew(state: StepState) -> StepState:
    """Return the next attempt of a step. What was asked before is not forgotten."""
    return StepState(attempt=state.attempt + 1, earlier=state.attempts, closed=state.closed)


def done(state: StepState) -> StepState:
    """Return a step that came out as it should."""
    return replace(state, status=StepStatus.DONE, reason=Reason.NONE, next_at=None, fault="")


def entry(
    what: What, step: Step, at: int, facts: dict[str, str] | None = None, *, by: str = ""
) -> Entry:
    """Return a line of the timeline about a step."""
    return Entry(what, at, step=step.name, partner=step.partner, by=by, facts=facts or {})


def given_up(journey: Journey, at: int) -> Transition:
    """Return a journey at which the worker fails each time, as an operator's.

    Its policy may be lost, so nothing is asked of it. One that is ending goes on to end once it is
    tried again: for that reason, and to that end.
    """
    stuck = replace(
        journey,
        status=Status.NEEDS_ATTENTION,
        stuck_since=at,
        stuck_told=0,
        updated_at=at,
    )
    why = Reason.DID_NOT_FINISH
    line = Entry(What.HELD, at, facts={"reason": str(why)})
    if journey.ending:
        waits = replace(journey.closing, status=StepStatus.DELAYED, reason=why, next_at=at)
        return Transition(replace(stuck, closing=waits), (line,))
    index = journey.position
    return put(Transition(replace(stuck, reason=why)), index, _unfinished(journey, index), line)


def restored(journey: Journey, at: int, by: str) -> Transition:
    """Return a journey of which it is unknown what it has done since it was stored like this.

    The present step and those after it wait for an operator: a verdict that comes again settles the
    present one, and must not begin the next.
    """
    held = given_up(journey, at)
    lines = tuple(replace(each, by=by) for each in held.entries)
    steps = held.journey.steps
    if not journey.ending:
        later = range(journey.position, len(steps))
        waiting = (_unfinished(journey, index) for index in later)
        steps = (*steps[: journey.position], *waiting)
    return Transition(replace(held.journey, steps=steps), lines)


def _unfinished(journey: Journey, index: int) -> StepState:
    """Return a step that an operator decides about: an attempt may have reached the partner."""
    state, why = journey.steps[index], Reason.DID_NOT_FINISH
    return replace(state, status=StepStatus.HELD, reason=why, next_at=None)
