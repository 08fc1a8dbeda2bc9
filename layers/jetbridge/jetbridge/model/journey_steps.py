"""How the present step of a journey moves. Part of `jetbridge.model.journey_rules`."""

from typing import Final

from jetbridge.model import journey_links as links
from jetbridge.model.journey import NEEDS_REPAIR, Entry, Reason, StepState, StepStatus, What
from jetbridge.model.journey_ends import anew, done, entry, held, react
from jetbridge.model.journey_events import (
    Decided,
    DidNothing,
    Outdated,
    Performed,
    Refused,
    Seen,
    Took,
    Unclear,
)
from jetbridge.model.journey_transition import MAX_TRIES, Transition, delayed, put
from jetbridge.model.journey_waits import deadline
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Step, StepKind
from jetbridge.model.record import replace

_LIVE: Final = frozenset({StepStatus.AWAITING, StepStatus.HELD})
"""Where the step has an onboarding whose status counts."""
_GOOD: Final = {
    StepKind.VERIFY: OnboardingStatus.VERIFIED,
    StepKind.LAUNCH: OnboardingStatus.LAUNCHED,
}
"""What counts whichever attempt it comes from, and while the next one has not begun, too."""
NEVER_RAN: Final = frozenset(
    {*NEEDS_REPAIR, Reason.UNREACHABLE, Reason.REFUSED, Reason.ENDED_ELSEWHERE}
)
"""Why a launch is held of which it is known that no workflow runs."""
MAX_CORRECTIONS: Final = 3
"""Changes of the candidate after each of which a refused step is tried again by itself."""
_LOOK_UPS: Final = 6
"""Times that a launch is looked up before an operator is asked: an hour or so, in which the
partner's reports have caught up."""


def performed(policy: Policy, transition: Transition, event: Performed) -> Transition:
    """Return what becomes of the step whose partner was asked."""
    index, at = event.intent.index, event.at
    step, before = policy.steps[index], transition.journey.steps[index]
    if before.status is not StepStatus.ASKING:
        return transition
    known = event.outcome.onboarding_id or before.onboarding_id
    state = replace(before, onboarding_id=known, begun=0)
    moved = transition
    match event.outcome:
        case Took(_, status, left_out, link_ends_at):
            state = replace(state, link_ends_at=link_ends_at)
            moved = _took(policy, put(transition, index, state), event, status, left_out)
        case DidNothing(reason, retry_after, _, fault):
            state = replace(state, fault=fault if reason else state.fault)
            moved = _later(
                step, transition, index, state, at=at, reason=reason, retry_after=retry_after
            )
        case Refused(fault, reason):
            transition = put(transition, index, replace(state, fault=fault))
            moved = react(step, transition, index, at=at, reason=reason, reaction=step.on_refusal)
        case Unclear() if _may_be_asked_again(step):
            moved = _later(step, transition, index, state, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Unclear() if step.kind is StepKind.LAUNCH and state.failures < _LOOK_UPS:
            moved = _later(step, transition, index, state, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Unclear():
            moved = held(step, transition, index, state, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Outdated():
            # What came to nothing under the old words still counts: it is not tried for ever.
            again = replace(anew(state), failures=state.failures, reason=state.reason)
            moved = put(transition, index, again)
    return moved


def not_asked(transition: Transition, event: Performed) -> Transition:
    """Return the transition with a step that was about to ask a partner, and then did not."""
    index = event.intent.index
    state = transition.journey.steps[index]
    known = event.outcome.onboarding_id or state.onboarding_id
    return put(
        transition, index, replace(state, status=StepStatus.TODO, onboarding_id=known, begun=0)
    )


def seen(policy: Policy, transition: Transition, event: Seen) -> Transition:
    """Return what becomes of the present step, whose onboarding stands like that."""
    index, at = transition.journey.position, event.at
    step, state = policy.steps[index], transition.journey.steps[index]
    waits = bool(state.attempts) and state.status is not StepStatus.ASKING
    good = waits and event.status is _GOOD.get(step.kind)
    if not (good or state.status in _LIVE) or state.seen == str(event.status):
        return transition
    was_held = state.status is StepStatus.HELD
    state = replace(state, seen=str(event.status), seen_at=at)
    told = put(transition, index, state)
    match event.status:
        case OnboardingStatus.VERIFIED | OnboardingStatus.LAUNCHED:
            resumed = (entry(What.RESUMED, step, at),) if was_held else ()
            told = put(transition, index, done(state), *resumed, _good_end(step, state, at))
        case OnboardingStatus.REJECTED:
            told = put(transition, index, state, entry(What.REJECTED, step, at))
            told = react(
                step, told, index, at=at, reason=Reason.REJECTED, reaction=step.on_rejection
            )
        case OnboardingStatus.EXPIRED if links.ends_early(step, state) is not None:
            told = links.ended(step, told, index, at)
        case OnboardingStatus.EXPIRED:
            told = deadline(step, told, index, at)
        case OnboardingStatus.CANCELLED:
            told = held(step, transition, index, state, at=at, reason=Reason.ENDED_ELSEWHERE)
        case OnboardingStatus.IN_PROGRESS | OnboardingStatus.REVIEW | OnboardingStatus.REQUESTED:
            told = _progress(step, transition, index, state, event)
        case _:
            told = transition  # an unknown outcome is waited for
    return told


def approved(step: Step, transition: Transition, event: Decided) -> Transition:
    """Return what becomes of a held step that an operator lets pass."""
    index = transition.journey.position
    facts = {"reason": str(transition.journey.steps[index].reason)}
    told = entry(What.APPROVED, step, event.at, facts, by=event.by)
    passed = done(transition.journey.steps[index])
    if never_ran(step, transition.journey.steps[index]):
        passed = replace(passed, status=StepStatus.SKIPPED)
    return put(transition, index, passed, told)


def never_ran(step: Step, state: StepState) -> bool:
    """Return whether it is known of a held launch that no workflow runs."""
    return step.kind is StepKind.LAUNCH and state.reason in NEVER_RAN


def retried(step: Step, transition: Transition, event: Decided) -> Transition:
    """Return what becomes of a held or delayed step that an operator wants tried again."""
    index = transition.journey.position
    state = transition.journey.steps[index]
    if state.status is StepStatus.DELAYED:
        state = replace(state, next_at=event.at, failures=0)
    elif is_looked_up(step, state):
        state = replace(state, status=StepStatus.TODO, reason=Reason.NONE, begun=0)
    else:
        state = anew(state)
    return put(transition, index, state, entry(What.RETRIED, step, event.at, by=event.by))


def is_looked_up(step: Step, state: StepState) -> bool:
    """Return whether a retry of a held step finds out what came of the attempt before it asks."""
    unknown = step.kind is StepKind.LAUNCH and state.reason is Reason.UNKNOWN_OUTCOME
    return unknown or state.reason is Reason.DID_NOT_FINISH


def corrected(policy: Policy, transition: Transition, at: int) -> Transition:
    """Return what becomes of a refused step whose candidate has changed: it is tried again.

    What was refused has sent no message. It ends by count: data may change for other reasons.
    """
    index = transition.journey.position
    step, state = policy.steps[index], transition.journey.steps[index]
    refused = state.status is StepStatus.HELD and state.reason is Reason.REFUSED
    if not refused or state.corrected >= MAX_CORRECTIONS:
        return transition
    again = replace(anew(state), corrected=state.corrected + 1)
    return put(transition, index, again, entry(What.CORRECTED, step, at))


def _took(
    policy: Policy,
    transition: Transition,
    event: Performed,
    status: OnboardingStatus | None,
    left_out: str,
) -> Transition:
    index = event.intent.index
    step, before = policy.steps[index], transition.journey.steps[index]
    state = replace(
        before, asked_at=event.at, next_at=None, failures=0, reason=Reason.NONE, fault=""
    )
    facts = {"onboardingId": state.onboarding_id} if state.onboarding_id else {}
    if left_out:
        facts["leftOut"] = left_out
    match step.kind:
        case StepKind.REPORT:
            facts = {"onboardingStatus": step.status}
            return put(transition, index, done(state), entry(What.REPORTED, step, event.at, facts))
        case StepKind.LAUNCH if status is OnboardingStatus.CANCELLED:
            reason = Reason.ENDED_ELSEWHERE
            return held(step, transition, index, state, at=event.at, reason=reason)
        case StepKind.LAUNCH:
            return put(transition, index, done(state), entry(What.LAUNCHED, step, event.at, facts))
        case StepKind.VERIFY:
            what = What.LINK_READY if step.delivery is Delivery.BUS else What.MESSAGE_SENT
            state = replace(state, status=StepStatus.AWAITING, seen=OnboardingStatus.REQUESTED)
            transition = put(transition, index, state, entry(what, step, event.at, facts))
            return seen(policy, transition, Seen(event.at, status)) if status else transition


def _later(  # noqa: PLR0913 - which step, how it stands, when and why
    step: Step,
    transition: Transition,
    index: int,
    state: StepState,
    *,
    at: int,
    reason: Reason,
    retry_after: int | None = None,
) -> Transition:
    """Return a step that is tried again later, and after two weeks of that is an operator's.

    One that needs a repair is an operator's from the beginning, and goes on by itself whenever it
    was repaired.
    """
    if state.failures >= MAX_TRIES and reason not in NEEDS_REPAIR:
        return held(step, transition, index, state, at=at, reason=reason or Reason.UNREACHABLE)
    later = replace(delayed(state, at, retry_after), reason=reason or state.reason)
    known = later.reason is state.reason
    facts = {"reason": str(reason)} | ({"fault": later.fault} if later.fault else {})
    return put(
        transition, index, later, *(() if known else (entry(What.DELAYED, step, at, facts),))
    )


def _progress(
    step: Step, transition: Transition, index: int, state: StepState, event: Seen
) -> Transition:
    """Return the step after a status that decides nothing, but shows that the partner was asked."""
    what = {
        OnboardingStatus.IN_PROGRESS: What.PERSON_BEGAN,
        OnboardingStatus.REVIEW: What.IN_REVIEW,
    }.get(event.status)
    told = (entry(what, step, event.at),) if what else ()
    if state.status is StepStatus.HELD and state.reason is Reason.UNKNOWN_OUTCOME:
        state = replace(
            state,
            status=StepStatus.AWAITING,
            reason=Reason.NONE,
            asked_at=state.asked_at or event.at,
        )
        told = (entry(What.RESUMED, step, event.at), *told)
    return put(transition, index, state, *told)


def _good_end(step: Step, state: StepState, at: int) -> Entry:
    if step.kind is StepKind.VERIFY:
        return entry(What.VERIFIED, step, at)
    return entry(What.LAUNCHED, step, at, {"onboardingId": state.attempts[-1]})


def _may_be_asked_again(step: Step) -> bool:
    """Return whether the partner may be asked twice: for a link, which sends no message."""
    return step.kind is StepKind.VERIFY and step.delivery is Delivery.BUS
