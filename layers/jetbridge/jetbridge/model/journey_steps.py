"""How the present step of a journey moves. Part of `jetbridge.model.journey_rules`."""

from dataclasses import replace
from typing import Final

from jetbridge.model.journey import Entry, Reason, Status, StepState, StepStatus, What
from jetbridge.model.journey_news import (
    Decided,
    DidNothing,
    Outdated,
    Performed,
    Refused,
    Seen,
    Took,
    Unclear,
)
from jetbridge.model.journey_turn import MOST_TRIES, Turn, delayed, put
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Reaction, Step, StepKind

_OPEN: Final = frozenset({StepStatus.TODO, StepStatus.ASKING, StepStatus.DELAYED})
"""Where an outcome still tells something: later ones come from a worker that was overtaken."""
_LIVE: Final = frozenset({StepStatus.AWAITING, StepStatus.HELD})
"""Where the step has an onboarding whose status counts."""
_NO_HURRY: Final = frozenset({OnboardingStatus.REVIEW, OnboardingStatus.CHECKING})
"""The person has done their part: no reminder, no deadline."""


def performed(policy: Policy, turn: Turn, news: Performed) -> Turn:
    """Return what becomes of a step whose partner was asked."""
    index, at = news.intent.index, news.at
    step, state = policy.steps[index], turn.journey.steps[index]
    if state.status not in _OPEN:
        return turn
    moved = turn
    match news.outcome:
        case Took() as took:
            moved = _took(policy, turn, news, took)
        case DidNothing(reason, retry_after) if state.failures < MOST_TRIES:
            later = replace(delayed(state, at, retry_after), reason=reason)
            facts = {"reason": str(reason)}
            told = () if state.reason is reason else (_entry(What.DELAYED, step, at, facts),)
            moved = put(turn, index, later, *told)
        case DidNothing(reason):
            moved = _held(step, turn, index, state, at=at, reason=reason)
        case Refused(fault, reason, onboarding_id):
            turn = put(turn, index, replace(state, onboarding_id=onboarding_id, fault=fault))
            moved = react(step, turn, index, at=at, reason=reason, reaction=step.on_refusal)
        case Unclear(onboarding_id) if _harmless(step):
            again = replace(delayed(state, at, None), onboarding_id=onboarding_id)
            moved = put(turn, index, again)
        case Unclear(onboarding_id):
            unknown = replace(state, onboarding_id=onboarding_id)
            moved = _held(step, turn, index, unknown, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Outdated(onboarding_id):
            moved = put(turn, index, _anew(replace(state, onboarding_id=onboarding_id)))
    return moved


def seen(policy: Policy, turn: Turn, news: Seen) -> Turn:
    """Return what becomes of the present step, whose onboarding stands like that."""
    index, at = turn.journey.position, news.at
    step, state = policy.steps[index], turn.journey.steps[index]
    if state.status not in _LIVE or state.seen == str(news.status):
        return turn
    held = state.status is StepStatus.HELD
    state = replace(state, seen=str(news.status))
    told = put(turn, index, state)
    match news.status:
        case OnboardingStatus.VERIFIED | OnboardingStatus.LAUNCHED:
            what = What.VERIFIED if step.kind is StepKind.VERIFY else What.LAUNCHED
            resumed = (_entry(What.RESUMED, step, at),) if held else ()
            told = put(turn, index, _done(state), *resumed, _entry(what, step, at))
        case OnboardingStatus.REJECTED:
            told = put(turn, index, state, _entry(What.REJECTED, step, at))
            told = react(
                step, told, index, at=at, reason=Reason.REJECTED, reaction=step.on_rejection
            )
        case OnboardingStatus.EXPIRED:
            told = _deadline(step, told, index, at)
        case OnboardingStatus.CANCELLED:
            told = _held(step, turn, index, state, at=at, reason=Reason.ENDED_ELSEWHERE)
        case OnboardingStatus.IN_PROGRESS | OnboardingStatus.REVIEW | OnboardingStatus.REQUESTED:
            told = _progress(step, turn, index, state, news)
    return told


def woke(policy: Policy, turn: Turn, at: int) -> Turn:
    """Return what becomes of the present step when moments have come: reminders, the deadline.

    Several reminders that have come due together are one.
    """
    index = turn.journey.position
    step, state = policy.steps[index], turn.journey.steps[index]
    if state.status is not StepStatus.AWAITING or state.asked_at is None or state.seen in _NO_HURRY:
        return turn
    if step.deadline is not None and at >= state.asked_at + step.deadline:
        return _deadline(step, turn, index, at)
    passed = sum(at >= state.asked_at + each for each in step.reminders)
    if passed <= state.reminders:
        return turn
    facts = {"number": str(passed), "onboardingId": state.onboarding_id}
    entry = _entry(What.REMINDED, step, at, facts)
    return put(turn, index, replace(state, reminders=passed), entry)


def next_moment(step: Step, state: StepState) -> int | None:
    """Return when `woke` has something to do for a step that awaits somebody."""
    if state.asked_at is None or state.seen in _NO_HURRY:
        return None
    moments = [*step.reminders[state.reminders :], *([step.deadline] if step.deadline else [])]
    return state.asked_at + min(moments) if moments else None


def approved(step: Step, turn: Turn, news: Decided) -> Turn:
    """Return what becomes of a held step that an operator lets pass."""
    index = turn.journey.position
    facts = {"reason": str(turn.journey.steps[index].reason)}
    entry = _entry(What.APPROVED, step, news.at, facts, by=news.by)
    return put(turn, index, _done(turn.journey.steps[index]), entry)


def retried(step: Step, turn: Turn, news: Decided) -> Turn:
    """Return what becomes of a held or delayed step that an operator wants tried again."""
    index = turn.journey.position
    state = turn.journey.steps[index]
    if state.status is StepStatus.DELAYED:
        state = replace(state, next_at=news.at, failures=0)
    elif step.kind is StepKind.LAUNCH and state.reason is Reason.UNKNOWN_OUTCOME:
        # The same attempt again is looked up, not launched.
        state = replace(state, status=StepStatus.TODO, reason=Reason.NONE)
    else:
        state = _anew(state)
    return put(turn, index, state, _entry(What.RETRIED, step, news.at, by=news.by))


def react(  # noqa: PLR0913 - what happened, where, when and why, and what the policy says to it
    step: Step, turn: Turn, index: int, *, at: int, reason: Reason, reaction: Reaction
) -> Turn:
    """Return what the policy makes of a step that did not come out well."""
    state = replace(turn.journey.steps[index], reason=reason)
    match reaction:
        case Reaction.STOP:
            failed = replace(state, status=StepStatus.FAILED, next_at=None)
            turn = put(turn, index, failed)
            journey = replace(turn.journey, ending=Status.FAILED, reason=reason)
            return replace(turn, journey=journey)
        case Reaction.REVIEW:
            return _held(step, turn, index, state, at=at, reason=reason)
        case Reaction.CONTINUE:
            facts = {"reason": str(reason)} | ({"fault": state.fault} if state.fault else {})
            skipped = replace(state, status=StepStatus.SKIPPED, next_at=None)
            return put(turn, index, skipped, _entry(What.SKIPPED, step, at, facts))


def _took(policy: Policy, turn: Turn, news: Performed, took: Took) -> Turn:
    index = news.intent.index
    step, before = policy.steps[index], turn.journey.steps[index]
    state = replace(
        before,
        onboarding_id=took.onboarding_id,
        asked_at=news.at,
        next_at=None,
        failures=0,
        reason=Reason.NONE,
        fault="",
    )
    facts = {"onboardingId": took.onboarding_id} if took.onboarding_id else {}
    match step.kind:
        case StepKind.REPORT:
            entry = _entry(What.REPORTED, step, news.at, {"onboardingStatus": step.status})
            return put(turn, index, _done(state), entry)
        case StepKind.LAUNCH:
            return put(turn, index, _done(state), _entry(What.LAUNCHED, step, news.at, facts))
        case StepKind.VERIFY:
            what = What.LINK_READY if step.delivery is Delivery.BUS else What.MESSAGE_SENT
            state = replace(state, status=StepStatus.AWAITING, seen=OnboardingStatus.REQUESTED)
            turn = put(turn, index, state, _entry(what, step, news.at, facts))
            return seen(policy, turn, Seen(news.at, took.status)) if took.status else turn


def _progress(step: Step, turn: Turn, index: int, state: StepState, news: Seen) -> Turn:
    """Return the step after news that decide nothing. They do show that the partner was asked."""
    what = {
        OnboardingStatus.IN_PROGRESS: What.PERSON_BEGAN,
        OnboardingStatus.REVIEW: What.IN_REVIEW,
    }.get(news.status)
    told = (_entry(what, step, news.at),) if what else ()
    if state.status is StepStatus.HELD and state.reason is Reason.UNKNOWN_OUTCOME:
        state = replace(
            state,
            status=StepStatus.AWAITING,
            reason=Reason.NONE,
            asked_at=state.asked_at or news.at,
        )
        told = (_entry(What.RESUMED, step, news.at), *told)
    return put(turn, index, state, *told)


def _deadline(step: Step, turn: Turn, index: int, at: int) -> Turn:
    told = put(turn, index, turn.journey.steps[index], _entry(What.DEADLINE_PASSED, step, at))
    if turn.journey.steps[index].status is StepStatus.HELD:
        return turn
    return react(step, told, index, at=at, reason=Reason.DEADLINE, reaction=step.on_deadline)


def _held(  # noqa: PLR0913 - which step, how it stands, when and why
    step: Step, turn: Turn, index: int, state: StepState, *, at: int, reason: Reason
) -> Turn:
    held = replace(state, status=StepStatus.HELD, reason=reason, next_at=None)
    facts = {"reason": str(reason)} | ({"fault": state.fault} if state.fault else {})
    return put(turn, index, held, _entry(What.HELD, step, at, facts))


def _anew(state: StepState) -> StepState:
    """Return the next attempt of a step. What was asked before is not forgotten."""
    earlier = (*state.earlier, *([state.onboarding_id] if state.onboarding_id else []))
    return StepState(attempt=state.attempt + 1, earlier=earlier)


def _done(state: StepState) -> StepState:
    return replace(state, status=StepStatus.DONE, reason=Reason.NONE, next_at=None, fault="")


def _harmless(step: Step) -> bool:
    """Tell whether the partner may be asked twice: for a link, or for what is the same twice."""
    link = step.kind is StepKind.VERIFY and step.delivery is Delivery.BUS
    return link or step.kind is StepKind.REPORT


def _entry(
    what: What, step: Step, at: int, facts: dict[str, str] | None = None, *, by: str = ""
) -> Entry:
    return Entry(what, at, step=step.name, partner=step.partner, by=by, facts=facts or {})
