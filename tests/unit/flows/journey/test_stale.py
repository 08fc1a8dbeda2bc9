"""A decision answers what the operator saw: where that has changed, nothing is decided."""

from collections.abc import Callable

import pytest

from jetbridge.flows.journey import decide
from jetbridge.model.journey import Journey, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import AtStep, AtVersion, Decision, Question
from jetbridge.model.journey_rules import OvertakenError
from tests.fakes.hooks import HookedTable
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_simulation
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


def refused(simulation: Simulation, decision: Decision, answers: Question) -> None:
    """Decide on what was seen, and see that it changes nothing."""
    before, told = simulation.journey, simulation.story
    with pytest.raises(OvertakenError):
        simulation.decide(decision, answers)
    assert simulation.journey == before
    assert simulation.story == told
    assert not DECIDED & {*simulation.story}


def late(*steps: Document) -> Simulation:
    """Return a simulation whose person did not come in time for the first step."""
    simulation = a_simulation(policy(*steps))
    simulation.hire()
    simulation.work_off()
    simulation.wait(days=4)
    assert simulation.reason() is Reason.DEADLINE
    return simulation


def two_verifications() -> Simulation:
    """Return a simulation with two verifications, the person late for the first."""
    return late(
        verify(name="step-0", deadlineInHours=72),
        verify("sms", name="step-1"),
        LAUNCH | {"name": "step-2"},
        REPORT | {"name": "step-3"},
    )


def heard_of_failure(simulation: Simulation) -> None:
    """Have the failure of the first step stored, and the journey not moved."""
    simulation.fail(0)
    simulation.take()
    assert simulation.reason() is Reason.DEADLINE


def test_an_approval_of_lateness_does_not_approve_a_rejection(see: See) -> None:
    """The person passed the first step and failed the second while the operator thought."""
    # GIVEN an operator who saw that the person is late for the first step
    simulation = two_verifications()
    seen = see(simulation.journey)
    # WHEN the person comes, passes, and fails the next step
    simulation.succeed(0)
    simulation.work_off()
    simulation.fail(1)
    simulation.work_off()
    assert simulation.reason() is Reason.REJECTED
    # THEN the approval of the lateness changes nothing, and no workflow is launched
    refused(simulation, Decision.APPROVE, seen)
    simulation.work_off()
    assert not simulation.partners.enboarder.workflows


def test_a_retry_meant_for_a_link_sends_no_message(see: See) -> None:
    """The step that is held by now would text the person."""
    # GIVEN an operator who saw that the person is late for a link
    simulation = two_verifications()
    seen = see(simulation.journey)
    # WHEN another step, which sends a text message, is held by now
    simulation.succeed(0)
    simulation.work_off()
    simulation.wait(days=4)
    messages = len(simulation.partners.incode.messages)
    # THEN the retry changes nothing, and sends nothing
    refused(simulation, Decision.RETRY, seen)
    simulation.work_off()
    assert len(simulation.partners.incode.messages) == messages


def test_a_cancellation_of_somebody_late_does_not_end_a_completed_journey(see: See) -> None:
    """Whose workflow would be cancelled, too."""
    # GIVEN an operator who saw that the person is late
    steps = verify(name="step-0", deadlineInHours=72), LAUNCH | {"name": "step-1"}
    simulation = late(*steps)
    seen = see(simulation.journey)
    # WHEN the person comes, and all is done
    simulation.succeed()
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED
    # THEN the cancellation changes nothing
    refused(simulation, Decision.CANCEL, seen)
    assert simulation.partners.enboarder.running


def test_a_second_operator_does_not_retry_the_first_ones_retry(see: See) -> None:
    """Two who saw the same rejection ask the person once more, not twice."""
    # GIVEN a person who failed, and two operators who saw it
    simulation = a_simulation(policy(verify("sms", name="step-0")))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    seen = see(simulation.journey)
    # WHEN one has the person asked once more, who fails again
    simulation.decide(Decision.RETRY, seen)
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    # THEN the other's retry is refused
    with pytest.raises(OvertakenError):
        simulation.decide(Decision.RETRY, seen)
    assert simulation.step(0).attempt == 2
    assert len(simulation.partners.incode.messages) == 2


def test_a_repair_that_worked_is_not_followed_by_a_cancellation(see: See) -> None:
    """A delayed step was taken by the partner meanwhile."""
    # GIVEN an operator who saw that the partner does nothing
    simulation = a_simulation(policy(verify(name="step-0")))
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    assert simulation.step(0).status is StepStatus.DELAYED
    seen = see(simulation.journey)
    # WHEN the partner recovers
    simulation.partners.incode.trouble = Trouble.NONE
    simulation.wait(minutes=2)
    # THEN the cancellation is refused
    refused(simulation, Decision.CANCEL, seen)


def test_news_that_are_stored_come_before_a_decision(see: See) -> None:
    """The worker has not moved the journey yet: the decision does it first."""
    # GIVEN an operator who saw that the person is late
    simulation = two_verifications()
    seen = see(simulation.journey)
    # WHEN the person's failure is stored, and the journey not moved
    heard_of_failure(simulation)
    with pytest.raises(OvertakenError):
        simulation.decide(Decision.APPROVE, seen)
    # THEN the journey shows the rejection, and was not approved
    assert simulation.reason() is Reason.REJECTED
    assert not DECIDED & {*simulation.story}


def test_what_changes_while_a_decision_is_written_refuses_it(see: See) -> None:
    """The condition stands in the transaction that writes the decision."""
    # GIVEN an operator who saw that the person is late
    simulation = two_verifications()
    seen = see(simulation.journey)
    steps = iter(range(1_000))

    def meanwhile() -> None:
        # After everything was read, and before the decision is written.
        if next(steps) == 7:
            heard_of_failure(simulation)

    context = simulation.world.context(table=HookedTable(simulation.world.table, meanwhile))
    # WHEN the person fails in that moment
    with pytest.raises(OvertakenError):
        decide.decide(
            context, simulation.journey.id, Decision.APPROVE, by="operator-1", answers=seen
        )
    # THEN the rejection stands
    assert next(steps) > 8
    assert simulation.reason() is Reason.REJECTED


def test_what_was_seen_and_still_stands_is_decided(see: See) -> None:
    """A decision that answers the present state takes effect."""
    # GIVEN an operator who saw that the person is late
    simulation = two_verifications()
    # WHEN they approve
    simulation.decide(Decision.APPROVE, see(simulation.journey))
    # THEN the step counts as done
    assert simulation.step(0).status is StepStatus.DONE


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
    simulation = two_verifications()
    # WHEN the operator saw anything else, THEN nothing is decided
    for decision in Decision:
        refused(simulation, decision, answers)
