"""How a journey ends early: what it began is undone, one thing at a time, the latest first.

Part of `jetbridge.model.journey_rules`. A verification that nobody needs any more is withdrawn,
a workflow is cancelled, and, where the policy says so, the hiring system is told of a failure.
"""

from dataclasses import replace

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
from jetbridge.model.journey_news import (
    Aim,
    DidNothing,
    Intent,
    NothingLeft,
    Performed,
    Refused,
    Took,
    Unclear,
)
from jetbridge.model.journey_turn import (
    MOST_TRIES,
    Turn,
    closed,
    delayed,
    is_due,
    is_given_up,
    put,
)
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Step, StepKind

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


def hire_ended(turn: Turn, at: int, reason: Reason = Reason.NO_LONGER_HIRED) -> Turn:
    """Return a journey whose hire is over. One that has failed or ended stays as it is."""
    journey = turn.journey
    if journey.ending or journey.status in (Status.FAILED, Status.CANCELLED):
        return turn
    return _begun(turn, Entry(_HIRE_ENDS[reason], at), reason)


def cancel(turn: Turn, at: int, by: str, reason: Reason = Reason.BY_OPERATOR) -> Turn:
    """Return a journey that an operator cancels, alone or with its tenant."""
    return _begun(turn, Entry(What.CANCEL_REQUESTED, at, by=by), reason)


def retry(turn: Turn, at: int, by: str) -> Turn:
    """Return a journey whose delayed cancellation an operator wants tried now."""
    closing = replace(turn.journey.closing, next_at=at, failures=0)
    journey = replace(turn.journey, closing=closing)
    return Turn(journey, (*turn.entries, Entry(What.RETRIED, at, by=by)))


def intent(policy: Policy, journey: Journey, now: int) -> Intent | None:
    """Return what is to be undone next; None where nothing is, or not yet.

    An intent of a step that is under way is waited for: what it began must be known first.
    """
    if _under_way(journey, now) or not is_due(journey.closing, now):
        return None
    index = _to_undo(policy, journey)
    if index is not None:
        verifies = policy.steps[index].kind is StepKind.VERIFY
        aim = Aim.WITHDRAW if verifies else Aim.CANCEL
        state = journey.steps[index]
        return Intent(aim, index, journey.request_key(policy.steps[index].name, state.attempt))
    if _to_report(policy, journey):
        return Intent(Aim.REPORT_FAILURE, 0, f"{journey.id}.failure")
    return None


def due_at(journey: Journey) -> int | None:
    """Return when `intent` has something to say."""
    asking = [step.next_at or 0 for step in journey.steps if step.status is StepStatus.ASKING]
    return max([*asking, closed(journey.closing, journey.updated_at) or 0])


def woke(policy: Policy, turn: Turn, at: int) -> Turn:
    """Return a journey without what processes died over.

    Of a report there is nothing to undo. A cancellation that never finishes is given up, and the
    timeline says so.
    """
    for index, state in enumerate(turn.journey.steps):
        reports = policy.steps[index].kind is StepKind.REPORT
        if reports and state.status is StepStatus.ASKING and is_due(state, at):
            turn = put(turn, index, replace(state, status=StepStatus.FAILED, next_at=None))
    wanted = intent(policy, turn.journey, at)
    if wanted is None or not is_given_up(turn.journey.closing, at):
        return turn
    unfinished = Refused(str(Reason.DID_NOT_FINISH))
    return performed(policy, turn, Performed(at, wanted, unfinished, turn.journey.claims))


def performed(policy: Policy, turn: Turn, news: Performed) -> Turn:
    """Return what becomes of a journey for which something was undone, or told."""
    closing = turn.journey.closing
    if not turn.journey.ending or closing.status is not StepStatus.ASKING:
        return turn
    may_repeat = closing.failures < MOST_TRIES and not _is_cut_off(turn.journey, news)
    match news.outcome:
        case DidNothing(reason, retry_after) if may_repeat:
            return _later(policy, turn, news, reason, retry_after)
        case Unclear() if may_repeat:
            return _later(policy, turn, news, Reason.UNKNOWN_OUTCOME)
        case NothingLeft():
            return _undone(turn, news)
    aim, took = news.intent.aim, isinstance(news.outcome, Took)
    facts = {"fault": news.outcome.fault} if isinstance(news.outcome, Refused) else {}
    return _undone(turn, news, _entry(policy, news, _good(aim) if took else _bad(aim), **facts))


def overtaken(policy: Policy, turn: Turn, news: Performed) -> Turn:
    """Return a journey that came to its early end while a partner was being asked all the same.

    What was begun is kept, so that it is undone; of a link nobody is told.
    """
    index = news.intent.index
    step, state = policy.steps[index], turn.journey.steps[index]
    if state.status is not StepStatus.ASKING:
        return turn
    begun = news.outcome.onboarding_id or state.onboarding_id
    after = replace(state, status=StepStatus.FAILED, onboarding_id=begun, next_at=None)
    if not isinstance(news.outcome, Took):
        return put(turn, index, after)
    if step.kind is not StepKind.VERIFY:
        after = replace(after, status=StepStatus.DONE, asked_at=news.at)
    return put(turn, index, after, *_told_all_the_same(step, begun, news.at))


def settled(policy: Policy, turn: Turn, at: int) -> Turn:
    """Return the journey as ending, or as ended once there is nothing left to do."""
    journey = turn.journey
    waits = any(step.status is StepStatus.ASKING for step in journey.steps)
    left = _to_undo(policy, journey) is not None or _to_report(policy, journey)
    if waits or left or journey.ending is None:
        return replace(turn, journey=replace(journey, status=Status.ENDING))
    over = replace(journey, status=journey.ending, ending=None)
    facts = {"reason": str(journey.reason)}
    return Turn(over, (*turn.entries, Entry(_ENDS[journey.ending], at, facts=facts)))


def _begun(turn: Turn, told: Entry, reason: Reason) -> Turn:
    journey = replace(
        turn.journey,
        ending=Status.CANCELLED,
        status=Status.ENDING,
        reason=reason,
        closing=StepState(),
    )
    return Turn(journey, (*turn.entries, told))


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
    policy: Policy, turn: Turn, news: Performed, reason: Reason, retry_after: int | None = None
) -> Turn:
    before = turn.journey.closing
    outcome = news.outcome
    fault = outcome.fault if isinstance(outcome, DidNothing) and reason else before.fault
    later = delayed(before, news.at, retry_after)
    after = replace(later, reason=reason or before.reason, fault=fault)
    known = after.reason is before.reason
    facts = {"reason": str(reason), "undoing": str(news.intent.aim)}
    facts |= {"fault": fault} if fault else {}
    told = () if known else (_entry(policy, news, What.DELAYED, **facts),)
    return Turn(replace(turn.journey, closing=after), (*turn.entries, *told))


def _undone(turn: Turn, news: Performed, *told: Entry) -> Turn:
    if news.intent.aim is Aim.REPORT_FAILURE:
        journey = replace(turn.journey, closing=StepState(ended=True))
        return Turn(journey, (*turn.entries, *told))
    state = turn.journey.steps[news.intent.index]
    # A step that was left `asking` was looked up and undone: nobody waits for it any more.
    status = StepStatus.FAILED if state.status is StepStatus.ASKING else state.status
    known = state.onboarding_id or news.outcome.onboarding_id
    ended = replace(state, ended=True, status=status, next_at=None, onboarding_id=known)
    turn = put(turn, news.intent.index, ended, *told)
    closing = StepState(ended=turn.journey.closing.ended)
    return replace(turn, journey=replace(turn.journey, closing=closing))


def _is_cut_off(journey: Journey, news: Performed) -> bool:
    """Tell whether a partner stays out of reach: an offboarded tenant connects no account again."""
    left = journey.reason is Reason.TENANT_OFFBOARDED
    outcome = news.outcome
    return left and isinstance(outcome, DidNothing) and outcome.reason is Reason.NOT_CONNECTED


def _told_all_the_same(step: Step, onboarding_id: str, at: int) -> tuple[Entry, ...]:
    """Return the line of what was done although nobody wanted it any more."""
    match step.kind:
        case StepKind.LAUNCH:
            return (entry(What.LAUNCHED, step, at, {"onboardingId": onboarding_id}),)
        case StepKind.REPORT:
            return (entry(What.REPORTED, step, at, {"onboardingStatus": step.status}),)
        case StepKind.VERIFY if step.delivery is Delivery.BUS:
            return ()
        case StepKind.VERIFY:
            return (entry(What.MESSAGE_SENT, step, at, {"onboardingId": onboarding_id}),)


def _good(aim: Aim) -> What:
    match aim:
        case Aim.WITHDRAW:
            return What.WITHDRAWN
        case Aim.CANCEL:
            return What.WORKFLOW_CANCELLED
        case _:
            return What.REPORTED


def _bad(aim: Aim) -> What:
    return What.NOT_REPORTED if aim is Aim.REPORT_FAILURE else What.NOT_CANCELLED


def _entry(policy: Policy, news: Performed, what: What, **facts: str) -> Entry:
    if news.intent.aim is Aim.REPORT_FAILURE:
        system = registry.hiring_system().name
        if what is What.REPORTED:
            facts["onboardingStatus"] = registry.reports(system).failed
        return Entry(what, news.at, partner=system, facts=facts)
    return entry(what, policy.steps[news.intent.index], news.at, facts)
