"""An operator's decisions: what each does to a journey, wherever it stands."""

import pytest

from jetbridge.model.journey import Status, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.journey_rules import NotPossibleError
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify

APPROVE, RETRY, CANCEL = Decision.APPROVE, Decision.RETRY, Decision.CANCEL


def hired() -> Simulation:
    """Return a simulation whose one hire has got an SMS."""
    simulation = a_simulation(policy(verify("sms"), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    return simulation


def delayed() -> Simulation:
    """Return a simulation whose one hire cannot be asked yet."""
    simulation = a_simulation(policy(verify("sms"), LAUNCH, REPORT))
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    simulation.partners.incode.trouble = Trouble.NONE
    # The broker leaves a token endpoint that failed alone for a moment.
    simulation.world.clock.advance(45)
    return simulation


def held() -> Simulation:
    """Return a simulation whose one hire failed to prove who they are."""
    simulation = hired()
    simulation.fail()
    simulation.work_off()
    return simulation


def completed() -> Simulation:
    """Return a simulation whose one hire is being welcomed."""
    simulation = hired()
    simulation.succeed()
    simulation.work_off()
    return simulation


def ending() -> Simulation:
    """Return a simulation in which a workflow cannot be cancelled yet."""
    simulation = completed()
    simulation.partners.enboarder.trouble = Trouble.DOWN
    simulation.take_back()
    simulation.work_off()
    simulation.partners.enboarder.trouble = Trouble.NONE
    return simulation


def failed() -> Simulation:
    """Return a simulation whose one journey has failed."""
    simulation = a_simulation(policy(verify(onRejection="stop")))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    return simulation


def cancelled() -> Simulation:
    """Return a simulation whose one hire was taken back."""
    simulation = hired()
    simulation.take_back()
    simulation.work_off()
    return simulation


@pytest.mark.parametrize(
    ("before", "decision", "after", "line"),
    [
        (hired, CANCEL, Status.CANCELLED, What.CANCEL_REQUESTED),
        (delayed, RETRY, Status.WAITING, What.RETRIED),
        (delayed, CANCEL, Status.CANCELLED, What.CANCEL_REQUESTED),
        (held, APPROVE, Status.COMPLETED, What.APPROVED),
        (held, RETRY, Status.WAITING, What.RETRIED),
        (held, CANCEL, Status.CANCELLED, What.CANCEL_REQUESTED),
        (completed, CANCEL, Status.CANCELLED, What.CANCEL_REQUESTED),
        (ending, RETRY, Status.CANCELLED, What.RETRIED),
    ],
)
def test_a_decision_takes_effect_and_shows(
    before: object, decision: Decision, after: Status, line: What
) -> None:
    """The timeline says who decided what, and the journey goes on from there."""
    # GIVEN a journey that waits for something
    assert callable(before)
    simulation: Simulation = before()
    # WHEN an operator decides
    simulation.decide(decision)
    simulation.work_off()
    # THEN the journey goes on as decided
    assert simulation.status() is after
    (told,) = [each for each in simulation.timeline if each.what is line]
    assert told.by == "operator-1"


@pytest.mark.parametrize(
    ("before", "decisions"),
    [
        (hired, [APPROVE, RETRY]),
        (delayed, [APPROVE]),
        (completed, [APPROVE, RETRY]),
        (ending, [APPROVE, CANCEL]),
        (failed, [APPROVE, RETRY, CANCEL]),
        (cancelled, [APPROVE, RETRY, CANCEL]),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    before: object, decisions: list[Decision]
) -> None:
    """It says why, and changes nothing."""
    # GIVEN a journey that waits for no such decision
    assert callable(before)
    simulation: Simulation = before()
    story, journey = simulation.story, simulation.journey
    for decision in decisions:
        # WHEN an operator decides all the same, THEN it is refused
        with pytest.raises(NotPossibleError):
            simulation.decide(decision)
        simulation.work_off()
        # AND nothing has changed
        assert (simulation.story, simulation.journey) == (story, journey), decision


def test_trying_again_messages_the_person_once_more_and_counts_either_answer() -> None:
    """A decision is the one thing that sends a second message."""
    # GIVEN a journey whose person failed, and is asked again
    simulation = held()
    simulation.decide(RETRY)
    simulation.work_off()
    assert len(simulation.partners.incode.messages) == 2
    assert simulation.step(0).attempt == 2
    # WHEN they succeed this time
    simulation.succeed()
    simulation.work_off()
    # THEN the journey goes on
    assert simulation.status() is Status.COMPLETED


def test_cancelling_undoes_and_tells() -> None:
    """An operator's cancellation closes links, cancels workflows and is told to the recruiter."""
    # GIVEN a person who is being welcomed
    simulation = completed()
    # WHEN an operator cancels the journey
    simulation.decide(CANCEL)
    simulation.work_off()
    # THEN the workflow is cancelled, and SmartRecruiters shows that it came to nothing
    assert not simulation.partners.enboarder.running
    said = ["ONBOARDING_SUCCESSFUL", "ONBOARDING_FAILED"]
    assert simulation.partners.smartrecruiters.reported == said


def test_an_operator_may_try_a_delayed_step_before_its_time() -> None:
    """An operator who has fixed the partner need not wait for the clock."""
    # GIVEN a step that is tried again in a minute or an hour
    simulation = delayed()
    assert simulation.step(0).status is StepStatus.DELAYED
    # WHEN an operator has it tried now
    simulation.decide(RETRY)
    simulation.work_off()
    # THEN the person has got their message, and it was the same attempt
    assert len(simulation.partners.incode.messages) == 1
    assert simulation.step(0).attempt == 1
