"""How a journey ends early: what it began is undone, one thing at a time, the latest first.

Part of `jetbridge.model.journey_rules`. A verification that is no longer needed is withdrawn,
a workflow is cancelled, and, where the policy says so, the hiring system is told of a failure.
"""

from jetbridge.model import registry
from jetbridge.model.journey import (
    HIRE_OVER,
    Entry,
    Journey,
    Reason,
    Status,
    StepState,
    StepStatus,
    What,
)
from jetbridge.model.journey_ends import entry
from jetbridge.model.journey_events import (
    DidNothing,
    Effect,
    Intent,
    NothingLeft,
    Performed,
    Refused,
    Took,
    Unclear,
)
from jetbridge.model.journey_transition import (
    MAX_TRIES,
    Transition,
    closed,
    delayed,
    is_due,
    is_given_up,
    put,
)
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Step, StepKind
from jetbridge.model.record import replace

_ENDS = {
    Status.FAILED: What.FAILED,
    Status.CANCELLED: What.CANCELLED,
}
_HIRE_ENDS = {
    Reason.NO_LONGER_HIRED: What.HIRE_ENDED,
    Reason.CANDIDATE_DELETED: What.CANDIDATE_DELETED,
    Reason.CANDIDATE_MERGED: What.CANDIDATE_MERGED,
}
_CLOSED = frozenset(
    {
        OnboardingStatus.VERIFIED,
        OnboardingStatus.REJECTED,
        OnboardingStatus.EXPIRED,
        OnboardingStatus.CANCELLED,
    }
)
"""Where a verification has ended by itself: there is no link to close."""


def hire_ended(
    transition: Transition, at: int, reason: Reason = Reason.NO_LONGER_HIRED
) -> Transition:
    """Return a journey whose hire is over. One that has failed or ended stays as it is."""
    journey = transition.journey
    if journey.ending or journey.status in (Status.FAILED, Status.CANCELLED):
        return transition
    return _begun(transition, Entry(_HIRE_ENDS[reason], at), reason)


def cancel(
    transition: Transition, at: int, by: str, reason: Reason = Reason.BY_OPERATOR
) -> Transition:
    """Return a journey that an operator cancels, alone or with its tenant."""
    return _begun(transition, Entry(What.CANCEL_REQUESTED, at, by=by), reason)


def retry(transition: Transition, at: int, by: str) -> Transition:
    """Return a journey whose delayed cancellation an operator wants tried now."""
    closing = replace(transition.journey.closing, next_at=at, failures=0)
    journey = replace(transition.journey, closing=closing)
    return Transition(journey, (*transition.entries, Entry(What.RETRIED, at, by=by)))


def intent(policy: Policy, journey: Journey, now: int) -> Intent | None:
    """Return what is to be undone next; None where nothing is, or not yet.

    An intent of a step that is under way is waited for: what it began must be known first.
    """
    if _under_way(journey, now) or not is_due(journey.closing, now):
        return None
    index = _to_undo(policy, journey)
    if index is not None:
        verifies = policy.steps[index].kind is StepKind.VERIFY
        effect = Effect.WITHDRAW if verifies else Effect.CANCEL
        state = journey.steps[index]
        return Intent(effect, index, journey.request_key(policy.steps[index].name, state.attempt))
    if _to_report(policy, journey):
        return Intent(Effect.REPORT_FAILURE, 0, f"{journey.id}.failure")
    return None


def due_at(journey: Journey) -> int | None:
    """Return when `intent` has something to say."""
    asking = [step.next_at or 0 for step in journey.steps if step.status is StepStatus.ASKING]
    return max([*asking, closed(journey.closing, journey.updated_at) or 0])


def woke(policy: Policy, transition: Transition, at: int) -> Transition:
    """Return a journey without what processes died over.

    Of a report there is nothing to undo. A cancellation that never finishes is given up, and the
    timeline says so.
    """
    for index, state in enumerate(transition.journey.steps):
        reports = policy.steps[index].kind is StepKind.REPORT
        if reports and state.status is StepStatus.ASKING and is_due(state, at):
            transition = put(
                transition, index, replace(state, status=StepStatus.FAILED, next_at=None)
            )
    wanted = intent(policy, transition.journey, at)
    if wanted is None or not is_given_up(transition.journey.closing, at):
        return transition
    unfinished = Refused(str(Reason.DID_NOT_FINISH))
    return performed(
        policy, transition, Performed(at, wanted, unfinished, transition.journey.claims)
    )


def performed(policy: Policy, transition: Transition, event: Performed) -> Transition:
    """Return what becomes of a journey for which something was undone, or told."""
    closing = transition.journey.closing
    if not transition.journey.ending or closing.status is not StepStatus.ASKING:
        return transition
    may_repeat = closing.failures < MAX_TRIES and not _is_cut_off(transition.journey, event)
    match event.outcome:
        case DidNothing(reason, retry_after) if may_repeat:
            return _later(policy, transition, event, reason, retry_after)
        case Unclear() if may_repeat:
            return _later(policy, transition, event, Reason.UNKNOWN_OUTCOME)
        case NothingLeft():
            return _undone(transition, event)
    effect, took = event.intent.effect, isinstance(event.outcome, Took)
    facts = {"fault": event.outcome.fault} if isinstance(event.outcome, Refused) else {}
    return _undone(
        transition, event, _entry(policy, event, _good(effect) if took else _bad(effect), **facts)
    )


def overtaken(policy: Policy, transition: Transition, event: Performed) -> Transition:
    """Return a journey that came to its early end while a partner was being asked all the same.

    What was begun is kept, so that it is undone; of a link no event is published.
    """
    index = event.intent.index
    step, state = policy.steps[index], transition.journey.steps[index]
    if state.status is not StepStatus.ASKING:
        return transition
    begun = event.outcome.onboarding_id or state.onboarding_id
    after = replace(state, status=StepStatus.FAILED, onboarding_id=begun, next_at=None)
    if not isinstance(event.outcome, Took):
        return put(transition, index, after)
    if step.kind is not StepKind.VERIFY:
        after = replace(after, status=StepStatus.DONE, asked_at=event.at)
    return put(transition, index, after, *_told_all_the_same(step, begun, event.at))


def settled(policy: Policy, transition: Transition, at: int) -> Transition:
    """Return the journey as ending, or as ended once there is nothing left to do."""
    journey = transition.journey
    waits = any(step.status is StepStatus.ASKING for step in journey.steps)
    left = _to_undo(policy, journey) is not None or _to_report(policy, journey)
    if waits or left or journey.ending is None:
        return replace(transition, journey=replace(journey, status=Status.ENDING))
    over = replace(journey, status=journey.ending, ending=None)
    facts = {"reason": str(journey.reason)}
    return Transition(over, (*transition.entries, Entry(_ENDS[journey.ending], at, facts=facts)))


def _begun(transition: Transition, told: Entry, reason: Reason) -> Transition:
    journey = replace(
        transition.journey,
        ending=Status.CANCELLED,
        status=Status.ENDING,
        reason=reason,
        closing=StepState(),
    )
    return Transition(journey, (*transition.entries, told))


def _under_way(journey: Journey, now: int) -> bool:
    return any(
        step.status is StepStatus.ASKING and now < (step.next_at or 0) for step in journey.steps
    )


def _to_undo(policy: Policy, journey: Journey) -> int | None:
    """Return the index of the last step of which something may still be going on."""
    for index in reversed(range(len(journey.steps))):
        state, kind = journey.steps[index], policy.steps[index].kind
        begun = bool(state.attempts) or state.status is StepStatus.ASKING
        closed = kind is StepKind.VERIFY and state.seen in _CLOSED and not state.earlier
        if begun and not state.ended and not closed and kind is not StepKind.REPORT:
            return index
    return None


def _to_report(policy: Policy, journey: Journey) -> bool:
    told = journey.closing.ended or journey.reason in HIRE_OVER
    return policy.report_failure and not told


def _later(
    policy: Policy,
    transition: Transition,
    event: Performed,
    reason: Reason,
    retry_after: int | None = None,
) -> Transition:
    before = transition.journey.closing
    outcome = event.outcome
    fault = outcome.fault if isinstance(outcome, DidNothing) and reason else before.fault
    later = delayed(before, event.at, retry_after)
    after = replace(later, reason=reason or before.reason, fault=fault)
    known = after.reason is before.reason
    facts = {"reason": str(reason), "undoing": str(event.intent.effect)}
    facts |= {"fault": fault} if fault else {}
    told = () if known else (_entry(policy, event, What.DELAYED, **facts),)
    return Transition(replace(transition.journey, closing=after), (*transition.entries, *told))


def _undone(transition: Transition, event: Performed, *told: Entry) -> Transition:
    if event.intent.effect is Effect.REPORT_FAILURE:
        journey = replace(transition.journey, closing=StepState(ended=True))
        return Transition(journey, (*transition.entries, *told))
    state = transition.journey.steps[event.intent.index]
    # A step that was left `asking` was looked up and undone: nothing waits for it any more.
    status = StepStatus.FAILED if state.status is StepStatus.ASKING else state.status
    known = state.onboarding_id or event.outcome.onboarding_id
    ended = replace(state, ended=True, status=status, next_at=None, onboarding_id=known)
    transition = put(transition, event.intent.index, ended, *told)
    closing = StepState(ended=transition.journey.closing.ended)
    return replace(transition, journey=replace(transition.journey, closing=closing))


def _is_cut_off(journey: Journey, event: Performed) -> bool:
    """Return whether a partner stays unreachable: an offboarded tenant does not connect again."""
    left = journey.reason is Reason.TENANT_OFFBOARDED
    outcome = event.outcome
    return left and isinstance(outcome, DidNothing) and outcome.reason is Reason.NOT_CONNECTED


def _told_all_the_same(step: Step, onboarding_id: str, at: int) -> tuple[Entry, ...]:
    """Return the line of what was done although it was no longer wanted."""
    match step.kind:
        case StepKind.LAUNCH:
            return (entry(What.LAUNCHED, step, at, {"onboardingId": onboarding_id}),)
        case StepKind.REPORT:
            return (entry(What.REPORTED, step, at, {"onboardingStatus": step.status}),)
        case StepKind.VERIFY if step.delivery is Delivery.BUS:
            return ()
        case StepKind.VERIFY:
            return (entry(What.MESSAGE_SENT, step, at, {"onboardingId": onboarding_id}),)


def _good(effect: Effect) -> What:
    match effect:
        case Effect.WITHDRAW:
            return What.WITHDRAWN
        case Effect.CANCEL:
            return What.WORKFLOW_CANCELLED
        case _:
            return What.REPORTED


def _bad(effect: Effect) -> What:
    return What.NOT_REPORTED if effect is Effect.REPORT_FAILURE else What.NOT_CANCELLED


def _entry(policy: Policy, event: Performed, what: What, **facts: str) -> Entry:
    if event.intent.effect is Effect.REPORT_FAILURE:
        system = registry.hiring_system().name
        if what is What.REPORTED:
            facts["onboardingStatus"] = registry.reports(system).failed
        return Entry(what, event.at, partner=system, facts=facts)
    return entry(what, policy.steps[event.intent.index], event.at, facts)
