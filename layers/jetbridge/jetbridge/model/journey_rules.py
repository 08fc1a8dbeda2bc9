"""How a journey moves: pure functions of a policy, a journey and what happened.

    begin     a hire            → its journey, with every step still to do
    intent    what it wants     → the one effect that is to come next, or nothing
    after     what happened     → the journey after it, and the lines of its timeline
    due_at    when to look      → the moment at which something may happen by itself

Nothing here asks the time, draws an id or does I/O. Events that change nothing, because they come
twice or too late, leave the journey as it is. While a journey runs, its present step moves
(`jetbridge.model.journey_steps`); once it is to end early, what it began is undone
(`jetbridge.model.journey_ending`).
"""

from jetbridge.model import journey_attention as attention
from jetbridge.model import journey_ending as ending
from jetbridge.model import journey_links as links
from jetbridge.model import journey_steps as steps
from jetbridge.model import journey_waits as waits
from jetbridge.model.errors import JetbridgeError
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
from jetbridge.model.journey_events import (
    AtStep,
    AtVersion,
    Claimed,
    Corrected,
    Decided,
    Decision,
    Effect,
    HireEnded,
    Intent,
    JourneyEvent,
    Merged,
    NotHired,
    Performed,
    Question,
    Seen,
    Silence,
    TenantOffboarded,
    Woke,
)
from jetbridge.model.journey_transition import Transition, claimed, closed, is_due, put
from jetbridge.model.policy import Policy, Step
from jetbridge.model.record import replace

_STATUSES = {
    StepStatus.TODO: Status.RUNNING,
    StepStatus.ASKING: Status.RUNNING,
    StepStatus.DELAYED: Status.WAITING,
    StepStatus.AWAITING: Status.WAITING,
    StepStatus.HELD: Status.NEEDS_ATTENTION,
}
"""What a journey is while its present step is like this."""


class NotPossibleError(JetbridgeError):
    """An operator's decision makes no sense for the journey as it stands. Says why."""


class OvertakenError(JetbridgeError):
    """The journey no longer stands where it stood when the operator looked at it."""


def begin(policy: Policy, journey: Journey) -> Transition:
    """Return a new journey as it is stored first: `journey` with its steps."""
    fresh = replace(
        journey,
        policy_version=policy.version,
        status=Status.RUNNING,
        steps=tuple(StepState() for _ in policy.steps),
    )
    facts = {"round": str(fresh.sequence), "policyVersion": str(policy.version)}
    return Transition(fresh, (Entry(What.STARTED, fresh.created_at, facts=facts),))


def after(policy: Policy, journey: Journey, event: JourneyEvent) -> Transition:
    """Return what becomes of a journey.

    Raises:
        OvertakenError: an operator's decision was made for another state of the journey.
        NotPossibleError: an operator's decision makes no sense now.
    """
    if journey.erased_at is not None:
        return _unmoved(journey, event)
    transition = _moved(policy, Transition(journey), event)
    if transition.journey == journey:
        return transition
    transition = _settled(policy, transition, event.at)
    settled = attention.standing(journey, transition.journey, event.at)
    return replace(transition, journey=replace(settled, updated_at=event.at))


def intent(policy: Policy, journey: Journey, now: int) -> Intent | None:
    """Return the effect to make next; None where there is none, or not yet."""
    if journey.is_over:
        return None
    if journey.ending:
        return ending.intent(policy, journey, now)
    state = journey.steps[journey.position]
    if not is_due(state, now):
        return None
    step = policy.steps[journey.position]
    key = journey.request_key(step.name, state.attempt)
    return Intent(Effect(step.kind), journey.position, key)


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


def _unmoved(journey: Journey, event: JourneyEvent) -> Transition:
    """Return a journey of an erased person as it is: whom it was about is no longer known."""
    if isinstance(event, Decided):
        raise NotPossibleError("the person was erased")
    return Transition(journey)


def _moved(policy: Policy, transition: Transition, event: JourneyEvent) -> Transition:
    moved = transition
    match event:
        case Claimed():
            moved = _claimed(policy, transition, event)
        case Performed() if event.claim == transition.journey.claims:
            moved = _performed(policy, _heard(transition, event), event)
        case HireEnded() | Merged() | TenantOffboarded():
            moved = _about_hire(transition, event)
        case Corrected() if _is_running(transition.journey):
            moved = steps.corrected(policy, transition, event.at)
        case Decided():
            moved = _decided(policy, transition, event)
        case Seen() if _is_running(transition.journey):
            moved = steps.seen(policy, transition, event)
        case Woke(at, silence) if _is_running(transition.journey):
            moved = waits.woke(policy, transition, at, silence)
            step = policy.steps[transition.journey.position]
            is_told = silence is not Silence.LEFT
            moved = attention.woke((step.name, step.partner), moved, at, is_told=is_told)
        case Woke() if transition.journey.ending:
            moved = ending.woke(policy, transition, event.at)
    return moved


def _about_hire(transition: Transition, event: HireEnded | Merged | TenantOffboarded) -> Transition:
    match event:
        case HireEnded(at, reason):
            return ending.hire_ended(transition, at, reason)
        case Merged():
            return _merged(transition, event)
        case TenantOffboarded(at, by) if _is_running(transition.journey):
            return ending.cancel(transition, at, by, Reason.TENANT_OFFBOARDED)
        case TenantOffboarded():
            return transition


def _performed(policy: Policy, transition: Transition, event: Performed) -> Transition:
    match event:
        case Performed(
            intent=Intent(effect=Effect.WITHDRAW | Effect.CANCEL | Effect.REPORT_FAILURE)
        ):
            return ending.performed(policy, transition, event)
        case Performed() if not _is_running(transition.journey):
            return ending.overtaken(policy, transition, event)
        case Performed(outcome=NotHired(reason=reason)):
            return ending.hire_ended(steps.not_asked(transition, event), event.at, reason)
        case _:
            return steps.performed(policy, transition, event)


def _heard(transition: Transition, event: Performed) -> Transition:
    """Return the transition with what was called on record: by whatever rule it goes on."""
    undoes = event.intent.effect in (Effect.WITHDRAW, Effect.CANCEL, Effect.REPORT_FAILURE)
    index = event.intent.index
    state = transition.journey.closing if undoes else transition.journey.steps[index]
    if state.status is not StepStatus.ASKING or not event.calls:
        return transition
    heard = replace(state, calls=state.calls + event.calls, answer=event.answer)
    if undoes:
        return replace(transition, journey=replace(transition.journey, closing=heard))
    return put(transition, index, heard)


def _merged(transition: Transition, event: Merged) -> Transition:
    """Return the journey of the candidate who is left. What was begun goes on for them.

    The timeline names neither of the two: only what is stored as their ids can be erased.
    """
    journey = transition.journey
    if journey.candidate_id == event.candidate_id:
        return transition
    followed = replace(
        journey,
        candidate_id=event.candidate_id,
        application_id=event.application_id or journey.application_id,
        former_candidate_ids=(*journey.former_candidate_ids, journey.candidate_id),
    )
    return Transition(followed, (*transition.entries, Entry(What.CANDIDATE_FOLLOWED, event.at)))


def _claimed(policy: Policy, transition: Transition, event: Claimed) -> Transition:
    journey = transition.journey
    wanted = intent(policy, journey, event.at)
    if wanted is None:
        return transition
    before = journey.closing if journey.ending else journey.steps[wanted.index]
    asking = claimed(before, event.at)
    transition = replace(transition, journey=replace(journey, claims=journey.claims + 1))
    if journey.ending:
        return replace(transition, journey=replace(transition.journey, closing=asking))
    return put(transition, wanted.index, asking)


def _decided(policy: Policy, transition: Transition, event: Decided) -> Transition:
    journey = transition.journey
    if not _stands(policy, journey, event.answers):
        raise OvertakenError
    if event.decision is Decision.CANCEL:
        if journey.ending or journey.status in (Status.FAILED, Status.CANCELLED):
            raise NotPossibleError(f"the journey is {journey.status}")
        return ending.cancel(transition, event.at, event.by)
    delayed = journey.closing.status is StepStatus.DELAYED
    if journey.ending and delayed and event.decision is Decision.RETRY:
        return ending.retry(transition, event.at, event.by)
    if not _is_running(journey):
        raise NotPossibleError(f"the journey is {journey.status}")
    return _about_step(policy.steps[journey.position], transition, event)


def _about_step(step: Step, transition: Transition, event: Decided) -> Transition:
    state = transition.journey.steps[transition.journey.position]
    if event.decision in (Decision.NEW_LINK, Decision.REPLACE_LINK):
        why_not = links.why_not(step, state)
        if why_not:
            raise NotPossibleError(why_not)
        return links.replaced(step, transition, event)
    if event.decision is Decision.APPROVE:
        if state.status is not StepStatus.HELD:
            raise NotPossibleError(
                f"the step {step.name} waits for no decision: it is {state.status}"
            )
        return steps.approved(step, transition, event)
    if state.status not in (StepStatus.HELD, StepStatus.DELAYED):
        raise NotPossibleError(f"the step {step.name} is {state.status}: there is nothing to retry")
    return steps.retried(step, transition, event)


def _stands(policy: Policy, journey: Journey, question: Question) -> bool:
    """Return whether a journey still stands where the operator saw it."""
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


def _settled(policy: Policy, transition: Transition, at: int) -> Transition:
    """Draw the journey's status from where its steps stand."""
    journey = transition.journey
    if journey.ending:
        return ending.settled(policy, transition, at)
    if journey.position == len(journey.steps):
        done = replace(journey, status=Status.COMPLETED, reason=Reason.NONE)
        pairs = zip(policy.steps, journey.steps, strict=True)
        skipped = [step.name for step, state in pairs if state.status is StepStatus.SKIPPED]
        facts = {"skipped": ", ".join(skipped)} if skipped else {}
        return Transition(done, (*transition.entries, Entry(What.COMPLETED, at, facts=facts)))
    state = journey.steps[journey.position]
    status = _STATUSES[state.status]
    if state.reason in NEEDS_REPAIR:
        status = Status.NEEDS_ATTENTION
    return replace(transition, journey=replace(journey, status=status, reason=state.reason))
