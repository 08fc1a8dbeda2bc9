"""How the present step of a journey moves. Part of `jetbridge.model.journey_rules`."""

from dataclasses import replace
from typing import Final

from jetbridge.model import journey_links as links
from jetbridge.model.journey import NEEDS_REPAIR, Entry, Reason, StepState, StepStatus, What
from jetbridge.model.journey_ends import anew, done, entry, held, react
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
from jetbridge.model.journey_waits import deadline
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Step, StepKind

_LIVE: Final = frozenset({StepStatus.AWAITING, StepStatus.HELD})
"""Where the step has an onboarding whose status counts."""
_GOOD: Final = {
    StepKind.VERIFY: OnboardingStatus.VERIFIED,
    StepKind.LAUNCH: OnboardingStatus.LAUNCHED,
}
"""What counts whichever attempt it comes from, and while the next one waits for its turn, too."""
NEVER_RAN: Final = frozenset(
    {*NEEDS_REPAIR, Reason.UNREACHABLE, Reason.REFUSED, Reason.ENDED_ELSEWHERE}
)
"""Why a launch is held of which it is known that no workflow runs."""
MOST_CORRECTIONS: Final = 3
"""Changes of the candidate after each of which a refused step is tried again by itself."""
_LOOK_UPS: Final = 6
"""Times that a launch is looked up before an operator is asked: an hour or so, in which the
partner's reports have caught up."""


def performed(policy: Policy, turn: Turn, news: Performed) -> Turn:
    """Return what becomes of the step whose partner was asked."""
    index, at = news.intent.index, news.at
    step, before = policy.steps[index], turn.journey.steps[index]
    if before.status is not StepStatus.ASKING:
        return turn
    known = news.outcome.onboarding_id or before.onboarding_id
    state = replace(before, onboarding_id=known, begun=0)
    moved = turn
    match news.outcome:
        case Took(_, status, left_out, link_ends_at):
            state = replace(state, link_ends_at=link_ends_at)
            moved = _took(policy, put(turn, index, state), news, status, left_out)
        case DidNothing(reason, retry_after, _, fault):
            state = replace(state, fault=fault if reason else state.fault)
            moved = _later(step, turn, index, state, at=at, reason=reason, retry_after=retry_after)
        case Refused(fault, reason):
            turn = put(turn, index, replace(state, fault=fault))
            moved = react(step, turn, index, at=at, reason=reason, reaction=step.on_refusal)
        case Unclear() if _may_be_asked_again(step):
            moved = _later(step, turn, index, state, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Unclear() if step.kind is StepKind.LAUNCH and state.failures < _LOOK_UPS:
            moved = _later(step, turn, index, state, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Unclear():
            moved = held(step, turn, index, state, at=at, reason=Reason.UNKNOWN_OUTCOME)
        case Outdated():
            # What came to nothing under the old words still counts: it is not tried for ever.
            again = replace(anew(state), failures=state.failures, reason=state.reason)
            moved = put(turn, index, again)
    return moved


def not_asked(turn: Turn, news: Performed) -> Turn:
    """Return the turn with a step that was about to ask somebody, and then did not."""
    index = news.intent.index
    state = turn.journey.steps[index]
    known = news.outcome.onboarding_id or state.onboarding_id
    return put(turn, index, replace(state, status=StepStatus.TODO, onboarding_id=known, begun=0))


def seen(policy: Policy, turn: Turn, news: Seen) -> Turn:
    """Return what becomes of the present step, whose onboarding stands like that."""
    index, at = turn.journey.position, news.at
    step, state = policy.steps[index], turn.journey.steps[index]
    waits = bool(state.attempts) and state.status is not StepStatus.ASKING
    good = waits and news.status is _GOOD.get(step.kind)
    if not (good or state.status in _LIVE) or state.seen == str(news.status):
        return turn
    was_held = state.status is StepStatus.HELD
    state = replace(state, seen=str(news.status), seen_at=at)
    told = put(turn, index, state)
    match news.status:
        case OnboardingStatus.VERIFIED | OnboardingStatus.LAUNCHED:
            resumed = (entry(What.RESUMED, step, at),) if was_held else ()
            told = put(turn, index, done(state), *resumed, _good_end(step, state, at))
        case OnboardingStatus.REJECTED:
            told = put(turn, index, state, entry(What.REJECTED, step, at))
            told = react(
                step, told, index, at=at, reason=Reason.REJECTED, reaction=step.on_rejection
            )
        case OnboardingStatus.EXPIRED if links.ends_early(step, state) is not None:
            told = links.ended(step, told, index, at)
        case OnboardingStatus.EXPIRED:
            told = deadline(step, told, index, at)
        case OnboardingStatus.CANCELLED:
            told = held(step, turn, index, state, at=at, reason=Reason.ENDED_ELSEWHERE)
        case OnboardingStatus.IN_PROGRESS | OnboardingStatus.REVIEW | OnboardingStatus.REQUESTED:
            told = _progress(step, turn, index, state, news)
        case _:
            told = turn  # an outcome that nobody knows is waited for
    return told


def approved(step: Step, turn: Turn, news: Decided) -> Turn:
    """Return what becomes of a held step that an operator lets pass."""
    index = turn.journey.position
    facts = {"reason": str(turn.journey.steps[index].reason)}
    told = entry(What.APPROVED, step, news.at, facts, by=news.by)
    passed = done(turn.journey.steps[index])
    if never_ran(step, turn.journey.steps[index]):
        passed = replace(passed, status=StepStatus.SKIPPED)
    return put(turn, index, passed, told)


def never_ran(step: Step, state: StepState) -> bool:
    """Tell whether it is known of a held launch that no workflow runs."""
    return step.kind is StepKind.LAUNCH and state.reason in NEVER_RAN


def retried(step: Step, turn: Turn, news: Decided) -> Turn:
    """Return what becomes of a held or delayed step that an operator wants tried again."""
    index = turn.journey.position
    state = turn.journey.steps[index]
    if state.status is StepStatus.DELAYED:
        state = replace(state, next_at=news.at, failures=0)
    elif is_looked_up(step, state):
        state = replace(state, status=StepStatus.TODO, reason=Reason.NONE, begun=0)
    else:
        state = anew(state)
    return put(turn, index, state, entry(What.RETRIED, step, news.at, by=news.by))


def is_looked_up(step: Step, state: StepState) -> bool:
    """Tell whether a retry of a held step finds out what came of the attempt before it asks."""
    unknown = step.kind is StepKind.LAUNCH and state.reason is Reason.UNKNOWN_OUTCOME
    return unknown or state.reason is Reason.DID_NOT_FINISH


def corrected(policy: Policy, turn: Turn, at: int) -> Turn:
    """Return what becomes of a refused step whose candidate has changed: it is tried again.

    Nobody was messaged by what was refused. It ends by count: data may change for other reasons.
    """
    index = turn.journey.position
    step, state = policy.steps[index], turn.journey.steps[index]
    refused = state.status is StepStatus.HELD and state.reason is Reason.REFUSED
    if not refused or state.corrected >= MOST_CORRECTIONS:
        return turn
    again = replace(anew(state), corrected=state.corrected + 1)
    return put(turn, index, again, entry(What.CORRECTED, step, at))


def _took(
    policy: Policy, turn: Turn, news: Performed, status: OnboardingStatus | None, left_out: str
) -> Turn:
    index = news.intent.index
    step, before = policy.steps[index], turn.journey.steps[index]
    state = replace(
        before, asked_at=news.at, next_at=None, failures=0, reason=Reason.NONE, fault=""
    )
    facts = {"onboardingId": state.onboarding_id} if state.onboarding_id else {}
    if left_out:
        facts["leftOut"] = left_out
    match step.kind:
        case StepKind.REPORT:
            facts = {"onboardingStatus": step.status}
            return put(turn, index, done(state), entry(What.REPORTED, step, news.at, facts))
        case StepKind.LAUNCH if status is OnboardingStatus.CANCELLED:
            reason = Reason.ENDED_ELSEWHERE
            return held(step, turn, index, state, at=news.at, reason=reason)
        case StepKind.LAUNCH:
            return put(turn, index, done(state), entry(What.LAUNCHED, step, news.at, facts))
        case StepKind.VERIFY:
            what = What.LINK_READY if step.delivery is Delivery.BUS else What.MESSAGE_SENT
            state = replace(state, status=StepStatus.AWAITING, seen=OnboardingStatus.REQUESTED)
            turn = put(turn, index, state, entry(what, step, news.at, facts))
            return seen(policy, turn, Seen(news.at, status)) if status else turn


def _later(  # noqa: PLR0913 - which step, how it stands, when and why
    step: Step,
    turn: Turn,
    index: int,
    state: StepState,
    *,
    at: int,
    reason: Reason,
    retry_after: int | None = None,
) -> Turn:
    """Return a step that is tried again later, and after two weeks of that is an operator's.

    One that needs a repair is an operator's from the beginning, and goes on by itself whenever it
    was repaired.
    """
    if state.failures >= MOST_TRIES and reason not in NEEDS_REPAIR:
        return held(step, turn, index, state, at=at, reason=reason or Reason.UNREACHABLE)
    later = replace(delayed(state, at, retry_after), reason=reason or state.reason)
    known = later.reason is state.reason
    facts = {"reason": str(reason)} | ({"fault": later.fault} if later.fault else {})
    return put(turn, index, later, *(() if known else (entry(What.DELAYED, step, at, facts),)))


def _progress(step: Step, turn: Turn, index: int, state: StepState, news: Seen) -> Turn:
    """Return the step after news that decide nothing. They do show that the partner was asked."""
    what = {
        OnboardingStatus.IN_PROGRESS: What.PERSON_BEGAN,
        OnboardingStatus.REVIEW: What.IN_REVIEW,
    }.get(news.status)
    told = (entry(what, step, news.at),) if what else ()
    if state.status is StepStatus.HELD and state.reason is Reason.UNKNOWN_OUTCOME:
        state = replace(
            state,
            status=StepStatus.AWAITING,
            reason=Reason.NONE,
            asked_at=state.asked_at or news.at,
        )
        told = (entry(What.RESUMED, step, news.at), *told)
    return put(turn, index, state, *told)


def _good_end(step: Step, state: StepState, at: int) -> Entry:
    if step.kind is StepKind.VERIFY:
        return entry(What.VERIFIED, step, at)
    return entry(What.LAUNCHED, step, at, {"onboardingId": state.attempts[-1]})


def _may_be_asked_again(step: Step) -> bool:
    """Tell whether the partner may be asked twice: for a link, which messages nobody."""
    return step.kind is StepKind.VERIFY and step.delivery is Delivery.BUS
