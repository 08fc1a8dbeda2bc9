"""What becomes of a journey while a person has the next word: verdicts, silence, reminders."""

import pytest

from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.onboarding import Status as OnboardingStatus
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, by_onboarder, policy, verify


def awaiting(**more: object) -> Simulation:
    """Return a simulation whose one journey waits for a person, for three days."""
    simulation = a_simulation(policy(verify() | more, LAUNCH))
    simulation.hire()
    simulation.work_off()
    return simulation


@pytest.mark.parametrize(
    ("reaction", "status", "launched", "said"),
    [
        ("stop", Status.FAILED, 0, ["ONBOARDING_FAILED"]),
        ("review", Status.NEEDS_ATTENTION, 0, []),
        ("continue", Status.COMPLETED, 1, []),
    ],
)
def test_a_rejection_does_what_the_policy_says(
    reaction: str, status: Status, launched: int, said: list[str]
) -> None:
    """It stops the journey, calls an operator, or is passed over."""
    # GIVEN a journey by a policy that says what a rejection does
    simulation = awaiting(onRejection=reaction)
    # WHEN the person fails to prove who they are
    simulation.fail()
    simulation.work_off()
    # THEN that is what became of it
    assert simulation.status() is status
    assert len(simulation.partners.enboarder.running) == launched
    assert simulation.partners.smartrecruiters.reported == said
    assert What.REJECTED in simulation.story


@pytest.mark.parametrize(
    ("reaction", "status"),
    [
        ("stop", Status.FAILED),
        ("review", Status.NEEDS_ATTENTION),
        ("continue", Status.COMPLETED),
    ],
)
def test_silence_does_what_the_policy_says(reaction: str, status: Status) -> None:
    """A deadline that passes does the same three things."""
    # GIVEN a journey by a policy that says what silence does
    simulation = awaiting(onDeadline=reaction)
    # WHEN the person does not come within three days
    simulation.wait(days=3)
    simulation.wait(minutes=5)
    # THEN that is what became of it
    assert simulation.status() is status
    assert simulation.story.count(What.DEADLINE_PASSED) == 1


def test_who_comes_late_is_welcome_all_the_same() -> None:
    """A verdict after the deadline resumes what waits for an operator."""
    # GIVEN a journey whose deadline has passed
    simulation = awaiting()
    simulation.wait(days=3)
    assert simulation.reason() is Reason.DEADLINE
    # WHEN the person proves who they are after all
    simulation.begin()
    simulation.succeed()
    simulation.work_off()
    # THEN the journey goes on by itself
    assert simulation.status() is Status.COMPLETED
    assert simulation.story[-4:] == [What.RESUMED, What.VERIFIED, What.LAUNCHED, What.COMPLETED]


def test_reminders_come_once_each_and_together_as_one() -> None:
    """The bus is told, with the link, when a reminder is due."""
    # GIVEN reminders after one, two and three hours
    simulation = awaiting(remindAfterHours=[3, 1, 2])
    # WHEN the first hour passes, and the schedules run often
    simulation.wait(hours=1)
    simulation.wait(minutes=1)
    simulation.wait(minutes=1)
    # THEN there was one
    (first,) = simulation.told("reminder_due")
    assert (first.detail["number"], first.link_of) == (1, simulation.onboarding.id)
    # WHEN the clock stood still over the next two
    simulation.wait(hours=3)
    # THEN they are one
    assert [each.detail["number"] for each in simulation.told("reminder_due")] == [1, 3]
    # AND there is none after that
    simulation.wait(days=1)
    assert len(simulation.told("reminder_due")) == 2


def test_who_is_being_reviewed_is_neither_reminded_nor_late() -> None:
    """The person has done their part; for a week the partner has the next word."""
    # GIVEN a person whom the partner looks at by hand
    simulation = awaiting(remindAfterHours=[1], onDeadline="stop")
    simulation.begin()
    simulation.tell("SESSION_PENDING_REVIEW")
    simulation.work_off()
    # WHEN almost a week passes
    for _ in range(6):
        simulation.wait(days=1)
    # THEN the journey still waits, and says for whom
    assert simulation.status() is Status.WAITING
    assert simulation.story == [What.STARTED, What.LINK_READY, What.IN_REVIEW]
    # AND the verdict counts
    simulation.tell("MANUAL_REVIEW_APPROVED")
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED


def test_a_verdict_that_is_a_second_away_is_waited_for() -> None:
    """Who is just being checked is not late: the schedules run again in a minute."""
    # GIVEN a person who comes back at the last moment
    simulation = a_simulation(policy(by_onboarder(onDeadline="stop"), REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.wait(hours=71, minutes=59)
    simulation.judge(OnboardingStatus.CHECKING)
    # WHEN the deadline passes while they are being checked
    simulation.wait(minutes=1)
    assert simulation.status() is Status.WAITING
    # THEN the verdict counts
    simulation.judge(OnboardingStatus.VERIFIED)
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED


def test_who_is_checked_in_vain_may_come_again_and_may_be_late() -> None:
    """A check whose end is not known is waited for no longer than the deadline."""
    # GIVEN a check whose process died
    simulation = a_simulation(policy(by_onboarder(), REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.judge(OnboardingStatus.CHECKING)
    simulation.wait(minutes=10)
    assert simulation.onboarding.status is OnboardingStatus.UNKNOWN_OUTCOME
    assert simulation.status() is Status.WAITING
    # WHEN the person does not come again
    simulation.wait(days=3)
    # THEN the deadline counts
    assert simulation.reason() is Reason.DEADLINE


def test_a_verification_that_somebody_has_cancelled_waits_for_an_operator() -> None:
    """An API client of the tenant may end what a journey has begun."""
    # GIVEN a journey that waits for a person
    simulation = awaiting()
    # WHEN the onboarding is cancelled beside it
    simulation.judge(OnboardingStatus.CANCELLED)
    simulation.work_off()
    # THEN an operator must say what is to become of it
    assert simulation.status() is Status.NEEDS_ATTENTION
    assert simulation.step(0).reason is Reason.ENDED_ELSEWHERE
    assert simulation.step(0).status is StepStatus.HELD
