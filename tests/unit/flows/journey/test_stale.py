"""A decision answers what the operator saw: where that has changed, nothing is decided."""

from collections.abc import Callable

import pytest

from jetbridge.flows.journey import decide
from jetbridge.model.journey import Journey, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import AtStep, AtVersion, Decision, Question
from jetbridge.model.journey_rules import OvertakenError
from tests.fakes.hooks import HookedTable
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify

DECIDED = {What.APPROVED, What.RETRIED, What.CANCEL_REQUESTED}

type See = Callable[[Journey], Question]


def at_version(journey: Journey) -> Question:
    """Return what a person at a terminal answers."""
    return AtVersion(journey.version)


def at_step(journey: Journey) -> Question:
    """Return what a script answers: the policy's steps here are named by their positions."""
    state = journey.steps[journey.position]
    return AtStep(f"step-{journey.position}", state.attempt, state.reason)


@pytest.fixture(params=[at_version, at_step])
def see(request: pytest.FixtureRequest) -> See:
    """Return how an operator keeps what they saw."""
    chosen: See = request.param
    return chosen


def refused(house: House, decision: Decision, answers: Question) -> None:
    """Decide on what was seen, and see that it changes nothing."""
    before, told = house.journey, house.story
    with pytest.raises(OvertakenError):
        house.decide(decision, answers)
    assert house.journey == before
    assert house.story == told
    assert not DECIDED & {*house.story}


def late(*steps: Document) -> House:
    """Return a house whose person did not come in time for the first step."""
    house = a_house(policy(*steps))
    house.hire()
    house.work_off()
    house.wait(days=4)
    assert house.reason() is Reason.DEADLINE
    return house


def two_verifications() -> House:
    """Return a house with two verifications, the person late for the first."""
    return late(
        verify(name="step-0", deadlineInHours=72),
        verify("sms", name="step-1"),
        LAUNCH | {"name": "step-2"},
        REPORT | {"name": "step-3"},
    )


def heard_of_failure(house: House) -> None:
    """Have the failure of the first step stored, and the journey not moved."""
    house.fail(0)
    house.take()
    assert house.reason() is Reason.DEADLINE


def test_an_approval_of_lateness_does_not_approve_a_rejection(see: See) -> None:
    """The person passed the first step and failed the second while the operator thought."""
    # GIVEN an operator who saw that the person is late for the first step
    house = two_verifications()
    seen = see(house.journey)
    # WHEN the person comes, passes, and fails the next step
    house.succeed(0)
    house.work_off()
    house.fail(1)
    house.work_off()
    assert house.reason() is Reason.REJECTED
    # THEN the approval of the lateness changes nothing, and no workflow is launched
    refused(house, Decision.APPROVE, seen)
    house.work_off()
    assert not house.partners.enboarder.workflows


def test_a_retry_meant_for_a_link_sends_no_message(see: See) -> None:
    """The step that is held by now would text the person."""
    # GIVEN an operator who saw that the person is late for a link
    house = two_verifications()
    seen = see(house.journey)
    # WHEN another step, which sends a text message, is held by now
    house.succeed(0)
    house.work_off()
    house.wait(days=4)
    messages = len(house.partners.incode.messages)
    # THEN the retry changes nothing, and sends nothing
    refused(house, Decision.RETRY, seen)
    house.work_off()
    assert len(house.partners.incode.messages) == messages


def test_a_cancellation_of_somebody_late_does_not_end_a_completed_journey(see: See) -> None:
    """Whose workflow would be cancelled, too."""
    # GIVEN an operator who saw that the person is late
    steps = verify(name="step-0", deadlineInHours=72), LAUNCH | {"name": "step-1"}
    house = late(*steps)
    seen = see(house.journey)
    # WHEN the person comes, and all is done
    house.succeed()
    house.work_off()
    assert house.status() is Status.COMPLETED
    # THEN the cancellation changes nothing
    refused(house, Decision.CANCEL, seen)
    assert house.partners.enboarder.running


def test_a_second_operator_does_not_retry_the_first_ones_retry(see: See) -> None:
    """Two who saw the same rejection ask the person once more, not twice."""
    # GIVEN a person who failed, and two operators who saw it
    house = a_house(policy(verify("sms", name="step-0")))
    house.hire()
    house.work_off()
    house.fail()
    house.work_off()
    seen = see(house.journey)
    # WHEN one has the person asked once more, who fails again
    house.decide(Decision.RETRY, seen)
    house.work_off()
    house.fail()
    house.work_off()
    # THEN the other's retry is refused
    with pytest.raises(OvertakenError):
        house.decide(Decision.RETRY, seen)
    assert house.step(0).attempt == 2
    assert len(house.partners.incode.messages) == 2


def test_a_repair_that_worked_is_not_followed_by_a_cancellation(see: See) -> None:
    """A delayed step was taken by the partner meanwhile."""
    # GIVEN an operator who saw that the partner does nothing
    house = a_house(policy(verify(name="step-0")))
    house.partners.incode.trouble = Trouble.DOWN
    house.hire()
    house.work_off()
    assert house.step(0).status is StepStatus.DELAYED
    seen = see(house.journey)
    # WHEN the partner recovers
    house.partners.incode.trouble = Trouble.NONE
    house.wait(minutes=2)
    # THEN the cancellation is refused
    refused(house, Decision.CANCEL, seen)


def test_news_that_are_stored_come_before_a_decision(see: See) -> None:
    """The worker has not moved the journey yet: the decision does it first."""
    # GIVEN an operator who saw that the person is late
    house = two_verifications()
    seen = see(house.journey)
    # WHEN the person's failure is stored, and the journey not moved
    heard_of_failure(house)
    with pytest.raises(OvertakenError):
        house.decide(Decision.APPROVE, seen)
    # THEN the journey shows the rejection, and was not approved
    assert house.reason() is Reason.REJECTED
    assert not DECIDED & {*house.story}


def test_what_changes_while_a_decision_is_written_refuses_it(see: See) -> None:
    """The condition stands in the transaction that writes the decision."""
    # GIVEN an operator who saw that the person is late
    house = two_verifications()
    seen = see(house.journey)
    steps = iter(range(1_000))

    def meanwhile() -> None:
        # After everything was read, and before the decision is written.
        if next(steps) == 7:
            heard_of_failure(house)

    context = house.world.context(table=HookedTable(house.world.table, meanwhile))
    # WHEN the person fails in that moment
    with pytest.raises(OvertakenError):
        decide.decide(context, house.journey.id, Decision.APPROVE, by="operator-1", answers=seen)
    # THEN the rejection stands
    assert next(steps) > 8
    assert house.reason() is Reason.REJECTED


def test_what_was_seen_and_still_stands_is_decided(see: See) -> None:
    """A decision that answers the present state takes effect."""
    # GIVEN an operator who saw that the person is late
    house = two_verifications()
    # WHEN they approve
    house.decide(Decision.APPROVE, see(house.journey))
    # THEN the step counts as done
    assert house.step(0).status is StepStatus.DONE


@pytest.mark.parametrize(
    "answers",
    [
        AtVersion(1),
        AtStep("step-0", 2, Reason.DEADLINE),
        AtStep("step-0", 1, Reason.REJECTED),
        AtStep("step-0", 1, Reason.NONE),
        AtStep("step-1", 1, Reason.DEADLINE),
    ],
)
def test_each_part_of_what_was_seen_counts(answers: Question) -> None:
    """Version, step, attempt and reason."""
    # GIVEN a person who is late for the first attempt of the first step
    house = two_verifications()
    # WHEN the operator saw anything else, THEN nothing is decided
    for decision in Decision:
        refused(house, decision, answers)
