"""Every line that the rules of a journey can write, found by trying everything."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Entry, Journey, Reason, StepState, StepStatus
from jetbridge.model.journey_events import (
    AtVersion,
    Claimed,
    Decided,
    Decision,
    DidNothing,
    HireEnded,
    JourneyEvent,
    NothingLeft,
    NotHired,
    Outdated,
    Performed,
    Refused,
    Seen,
    Silence,
    Took,
    Unclear,
    Woke,
)
from jetbridge.model.journey_transition import MAX_BEGUN, MAX_TRIES
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Reaction, Step, StepKind
from tests.fakes.clock import START
from tests.fakes.journeys import BEGUN

HOUR: Final = 3_600

_OUTCOMES: Final = (
    Took("onb_A"),
    DidNothing(),
    DidNothing(Reason.NONE, 30),
    DidNothing(Reason.NOT_CONNECTED),
    DidNothing(Reason.PARTNER_CREDENTIALS, fault="invalid_client"),
    DidNothing(Reason.UNKNOWN_OUTCOME),
    DidNothing(Reason.MESSAGE_LIMIT),
    Refused(reason=Reason.ALREADY_REQUESTED),
    Refused("/name missing", onboarding_id="onb_A"),
    Unclear("onb_A"),
    Outdated("onb_A"),
    NotHired(),
    NothingLeft(),
)


def every_line() -> Iterator[tuple[Journey, Entry]]:
    """Yield each line with the journey as it is after it, for every way to each state once."""
    for policy in _policies():
        for journey, entries in _transitions(policy):
            yield from ((journey, entry) for entry in entries)


def _transitions(policy: Policy) -> Iterator[tuple[Journey, tuple[Entry, ...]]]:
    """Yield each move from each state, once."""
    seen: set[object] = set()
    begun = rules.begin(policy, BEGUN)
    yield begun.journey, begun.entries
    open_ = [begun.journey]
    while open_:
        journey = open_.pop()
        for changes in _event(policy, journey):
            try:
                transition = rules.after(policy, journey, changes)
            except rules.NotPossibleError:
                continue
            yield transition.journey, transition.entries
            for after in (transition.journey, *_worn(transition.journey)):
                known = _gist(after)
                if known not in seen:
                    seen.add(known)
                    open_.append(after)


def every_state() -> Iterator[tuple[Policy, Journey]]:
    """Yield a journey in every state that `every_line` comes through, with its policy."""
    for policy in _policies():
        for journey in {_gist(moved): moved for moved, _ in _transitions(policy)}.values():
            yield policy, journey


def _worn(journey: Journey) -> Iterator[Journey]:
    """Yield a journey that is being asked for as it is after many tries that came to nothing."""
    (step,), closing = journey.steps, journey.closing
    if step.status is StepStatus.ASKING:
        yield from (replace(journey, steps=(worn,)) for worn in _tried(step))
    if closing.status is StepStatus.ASKING:
        yield from (replace(journey, closing=worn) for worn in _tried(closing))


def _tried(state: StepState) -> tuple[StepState, ...]:
    return replace(state, failures=MAX_TRIES), replace(state, begun=MAX_BEGUN)


def _is_worn(state: StepState) -> tuple[bool, bool]:
    asking = state.status is StepStatus.ASKING
    return asking and state.failures >= MAX_TRIES, asking and state.begun >= MAX_BEGUN


def _gist(journey: Journey) -> object:
    """Return what tells a journey's state from others, the counters and moments aside."""
    (step,), closing = journey.steps, journey.closing
    undone = journey.ending or journey.is_over
    return (
        journey.status,
        journey.ending,
        step.status,
        bool(step.attempts),
        (closing.status, closing.reason, _is_worn(closing), step.ended)
        if undone
        else (step.reason, step.seen, step.attempt > 1, _is_worn(step)),
    )


def _policies() -> Iterator[Policy]:
    """Yield a policy for each kind of step, with each reaction to what goes wrong."""
    for reaction in Reaction:
        yield _of("verify", "incode", reaction)
        yield _of("launch", "enboarder", reaction)
        yield _of("report", "smartrecruiters", reaction)
    yield _of("verify", "incode", Reaction.REVIEW, Delivery.SMS)


def _of(kind: str, partner: str, reaction: Reaction, delivery: Delivery = Delivery.BUS) -> Policy:
    step = Step(
        kind,
        StepKind(kind),
        partner,
        delivery=delivery,
        deadline=2 * HOUR,
        reminders=(HOUR,),
        on_rejection=reaction,
        on_deadline=reaction,
        on_refusal=reaction,
    )
    return Policy("demo", 1, (step,))


def _event(policy: Policy, journey: Journey) -> Iterator[JourneyEvent]:
    """Yield whatever may happen to a journey."""
    for at in (START, START + HOUR, START + 2 * HOUR, START + 40 * 24 * HOUR):
        yield Woke(at)
    yield Woke(START + HOUR, Silence.LIMIT)
    yield Claimed(START)
    yield HireEnded(START)
    yield from (Decided(START, each, "operator-1", AtVersion(journey.version)) for each in Decision)
    if journey.steps[0].attempts:
        yield from (Seen(START, status) for status in OnboardingStatus)
    wanted = rules.intent(policy, journey, START + 2 * HOUR)
    if wanted:
        yield from (Performed(START, wanted, each, journey.claims) for each in _OUTCOMES)
