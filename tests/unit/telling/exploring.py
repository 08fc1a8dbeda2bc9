"""Every line that the rules of a journey can write, found by trying everything."""

from collections.abc import Iterator
from typing import Final

from jetbridge.model import journey_rules as rules
from jetbridge.model.journey import Entry, Journey, Reason
from jetbridge.model.journey_news import (
    AtVersion,
    Claimed,
    Decided,
    Decision,
    DidNothing,
    HireEnded,
    News,
    NothingLeft,
    NotHired,
    Outdated,
    Performed,
    Refused,
    Seen,
    Took,
    Unclear,
    Woke,
)
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Delivery, Policy, Reaction, Step, StepKind
from tests.fakes.clock import START
from tests.fakes.journeys import BEGUN

HOUR: Final = 3_600

_OUTCOMES: Final = (
    Took("onb_A"),
    DidNothing(),
    DidNothing(Reason.NOT_CONNECTED),
    Refused("/name missing", onboarding_id="onb_A"),
    Unclear("onb_A"),
    Outdated("onb_A"),
    NotHired(),
    NothingLeft(),
)


def every_line() -> Iterator[tuple[Journey, Entry]]:
    """Yield each line with the journey as it is after it, for every way to each state once."""
    for policy in _policies():
        seen: set[object] = set()
        begun = rules.begin(policy, BEGUN)
        yield from ((begun.journey, entry) for entry in begun.entries)
        open_ = [begun.journey]
        while open_:
            journey = open_.pop()
            for news in _news(policy, journey):
                try:
                    turn = rules.after(policy, journey, news)
                except rules.NotPossible:
                    continue
                yield from ((turn.journey, entry) for entry in turn.entries)
                known = _gist(turn.journey)
                if known not in seen:
                    seen.add(known)
                    open_.append(turn.journey)


def _gist(journey: Journey) -> object:
    """Return what tells a journey's state from others, the counters and moments aside."""
    (step,), closing = journey.steps, journey.closing
    return (
        journey.status,
        journey.ending,
        step.status,
        step.reason,
        step.seen,
        step.attempt > 1,
        bool(step.attempts),
        closing.status,
        closing.reason,
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


def _news(policy: Policy, journey: Journey) -> Iterator[News]:
    """Yield whatever may happen to a journey."""
    for at in (START, START + HOUR, START + 2 * HOUR):
        yield Woke(at)
    yield Claimed(START)
    yield HireEnded(START)
    yield from (Decided(START, each, "operator-1", AtVersion(journey.version)) for each in Decision)
    if journey.steps[0].attempts:
        yield from (Seen(START, status) for status in OnboardingStatus)
    wanted = rules.intent(policy, journey, START + 2 * HOUR)
    if wanted:
        yield from (Performed(START, wanted, outcome) for outcome in _OUTCOMES)
