"""How a journey ends early: what it began is undone, one thing at a time, the latest first.

Part of `jetbridge.model.journey_rules`. A verification that nobody needs any more is withdrawn,
a workflow is cancelled, and, where the policy says so, the hiring system is told of a failure.
"""

from dataclasses import replace

from jetbridge.model.journey import Entry, Journey, Reason, Status, StepState, StepStatus, What
from jetbridge.model.journey_news import Aim, DidNothing, Intent, Performed, Refused, Took, Unclear
from jetbridge.model.journey_turn import MOST_TRIES, Turn, closed, delayed, is_due, put
from jetbridge.model.policy import Policy, StepKind

FAILED_WORD = "ONBOARDING_FAILED"
"""The onboarding status that the hiring system is told."""

_ENDS = {
    Status.FAILED: What.FAILED,
    Status.CANCELLED: What.CANCELLED,
}


def hire_ended(turn: Turn, at: int) -> Turn:
    """Return a journey whose hire was taken back. One that has failed or ended stays as it is."""
    journey = turn.journey
    if journey.ending or journey.status in (Status.FAILED, Status.CANCELLED):
        return turn
    return _begun(turn, Entry(What.HIRE_ENDED, at), Reason.NO_LONGER_HIRED)


def cancel(turn: Turn, at: int, by: str) -> Turn:
    """Return a journey that an operator cancels."""
    return _begun(turn, Entry(What.CANCEL_REQUESTED, at, by=by), Reason.BY_OPERATOR)


def retry(turn: Turn, at: int, by: str) -> Turn:
    """Return a journey whose delayed cancellation an operator wants tried now."""
    closing = replace(turn.journey.closing, next_at=at, failures=0)
    if turn.journey.closing.status is not StepStatus.DELAYED:
        return turn
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
        return Intent(aim, index, f"{journey.id}.{policy.steps[index].name}.{state.attempt}")
    if _to_report(policy, journey):
        return Intent(Aim.REPORT_FAILURE, 0, f"{journey.id}.failure")
    return None


def due_at(journey: Journey) -> int | None:
    """Return when `intent` has something to say."""
    asking = [step.next_at or 0 for step in journey.steps if step.status is StepStatus.ASKING]
    return max([*asking, closed(journey.closing, journey.updated_at) or 0])


def performed(policy: Policy, turn: Turn, news: Performed) -> Turn:
    """Return what becomes of a journey for which something was undone, or told."""
    journey = turn.journey
    if not journey.ending or journey.closing.status not in (StepStatus.ASKING, StepStatus.DELAYED):
        return turn
    match news.outcome:
        case DidNothing() | Unclear() if journey.closing.failures < MOST_TRIES:
            nothing = isinstance(news.outcome, DidNothing)
            retry_after = news.outcome.retry_after if isinstance(news.outcome, DidNothing) else None
            reason = news.outcome.reason if isinstance(news.outcome, DidNothing) else Reason.NONE
            closing = replace(delayed(journey.closing, news.at, retry_after), reason=reason)
            first = nothing and journey.closing.reason is not reason
            facts = {"reason": str(reason)}
            told = (_entry(policy, news, What.DELAYED, facts),) if first else ()
            return Turn(replace(journey, closing=closing), (*turn.entries, *told))
        case Took():
            return _undone(policy, turn, news, _good(news.intent.aim), {})
        case Refused(fault):
            return _undone(policy, turn, news, _bad(news.intent.aim), {"fault": fault})
        case _:
            return _undone(policy, turn, news, _bad(news.intent.aim), {})


def overtaken(policy: Policy, turn: Turn, news: Performed) -> Turn:
    """Return a journey that is to end, or has ended, after a partner was asked all the same.

    What was begun is kept, so that it is undone; of a link nobody is told.
    """
    journey, index = turn.journey, news.intent.index
    state, kind = journey.steps[index], policy.steps[index].kind
    if state.status not in (StepStatus.ASKING, StepStatus.DELAYED):
        return turn
    begun = getattr(news.outcome, "onboarding_id", "") or state.onboarding_id
    after = replace(state, status=StepStatus.FAILED, onboarding_id=begun, next_at=None)
    told: tuple[Entry, ...] = ()
    if isinstance(news.outcome, Took) and kind is not StepKind.VERIFY:
        after = replace(after, status=StepStatus.DONE, asked_at=news.at)
        told = (
            _entry(policy, news, What.LAUNCHED if kind is StepKind.LAUNCH else What.REPORTED, {}),
        )
    turn = put(turn, index, after, *told)
    if journey.ending:
        return turn
    reopened = replace(
        turn.journey,
        ending=Status.FAILED if journey.status is Status.FAILED else Status.CANCELLED,
        closing=StepState(ended=True),
    )
    return replace(turn, journey=reopened)


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


def _begun(turn: Turn, entry: Entry, reason: Reason) -> Turn:
    journey = replace(
        turn.journey,
        ending=Status.CANCELLED,
        status=Status.ENDING,
        reason=reason,
        closing=StepState(),
    )
    return Turn(journey, (*turn.entries, entry))


def _under_way(journey: Journey, now: int) -> bool:
    return any(
        step.status is StepStatus.ASKING and now < (step.next_at or 0) for step in journey.steps
    )


def _to_undo(policy: Policy, journey: Journey) -> int | None:
    """Return the index of the last step of which something may still be going on."""
    for index in reversed(range(len(journey.steps))):
        state, kind = journey.steps[index], policy.steps[index].kind
        known = bool(state.onboarding_id or state.earlier) or state.status is StepStatus.ASKING
        proved = kind is StepKind.VERIFY and state.status is StepStatus.DONE
        if known and not state.ended and not proved and kind is not StepKind.REPORT:
            return index
    return None


def _to_report(policy: Policy, journey: Journey) -> bool:
    told = journey.closing.ended or journey.reason is Reason.NO_LONGER_HIRED
    return policy.report_failure and not told


def _undone(policy: Policy, turn: Turn, news: Performed, what: What, facts: dict[str, str]) -> Turn:
    entry = _entry(policy, news, what, facts)
    if news.intent.aim is Aim.REPORT_FAILURE:
        journey = replace(turn.journey, closing=StepState(ended=True))
        return Turn(journey, (*turn.entries, entry))
    state = turn.journey.steps[news.intent.index]
    # A step that was left `asking` was looked up and undone: nobody waits for it any more.
    status = StepStatus.FAILED if state.status is StepStatus.ASKING else state.status
    ended = replace(state, ended=True, status=status, next_at=None)
    turn = put(turn, news.intent.index, ended, entry)
    closing = StepState(ended=turn.journey.closing.ended)
    return replace(turn, journey=replace(turn.journey, closing=closing))


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


def _entry(policy: Policy, news: Performed, what: What, facts: dict[str, str]) -> Entry:
    if news.intent.aim is Aim.REPORT_FAILURE:
        told = {"onboardingStatus": FAILED_WORD} if what is What.REPORTED else {}
        return Entry(what, news.at, partner="smartrecruiters", facts=facts | told)
    step = policy.steps[news.intent.index]
    return Entry(what, news.at, step=step.name, partner=step.partner, facts=facts)
