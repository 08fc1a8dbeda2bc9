"""What time alone does to the present step. Part of `jetbridge.model.journey_rules`."""

from typing import Final

from jetbridge.model import journey_links as links
from jetbridge.model.journey import Reason, StepState, StepStatus, What
from jetbridge.model.journey_ends import entry, held, react
from jetbridge.model.journey_events import Silence
from jetbridge.model.journey_transition import Transition, is_given_up, put
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy, Step
from jetbridge.model.record import replace

MAX_REVIEW: Final = 7 * 86_400
"""Seconds that a partner may look at what a person did before an operator is asked. The person has
done their part: meanwhile there is no reminder and no deadline."""


def woke(
    policy: Policy, transition: Transition, at: int, silence: Silence = Silence.NONE
) -> Transition:
    """Return what becomes of the present step when moments have come: reminders, the deadline.

    Several reminders that have come due together are one. Where `silence` says why it is not told,
    the moment passes without a reminder.
    """
    index = transition.journey.position
    step, state = policy.steps[index], transition.journey.steps[index]
    if is_given_up(state, at):
        return held(step, transition, index, state, at=at, reason=Reason.DID_NOT_FINISH)
    if state.status is not StepStatus.AWAITING or state.asked_at is None:
        return transition
    if state.seen == OnboardingStatus.REVIEW:
        overdue = at >= _review_ends(state)
        reason = Reason.REVIEW_OVERDUE
        return held(step, transition, index, state, at=at, reason=reason) if overdue else transition
    if step.deadline is not None and at >= state.asked_at + step.deadline:
        return deadline(step, transition, index, at)
    link_ends_at = links.ends_early(step, state)
    if link_ends_at is not None and at >= link_ends_at:
        return links.ended(step, transition, index, at)
    return _reminded(step, transition, index, at, silence)


def next_moment(step: Step, state: StepState) -> int | None:
    """Return when `woke` has an effect on a step that awaits a person."""
    if state.asked_at is None:
        return None
    if state.seen == OnboardingStatus.REVIEW:
        return _review_ends(state)
    moments = [*links.reminders(step, state)[state.reminders :]]
    moments += [state.asked_at + step.deadline] if step.deadline else []
    moments += [ends for ends in (links.ends_early(step, state),) if ends is not None]
    return min(moments, default=None)


def deadline(step: Step, transition: Transition, index: int, at: int) -> Transition:
    """Return what the policy makes of a person who did not come in time."""
    told = put(
        transition, index, transition.journey.steps[index], entry(What.DEADLINE_PASSED, step, at)
    )
    if transition.journey.steps[index].status is StepStatus.HELD:
        return transition
    return react(step, told, index, at=at, reason=Reason.DEADLINE, reaction=step.on_deadline)


def _reminded(
    step: Step, transition: Transition, index: int, at: int, silence: Silence
) -> Transition:
    state = transition.journey.steps[index]
    passed = sum(at >= each for each in links.reminders(step, state))
    if passed <= state.reminders:
        return transition
    after = replace(state, reminders=passed)
    facts = {"number": str(passed)}
    match silence:
        case Silence.NONE:
            facts["onboardingId"] = state.attempts[-1] if state.attempts else ""
            return put(transition, index, after, entry(What.REMINDED, step, at, facts))
        case Silence.LIMIT:
            return put(transition, index, after, entry(What.NOT_REMINDED, step, at, facts))
        case Silence.LEFT:
            return put(transition, index, after)


def _review_ends(state: StepState) -> int:
    return (state.seen_at or state.asked_at or 0) + MAX_REVIEW
