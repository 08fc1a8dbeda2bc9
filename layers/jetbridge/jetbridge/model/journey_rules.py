"""How a journey moves: pure functions of a policy, a journey and what happened.

    begin     a hire            → its journey, with every step still to do
    intent    what it wants     → the one effect that is to come next, or nothing
    after     what happened     → the journey after it, and the lines of its timeline
    due_at    when to look      → the moment at which something may happen by itself

Nothing here asks the time, draws an id or does I/O. News that change nothing, because they come
twice or too late, leave the journey as it is. While a journey runs, its present step moves
(`jetbridge.model.journey_steps`); once it is to end early, what it began is undone
(`jetbridge.model.journey_ending`).
"""

from dataclasses import replace

from jetbridge.model import journey_attention as attention
from jetbridge.model import journey_ending as ending
from jetbridge.model import journey_links as links
from jetbridge.model import journey_steps as steps
from jetbridge.model import journey_waits as waits
from jetbridge.model.journey import (
    NEEDS_REPAIR,
    Entry,
    Journey,
    Reason,
    Status,
    StepState,
    StepStatus,
    What,
)
from jetbridge.model.journey_news import (
    Aim,
    AtStep,
    AtVersion,
    Claimed,
    Corrected,
    Decided,
    Decision,
    HireEnded,
    Intent,
    Merged,
    News,
    NotHired,
    Performed,
    Question,
    Seen,
    Silence,
    TenantOffboarded,
    Woke,
)
from jetbridge.model.journey_turn import Turn, claimed, closed, is_due, put
from jetbridge.model.policy import Policy, Step

_STATUSES = {
    StepStatus.TODO: Status.RUNNING,
    StepStatus.ASKING: Status.RUNNING,
    StepStatus.DELAYED: Status.WAITING,
    StepStatus.AWAITING: Status.WAITING,
    StepStatus.HELD: Status.NEEDS_ATTENTION,
}
"""What a journey is while its present step is like this."""


class NotPossible(Exception):  # noqa: N818 - reads as the outcome it names
    """An operator's decision makes no sense for the journey as it stands. Says why."""


class Overtaken(Exception):  # noqa: N818 - reads as the outcome it names
    """The journey no longer stands where it stood when the operator looked at it."""


def begin(policy: Policy, journey: Journey) -> Turn:
    """Return a new journey as it is stored first: `journey` with its steps."""
    fresh = replace(
        journey,
        policy_version=policy.version,
        status=Status.RUNNING,
        steps=tuple(StepState() for _ in policy.steps),
    )
    facts = {"round": str(fresh.round), "policyVersion": str(policy.version)}
    return Turn(fresh, (Entry(What.STARTED, fresh.created_at, facts=facts),))


def after(policy: Policy, journey: Journey, news: News) -> Turn:
    """Return what becomes of a journey.

    Raises:
        Overtaken: an operator's decision was made for another state of the journey.
        NotPossible: an operator's decision makes no sense now.
    """
    if journey.erased_at is not None:
        return _unmoved(journey, news)
    turn = _moved(policy, Turn(journey), news)
    if turn.journey == journey:
        return turn
    turn = _settled(policy, turn, news.at)
    settled = attention.standing(journey, turn.journey, news.at)
    return replace(turn, journey=replace(settled, updated_at=news.at))


def intent(policy: Policy, journey: Journey, now: int) -> Intent | None:
    """Return what is to be done next; None where it is not our turn, or not yet."""
    if journey.is_over:
        return None
    if journey.ending:
        return ending.intent(policy, journey, now)
    state = journey.steps[journey.position]
    if not is_due(state, now):
        return None
    step = policy.steps[journey.position]
    key = journey.request_key(step.name, state.attempt)
    return Intent(Aim(step.kind), journey.position, key)


def due_at(policy: Policy, journey: Journey) -> int | None:
    """Return when something may happen by itself, in Unix seconds; None: never.

    What is to be done at once is due since the journey was last changed.
    """
    if journey.is_over or journey.erased_at is not None:
        return None
    if journey.ending:
        return ending.due_at(journey)
    state = journey.steps[journey.position]
    if state.status is StepStatus.AWAITING:
        return waits.next_moment(policy.steps[journey.position], state)
    moments = closed(state, journey.updated_at), attention.next_moment(journey)
    return min((each for each in moments if each is not None), default=None)


def _unmoved(journey: Journey, news: News) -> Turn:
    """Return a journey of an erased person as it is: nobody knows any more whom it was about."""
    if isinstance(news, Decided):
        raise NotPossible("the person was erased")
    return Turn(journey)


def _moved(policy: Policy, turn: Turn, news: News) -> Turn:
    moved = turn
    match news:
        case Claimed():
            moved = _claimed(policy, turn, news)
        case Performed() if news.claim == turn.journey.claims:
            moved = _performed(policy, _heard(turn, news), news)
        case HireEnded() | Merged() | TenantOffboarded():
            moved = _about_hire(turn, news)
        case Corrected() if _is_running(turn.journey):
            moved = steps.corrected(policy, turn, news.at)
        case Decided():
            moved = _decided(policy, turn, news)
        case Seen() if _is_running(turn.journey):
            moved = steps.seen(policy, turn, news)
        case Woke(at, silence) if _is_running(turn.journey):
            moved = waits.woke(policy, turn, at, silence)
            step = policy.steps[turn.journey.position]
            is_told = silence is not Silence.LEFT
            moved = attention.woke((step.name, step.partner), moved, at, is_told=is_told)
        case Woke() if turn.journey.ending:
            moved = ending.woke(policy, turn, news.at)
    return moved


def _about_hire(turn: Turn, news: HireEnded | Merged | TenantOffboarded) -> Turn:
    match news:
        case HireEnded(at, reason):
            return ending.hire_ended(turn, at, reason)
        case Merged():
            return _merged(turn, news)
        case TenantOffboarded(at, by) if _is_running(turn.journey):
            return ending.cancel(turn, at, by, Reason.TENANT_OFFBOARDED)
        case TenantOffboarded():
            return turn


def _performed(policy: Policy, turn: Turn, news: Performed) -> Turn:
    match news:
        case Performed(intent=Intent(aim=Aim.WITHDRAW | Aim.CANCEL | Aim.REPORT_FAILURE)):
            return ending.performed(policy, turn, news)
        case Performed() if not _is_running(turn.journey):
            return ending.overtaken(policy, turn, news)
        case Performed(outcome=NotHired(reason=reason)):
            return ending.hire_ended(steps.not_asked(turn, news), news.at, reason)
        case _:
            return steps.performed(policy, turn, news)


def _heard(turn: Turn, news: Performed) -> Turn:
    """Return the turn with what was called on record: by whatever rule it goes on."""
    undoes = news.intent.aim in (Aim.WITHDRAW, Aim.CANCEL, Aim.REPORT_FAILURE)
    index = news.intent.index
    state = turn.journey.closing if undoes else turn.journey.steps[index]
    if state.status is not StepStatus.ASKING or not news.calls:
        return turn
    heard = replace(state, calls=state.calls + news.calls, answer=news.answer)
    if undoes:
        return replace(turn, journey=replace(turn.journey, closing=heard))
    return put(turn, index, heard)


def _merged(turn: Turn, news: Merged) -> Turn:
    """Return the journey of the candidate who is left. What was begun goes on for them.

    The timeline names neither of the two: only what is stored as their ids can be erased.
    """
    journey = turn.journey
    if journey.candidate_id == news.candidate_id:
        return turn
    followed = replace(
        journey,
        candidate_id=news.candidate_id,
        application_id=news.application_id or journey.application_id,
        former_candidate_ids=(*journey.former_candidate_ids, journey.candidate_id),
    )
    return Turn(followed, (*turn.entries, Entry(What.CANDIDATE_FOLLOWED, news.at)))


def _claimed(policy: Policy, turn: Turn, news: Claimed) -> Turn:
    journey = turn.journey
    wanted = intent(policy, journey, news.at)
    if wanted is None:
        return turn
    before = journey.closing if journey.ending else journey.steps[wanted.index]
    asking = claimed(before, news.at)
    turn = replace(turn, journey=replace(journey, claims=journey.claims + 1))
    if journey.ending:
        return replace(turn, journey=replace(turn.journey, closing=asking))
    return put(turn, wanted.index, asking)


def _decided(policy: Policy, turn: Turn, news: Decided) -> Turn:
    journey = turn.journey
    if not _stands(policy, journey, news.answers):
        raise Overtaken
    if news.decision is Decision.CANCEL:
        if journey.ending or journey.status in (Status.FAILED, Status.CANCELLED):
            raise NotPossible(f"the journey is {journey.status}")
        return ending.cancel(turn, news.at, news.by)
    delayed = journey.closing.status is StepStatus.DELAYED
    if journey.ending and delayed and news.decision is Decision.RETRY:
        return ending.retry(turn, news.at, news.by)
    if not _is_running(journey):
        raise NotPossible(f"the journey is {journey.status}")
    return _about_step(policy.steps[journey.position], turn, news)


def _about_step(step: Step, turn: Turn, news: Decided) -> Turn:
    state = turn.journey.steps[turn.journey.position]
    if news.decision in (Decision.NEW_LINK, Decision.REPLACE_LINK):
        why_not = links.why_not(step, state)
        if why_not:
            raise NotPossible(why_not)
        return links.replaced(step, turn, news)
    if news.decision is Decision.APPROVE:
        if state.status is not StepStatus.HELD:
            raise NotPossible(f"the step {step.name} waits for no decision: it is {state.status}")
        return steps.approved(step, turn, news)
    if state.status not in (StepStatus.HELD, StepStatus.DELAYED):
        raise NotPossible(f"the step {step.name} is {state.status}: there is nothing to retry")
    return steps.retried(step, turn, news)


def _stands(policy: Policy, journey: Journey, question: Question) -> bool:
    """Tell whether a journey still stands where the operator saw it."""
    match question:
        case AtVersion(version):
            return journey.version == version
        case AtStep(name, attempt, reason):
            if not _is_running(journey):
                return False
            state = journey.steps[journey.position]
            present = policy.steps[journey.position].name
            return (present, state.attempt, state.reason) == (name, attempt, reason)


def _is_running(journey: Journey) -> bool:
    return not journey.ending and not journey.is_over


def _settled(policy: Policy, turn: Turn, at: int) -> Turn:
    """Draw the journey's status from where its steps stand."""
    journey = turn.journey
    if journey.ending:
        return ending.settled(policy, turn, at)
    if journey.position == len(journey.steps):
        done = replace(journey, status=Status.COMPLETED, reason=Reason.NONE)
        pairs = zip(policy.steps, journey.steps, strict=True)
        skipped = [step.name for step, state in pairs if state.status is StepStatus.SKIPPED]
        facts = {"skipped": ", ".join(skipped)} if skipped else {}
        return Turn(done, (*turn.entries, Entry(What.COMPLETED, at, facts=facts)))
    state = journey.steps[journey.position]
    status = _STATUSES[state.status]
    if state.reason in NEEDS_REPAIR:
        status = Status.NEEDS_ATTENTION
    return replace(turn, journey=replace(journey, status=status, reason=state.reason))
