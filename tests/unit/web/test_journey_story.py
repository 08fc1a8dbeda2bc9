"""Whose turn it is, and what is wrong, for every way in which a journey may stand."""

from dataclasses import replace

import pytest

from jetbridge.model.journey import Journey, Reason, Status, StepState, StepStatus
from jetbridge.model.policy import Policy, Step, StepKind
from jetbridge.web import journey_status
from jetbridge.web.journey_status import Awaited, Who
from tests.fakes import journeys

POLICY = Policy(
    "demo",
    1,
    (
        Step("identity", StepKind.VERIFY, "incode", deadline=3_600),
        Step("welcome", StepKind.LAUNCH, "enboarder"),
    ),
)
JOURNEY = replace(
    journeys.BEGUN,
    id="jny_1",
    status=Status.WAITING,
    steps=(StepState(), StepState()),
    created_at=1_000,
    updated_at=1_000,
)
AWAITING = StepState(status=StepStatus.AWAITING, asked_at=1_000, onboarding_id="onb_1")
BEGUN = (replace(AWAITING, status=StepStatus.DONE, seen="verified"), StepState())


def standing(state: StepState) -> Journey:
    """Return a journey whose first step stands like that."""
    return replace(JOURNEY, steps=(state, StepState()))


def ending(closing: StepState, *states: StepState) -> Journey:
    """Return a journey that is being cancelled."""
    steps = states or (AWAITING, StepState())
    return replace(
        JOURNEY, status=Status.ENDING, ending=Status.CANCELLED, closing=closing, steps=steps
    )


@pytest.mark.parametrize(
    ("state", "awaited"),
    [
        (StepState(), (Who.NOBODY, None)),
        (StepState(status=StepStatus.ASKING, next_at=9), (Who.PARTNER, None)),
        (
            StepState(status=StepStatus.DELAYED, next_at=9, reason=Reason.UNREACHABLE),
            (Who.CLOCK, 9),
        ),
        (
            StepState(status=StepStatus.DELAYED, next_at=9, reason=Reason.NOT_CONNECTED),
            (Who.OPERATOR, 9),
        ),
        (StepState(status=StepStatus.HELD, reason=Reason.REJECTED), (Who.OPERATOR, None)),
        (AWAITING, (Who.PERSON, 4_600)),
        (replace(AWAITING, seen="in_progress"), (Who.PERSON, 4_600)),
        (replace(AWAITING, seen="review"), (Who.PARTNER, None)),
    ],
)
def test_it_is_somebodys_turn(state: StepState, awaited: tuple[Who, int | None]) -> None:
    """The person's, the partner's, the operator's, the clock's, or ours in this moment."""
    # WHEN an operator asks what is awaited
    found = journey_status.awaits(POLICY, standing(state))
    # THEN it is said who, and until when
    assert (found.who, found.until) == awaited
    assert found.what.endswith(".")


@pytest.mark.parametrize(
    ("closing", "states", "awaited"),
    [
        (StepState(), (), (Who.NOBODY, "")),
        (StepState(status=StepStatus.ASKING, next_at=9), (), (Who.PARTNER, "Incode")),
        (
            StepState(status=StepStatus.DELAYED, next_at=9, reason=Reason.UNREACHABLE),
            (BEGUN[0], replace(AWAITING, status=StepStatus.DONE)),
            (Who.CLOCK, "Enboarder"),
        ),
        (
            StepState(status=StepStatus.DELAYED, next_at=9, reason=Reason.UNREACHABLE),
            BEGUN,
            (Who.CLOCK, "SmartRecruiters"),
        ),
    ],
)
def test_what_is_being_cancelled_is_awaited_from_whom_it_is_cancelled_at(
    closing: StepState, states: tuple[StepState, ...], awaited: tuple[Who, str]
) -> None:
    """The latest step first, the report at last."""
    # WHEN an operator asks what is awaited
    found = journey_status.awaits(POLICY, ending(closing, *states))
    # THEN it is said who, and which partner
    assert found.who is awaited[0]
    assert awaited[1] in found.what


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_of_what_is_over_nothing_is_awaited(status: Status) -> None:
    """Whatever its steps are."""
    # GIVEN a journey that is over
    over = replace(JOURNEY, status=status, steps=(AWAITING, StepState()))
    # THEN nothing more is awaited
    assert journey_status.awaits(POLICY, over) == Awaited(Who.NOBODY, "Nothing more.")


@pytest.mark.parametrize(
    "journey",
    [
        standing(StepState()),
        standing(AWAITING),
        # A few seconds' wait, whose reason is not told.
        standing(StepState(status=StepStatus.DELAYED, next_at=9)),
        ending(StepState()),
        replace(JOURNEY, status=Status.CANCELLED, reason=Reason.BY_OPERATOR),
        replace(JOURNEY, status=Status.COMPLETED, steps=(BEGUN[0], BEGUN[0])),
    ],
)
def test_nothing_is_wrong_where_nothing_is(journey: Journey) -> None:
    """Waiting is no problem, nor is an end that an operator wanted."""
    # THEN nothing is wrong
    assert journey_status.problem(POLICY, journey) is None


def test_a_cancellation_that_waits_is_a_problem_of_its_partner() -> None:
    """Not of the step at which the journey stood."""
    # GIVEN a workflow that cannot be cancelled now, because Enboarder is not connected
    closing = StepState(status=StepStatus.DELAYED, next_at=9, reason=Reason.NOT_CONNECTED)
    launched = replace(AWAITING, status=StepStatus.DONE)
    # WHEN an operator asks what is wrong
    found = journey_status.problem(POLICY, ending(closing, BEGUN[0], launched))
    # THEN the advice is about the connection
    assert found
    assert "jetbridge connections list --tenant demo" in found.advice
    assert "jetbridge journeys retry jny_1" in found.advice


def test_a_failure_says_why() -> None:
    """With the field and the rule, and what begins a new journey."""
    # GIVEN a journey that failed by a refusal
    state = StepState(status=StepStatus.FAILED, reason=Reason.REFUSED, fault="/name required")
    failed = replace(standing(state), status=Status.FAILED, reason=Reason.REFUSED)
    # WHEN an operator asks what is wrong
    found = journey_status.problem(POLICY, failed)
    # THEN it is told
    assert found
    assert found.what == "Incode, or a rule of ours, found fault with the request: /name required."
    assert "A new journey begins" in found.advice


def test_every_decision_that_is_possible_is_awaited() -> None:
    """And no other: a new link needs a step whose person has one."""
    # GIVEN a person who was rejected, and a launch that waits for a decision
    held = StepState(status=StepStatus.HELD, reason=Reason.REJECTED, onboarding_id="onb_1")
    launch = StepState(status=StepStatus.HELD, reason=Reason.REFUSED)
    # WHEN it is asked what is awaited
    person = journey_status.awaits(POLICY, standing(held)).what
    partner = journey_status.awaits(POLICY, replace(JOURNEY, steps=(BEGUN[0], launch))).what
    # THEN it is every decision that would be taken
    assert person == "A decision: approve, retry, cancel, new-link or replace-link."
    assert partner == "A decision: approve, retry or cancel."


def test_a_lost_policy_is_the_operators() -> None:
    """A tenant is told whom to ask."""
    found = journey_status.problem(None, standing(AWAITING), by_api=True)
    assert found
    assert found.advice.startswith("Tell the operator of this service")
