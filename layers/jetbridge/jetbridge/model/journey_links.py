"""The link by which a person proves who they are: how long it is good, and how it is replaced.

Part of `jetbridge.model.journey_rules`. A link is made to last as long as the step waits. One that
ends earlier (a policy may say so, or the partner) is a problem that an operator is shown: it
cannot be used, and no reminder sends it.
"""

from typing import Final

from jetbridge.model.journey import Reason, StepState, StepStatus, What
from jetbridge.model.journey_ends import anew, entry, held
from jetbridge.model.journey_events import Decided, Decision
from jetbridge.model.journey_transition import Transition, put
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Step, StepKind
from jetbridge.model.record import replace

_TOGETHER: Final = 3_600
"""Seconds before the deadline within which a link that ends is taken to end with it: between the
making of a link and the note of it lie seconds, after a crash minutes."""


def ends_early(step: Step, state: StepState) -> int | None:
    """Return when a link ends (Unix seconds) that ends before the deadline; None for any other."""
    if state.link_ends_at is None or state.asked_at is None or step.deadline is None:
        return None
    deadline = state.asked_at + step.deadline
    return state.link_ends_at if state.link_ends_at < deadline - _TOGETHER else None


def reminders(step: Step, state: StepState) -> tuple[int, ...]:
    """Return when the person is to be reminded (Unix seconds): while the link is valid."""
    asked_at, ends_at = state.asked_at or 0, state.link_ends_at
    moments = (asked_at + each for each in step.reminders)
    return tuple(each for each in moments if ends_at is None or each < ends_at)


def ended(step: Step, transition: Transition, index: int, at: int) -> Transition:
    """Return the transition with a step whose link has ended while the person may still come."""
    state = transition.journey.steps[index]
    if state.status is StepStatus.HELD:
        return transition
    return held(step, transition, index, state, at=at, reason=Reason.LINK_ENDED)


def why_not(step: Step, state: StepState) -> str:
    """Return why an operator cannot have a new link for the present step; "" where they can."""
    if step.kind is not StepKind.VERIFY:
        return f"the step {step.name} has no link"
    if step.delivery is not Delivery.BUS:
        return (
            f"the step {step.name} has no link to hand over: its partner sends the person a"
            " message. Once the step waits for a decision, retry sends another"
        )
    if state.status not in (StepStatus.AWAITING, StepStatus.HELD):
        return f"the step {step.name} is {state.status}: its link is made by itself"
    if state.seen == OnboardingStatus.REVIEW:
        return f"the person has done their part of {step.name}: the partner is looking at it"
    return ""


def replaced(step: Step, transition: Transition, event: Decided) -> Transition:
    """Return the transition with a step whose person gets a new link: its next attempt.

    Nothing but the link is requested from the partner, and no message is sent. The deadline and the
    reminders begin again with it. Who proves something by an earlier link proves as much, unless
    the operator has the earlier ones closed.
    """
    index = transition.journey.position
    state = transition.journey.steps[index]
    facts = {"reason": str(state.reason)} if state.status is StepStatus.HELD else {}
    closes = event.decision is Decision.REPLACE_LINK
    what = What.LINK_REPLACED if closes else What.NEW_LINK
    following = replace(anew(state), closed=state.attempts if closes else state.closed)
    return put(transition, index, following, entry(what, step, event.at, facts, by=event.by))
