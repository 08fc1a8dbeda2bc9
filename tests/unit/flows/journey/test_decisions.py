"""An operator's decisions: what each does to a journey, wherever it stands."""

import pytest

from jetbridge.model.journey import Status, StepStatus, What
from jetbridge.model.journey_events import Decision
from jetbridge.model.journey_rules import NotPossibleError
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify

APPROVE, RETRY, CANCEL = Decision.APPROVE, Decision.RETRY, Decision.CANCEL


def hired() -> House:
    """Return a house whose one hire has got an SMS."""
    house = a_house(policy(verify("sms"), LAUNCH, REPORT))
    house.hire()
    house.work_off()
    return house


def delayed() -> House:
    """Return a house whose one hire cannot be asked yet."""
    house = a_house(policy(verify("sms"), LAUNCH, REPORT))
    house.partners.incode.trouble = Trouble.DOWN
    house.hire()
    house.work_off()
    house.partners.incode.trouble = Trouble.NONE
    # The broker leaves a token endpoint that failed alone for a moment.
    house.world.clock.advance(45)
    return house


def held() -> House:
    """Return a house whose one hire failed to prove who they are."""
    house = hired()
    house.fail()
    house.work_off()
    return house


def completed() -> House:
    """Return a house whose one hire is being welcomed."""
    house = hired()
    house.succeed()
    house.work_off()
    return house


def ending() -> House:
    """Return a house in which a workflow cannot be cancelled yet."""
    house = completed()
    house.partners.enboarder.trouble = Trouble.DOWN
    house.take_back()
    house.work_off()
    house.partners.enboarder.trouble = Trouble.NONE
    return house


def failed() -> House:
    """Return a house whose one journey has failed."""
    house = a_house(policy(verify(onRejection="stop")))
    house.hire()
    house.work_off()
    house.fail()
    house.work_off()
    return house


def cancelled() -> House:
    """Return a house whose one hire was taken back."""
    house = hired()
    house.take_back()
    house.work_off()
    return house


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
    house: House = before()
    # WHEN an operator decides
    house.decide(decision)
    house.work_off()
    # THEN the journey goes on as decided
    assert house.status() is after
    (told,) = [each for each in house.timeline if each.what is line]
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
    house: House = before()
    story, journey = house.story, house.journey
    for decision in decisions:
        # WHEN an operator decides all the same, THEN it is refused
        with pytest.raises(NotPossibleError):
            house.decide(decision)
        house.work_off()
        # AND nothing has changed
        assert (house.story, house.journey) == (story, journey), decision


def test_trying_again_messages_the_person_once_more_and_counts_either_answer() -> None:
    """A decision is the one thing that sends a second message."""
    # GIVEN a journey whose person failed, and is asked again
    house = held()
    house.decide(RETRY)
    house.work_off()
    assert len(house.partners.incode.messages) == 2
    assert house.step(0).attempt == 2
    # WHEN they succeed this time
    house.succeed()
    house.work_off()
    # THEN the journey goes on
    assert house.status() is Status.COMPLETED


def test_cancelling_undoes_and_tells() -> None:
    """An operator's cancellation closes links, cancels workflows and is told to the recruiter."""
    # GIVEN a person who is being welcomed
    house = completed()
    # WHEN an operator cancels the journey
    house.decide(CANCEL)
    house.work_off()
    # THEN the workflow is cancelled, and SmartRecruiters shows that it came to nothing
    assert not house.partners.enboarder.running
    said = ["ONBOARDING_SUCCESSFUL", "ONBOARDING_FAILED"]
    assert house.partners.smartrecruiters.reported == said


def test_an_operator_may_try_a_delayed_step_before_its_time() -> None:
    """Whoever has fixed the partner need not wait for the clock."""
    # GIVEN a step that is tried again in a minute or an hour
    house = delayed()
    assert house.step(0).status is StepStatus.DELAYED
    # WHEN an operator has it tried now
    house.decide(RETRY)
    house.work_off()
    # THEN the person has got their message, and it was the same attempt
    assert len(house.partners.incode.messages) == 1
    assert house.step(0).attempt == 1
