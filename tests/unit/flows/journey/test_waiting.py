"""What becomes of a journey while a person has the next word: verdicts, silence, reminders."""

import pytest

from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.onboarding import Status as OnboardingStatus
from tests.support.journeys.env import House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, by_onboarder, policy, verify


def awaiting(**more: object) -> House:
    """Return a house whose one journey waits for a person, for three days."""
    house = a_house(policy(verify() | more, LAUNCH))
    house.hire()
    house.work_off()
    return house


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
    house = awaiting(onRejection=reaction)
    # WHEN the person fails to prove who they are
    house.fail()
    house.work_off()
    # THEN that is what became of it
    assert house.status() is status
    assert len(house.partners.enboarder.running) == launched
    assert house.partners.smartrecruiters.reported == said
    assert What.REJECTED in house.story


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
    house = awaiting(onDeadline=reaction)
    # WHEN the person does not come within three days
    house.wait(days=3)
    house.wait(minutes=5)
    # THEN that is what became of it
    assert house.status() is status
    assert house.story.count(What.DEADLINE_PASSED) == 1


def test_who_comes_late_is_welcome_all_the_same() -> None:
    """A verdict after the deadline resumes what waits for an operator."""
    # GIVEN a journey whose deadline has passed
    house = awaiting()
    house.wait(days=3)
    assert house.reason() is Reason.DEADLINE
    # WHEN the person proves who they are after all
    house.begin()
    house.succeed()
    house.work_off()
    # THEN the journey goes on by itself
    assert house.status() is Status.COMPLETED
    assert house.story[-4:] == [What.RESUMED, What.VERIFIED, What.LAUNCHED, What.COMPLETED]


def test_reminders_come_once_each_and_together_as_one() -> None:
    """The bus is told, with the link, when a reminder is due."""
    # GIVEN reminders after one, two and three hours
    house = awaiting(remindAfterHours=[3, 1, 2])
    # WHEN the first hour passes, and the schedules run often
    house.wait(hours=1)
    house.wait(minutes=1)
    house.wait(minutes=1)
    # THEN there was one
    (first,) = house.told("reminder_due")
    assert (first.detail["number"], first.link_of) == (1, house.onboarding.id)
    # WHEN the clock stood still over the next two
    house.wait(hours=3)
    # THEN they are one
    assert [each.detail["number"] for each in house.told("reminder_due")] == [1, 3]
    # AND there is none after that
    house.wait(days=1)
    assert len(house.told("reminder_due")) == 2


def test_who_is_being_reviewed_is_neither_reminded_nor_late() -> None:
    """The person has done their part; for a week the partner has the next word."""
    # GIVEN a person whom the partner looks at by hand
    house = awaiting(remindAfterHours=[1], onDeadline="stop")
    house.begin()
    house.tell("SESSION_PENDING_REVIEW")
    house.work_off()
    # WHEN almost a week passes
    for _ in range(6):
        house.wait(days=1)
    # THEN the journey still waits, and says for whom
    assert house.status() is Status.WAITING
    assert house.story == [What.STARTED, What.LINK_READY, What.IN_REVIEW]
    # AND the verdict counts
    house.tell("MANUAL_REVIEW_APPROVED")
    house.work_off()
    assert house.status() is Status.COMPLETED


def test_a_verdict_that_is_a_second_away_is_waited_for() -> None:
    """Who is just being checked is not late: the schedules run again in a minute."""
    # GIVEN a person who comes back at the last moment
    house = a_house(policy(by_onboarder(onDeadline="stop"), REPORT))
    house.hire()
    house.work_off()
    house.wait(hours=71, minutes=59)
    house.judge(OnboardingStatus.CHECKING)
    # WHEN the deadline passes while they are being checked
    house.wait(minutes=1)
    assert house.status() is Status.WAITING
    # THEN the verdict counts
    house.judge(OnboardingStatus.VERIFIED)
    house.work_off()
    assert house.status() is Status.COMPLETED


def test_who_is_checked_in_vain_may_come_again_and_may_be_late() -> None:
    """A check that nobody knows the end of is waited for no longer than the deadline."""
    # GIVEN a check whose process died
    house = a_house(policy(by_onboarder(), REPORT))
    house.hire()
    house.work_off()
    house.judge(OnboardingStatus.CHECKING)
    house.wait(minutes=10)
    assert house.onboarding.status is OnboardingStatus.UNKNOWN_OUTCOME
    assert house.status() is Status.WAITING
    # WHEN the person does not come again
    house.wait(days=3)
    # THEN the deadline counts
    assert house.reason() is Reason.DEADLINE


def test_a_verification_that_somebody_has_cancelled_waits_for_an_operator() -> None:
    """An API client of the tenant may end what a journey has begun."""
    # GIVEN a journey that waits for a person
    house = awaiting()
    # WHEN the onboarding is cancelled beside it
    house.judge(OnboardingStatus.CANCELLED)
    house.work_off()
    # THEN an operator must say what is to become of it
    assert house.status() is Status.NEEDS_ATTENTION
    assert house.step(0).reason is Reason.ENDED_ELSEWHERE
    assert house.step(0).status is StepStatus.HELD
