"""A hire that is taken back, at any moment: what was begun is undone, and nothing else is begun."""

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import engine
from jetbridge.flows.journey.perform import perform
from jetbridge.model.journey import Journey, Reason, Status, StepStatus, What
from jetbridge.model.journey_events import Decision, Effect, Intent, Outcome
from jetbridge.model.journey_transition import LEASE
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.policy import Policy
from jetbridge.store import onboardings
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, Document, by_onboarder, policy, verify
from tests.support.killing import Killed


def hired(document: Document) -> House:
    """Return a house with one hire, of which everything was done that could be."""
    house = a_house(document)
    house.hire()
    house.work_off()
    return house


def taken_back(house: House) -> House:
    """Take the hire back, and do what follows at once."""
    house.take_back()
    house.work_off()
    return house


def test_before_anybody_was_asked() -> None:
    """Nothing was begun, so nothing is undone, and the hiring system is not told either."""
    # GIVEN a journey whose first partner is down
    house = a_house(policy(verify("sms"), LAUNCH))
    house.partners.incode.trouble = Trouble.DOWN
    house.hire()
    house.work_off()
    # WHEN the hire is taken back
    taken_back(house)
    # THEN the journey is over at once
    assert house.status() is Status.CANCELLED
    assert house.reason() is Reason.NO_LONGER_HIRED
    assert house.story[-2:] == [What.HIRE_ENDED, What.CANCELLED]
    # AND it stays so when the partner is back
    house.partners.incode.trouble = Trouble.NONE
    house.wait(days=1)
    assert not house.partners.incode.sessions
    assert not house.partners.smartrecruiters.reported


@pytest.mark.parametrize("delivery", ["bus", "sms"])
def test_while_a_person_has_the_link(delivery: str) -> None:
    """The link leads nowhere any more."""
    # GIVEN a person who has a link
    house = hired(policy(verify(delivery), LAUNCH))
    # WHEN the hire is taken back
    taken_back(house)
    # THEN what they were asked is cancelled
    assert house.status() is Status.CANCELLED
    assert house.onboarding.status is OnboardingStatus.CANCELLED
    assert not house.onboarding.sealed_link
    assert house.story[-3:] == [What.HIRE_ENDED, What.WITHDRAWN, What.CANCELLED]
    # AND late news change nothing
    house.succeed()
    house.work_off()
    assert house.status() is Status.CANCELLED
    assert not house.partners.enboarder.workflows


def test_every_link_of_every_attempt_is_closed() -> None:
    """Whoever was messaged twice can follow neither message."""
    # GIVEN a verification that was asked for twice
    house = hired(policy(verify("sms", onRejection="review"), LAUNCH))
    house.wait(days=3)
    house.decide(Decision.RETRY)
    house.work_off()
    assert len(house.partners.incode.messages) == 2
    # WHEN the hire is taken back
    taken_back(house)
    # THEN both are closed, or were over already
    found = [onboardings.get(house.world.table, each) for each in house.step(0).attempts]
    assert [each.status for each in found if each] == [
        OnboardingStatus.EXPIRED,
        OnboardingStatus.CANCELLED,
    ]


def test_while_a_person_is_being_checked() -> None:
    """A verdict is a matter of seconds: it is waited for, and stands."""
    # GIVEN a person of whom Onboarder is just being asked
    house = hired(policy(by_onboarder(), LAUNCH))
    house.judge(OnboardingStatus.CHECKING)
    # WHEN the hire is taken back
    taken_back(house)
    # THEN the journey waits for the verdict
    assert house.status() is Status.ENDING
    house.judge(OnboardingStatus.VERIFIED)
    house.wait(minutes=1)
    # AND is over then: there is no link to close
    assert house.status() is Status.CANCELLED
    assert house.onboarding.status is OnboardingStatus.VERIFIED
    assert house.story[-2:] == [What.HIRE_ENDED, What.CANCELLED]


def test_while_an_operator_is_asked() -> None:
    """What waits for a decision needs none any more."""
    # GIVEN a rejection that waits for an operator
    house = hired(policy(verify(), LAUNCH))
    house.fail()
    house.work_off()
    # WHEN the hire is taken back
    taken_back(house)
    # THEN the journey is over, and of a link that is over nothing is said
    assert house.status() is Status.CANCELLED
    assert house.story[-2:] == [What.HIRE_ENDED, What.CANCELLED]


def test_after_everything_was_done() -> None:
    """The workflow of a completed journey is cancelled."""
    # GIVEN a person who is being welcomed
    house = hired(policy(LAUNCH, REPORT))
    assert house.status() is Status.COMPLETED
    # WHEN the hire is taken back
    taken_back(house)
    # THEN nobody is welcomed any more
    assert house.status() is Status.CANCELLED
    assert not house.partners.enboarder.running
    assert house.story[-3:] == [What.HIRE_ENDED, What.WORKFLOW_CANCELLED, What.CANCELLED]
    # AND of a failure nobody speaks
    assert house.partners.smartrecruiters.reported == ["ONBOARDING_SUCCESSFUL"]


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (policy(verify("sms"), LAUNCH), What.MESSAGE_SENT),
        (policy(LAUNCH, REPORT), What.LAUNCHED),
        (policy(REPORT, LAUNCH), What.REPORTED),
    ],
)
def test_while_a_partner_is_being_asked(document: Document, line: What) -> None:
    """What the partner takes all the same is told, kept and undone."""

    # GIVEN a worker that is asking a partner
    def overtaken(context: Context, read: Policy, journey: Journey, wanted: Intent) -> Outcome:
        outcome = perform(context, read, journey, wanted)
        # WHEN the hire is taken back before the answer is committed
        if wanted.effect in (Effect.VERIFY, Effect.LAUNCH, Effect.REPORT):
            taken_back(house)
            assert house.status() is Status.ENDING
        return outcome

    house = a_house(document)
    house.hire()
    house.take()
    house.take()
    message, _ = house.world.queue.sent.pop()
    engine.advance(house.process(), message, overtaken)
    house.work_off()
    # THEN it is told that the partner took it, and the journey is over
    assert house.status() is Status.CANCELLED
    assert house.story[:3] == [What.STARTED, What.HIRE_ENDED, line]
    assert not house.partners.enboarder.running


def test_on_the_last_look_before_asking() -> None:
    """A hire that was taken back without our hearing of it is not asked for either."""
    # GIVEN a person who proves who they are
    house = hired(policy(verify(), LAUNCH))
    house.succeed()
    # WHEN the hire was taken back, and no notification has come
    house.partners.smartrecruiters.move("WITHDRAWN")
    house.work_off()
    # THEN nothing was launched, and the journey is over
    assert house.status() is Status.CANCELLED
    assert house.reason() is Reason.NO_LONGER_HIRED
    assert not house.partners.enboarder.workflows
    # AND the notification that comes late finds nothing to do
    story = house.story
    taken_back(house)
    assert house.story == story


def test_a_failed_journey_stays_failed() -> None:
    """It has ended already, and has said so."""
    # GIVEN a journey that failed
    house = hired(policy(verify(onRejection="stop"), LAUNCH))
    house.fail()
    house.work_off()
    assert house.status() is Status.FAILED
    # WHEN the hire is taken back
    taken_back(house)
    # THEN nothing changes
    assert house.status() is Status.FAILED
    assert house.story[-1] is What.FAILED


def test_who_is_hired_again_gets_another_journey() -> None:
    """A second hire is verified and launched anew, under another name of the hire."""
    # GIVEN a journey that was completed, and cancelled
    house = hired(policy(verify("sms"), LAUNCH))
    house.succeed()
    house.work_off()
    taken_back(house)
    # WHEN the person is hired again and proves who they are
    house.hire()
    house.work_off()
    house.succeed()
    house.work_off()
    # THEN there are two journeys, and one workflow runs
    assert [each.status for each in house.every] == [Status.COMPLETED, Status.CANCELLED]
    assert house.journey.sequence == 2
    assert len(house.partners.incode.messages) == 2
    assert len(house.partners.enboarder.workflows) == 2
    assert len(house.partners.enboarder.running) == 1


def test_a_workflow_is_cancelled_as_soon_as_the_partner_can() -> None:
    """Until then it shows that something is still to be undone."""
    # GIVEN a workflow at a partner that is down
    house = hired(policy(LAUNCH))
    house.partners.enboarder.trouble = Trouble.DOWN
    # WHEN the hire is taken back, and a day passes
    taken_back(house)
    for _ in range(24):
        house.wait(hours=1)
    # THEN the journey says so, once
    assert house.status() is Status.ENDING
    assert house.story.count(What.DELAYED) == 1
    # AND it ends when the partner is back
    house.partners.enboarder.trouble = Trouble.NONE
    house.wait(hours=1)
    assert house.status() is Status.CANCELLED
    assert not house.partners.enboarder.running


def test_a_cancellation_that_is_refused_says_so() -> None:
    """Nobody is told that a workflow was cancelled that was not."""
    # GIVEN a workflow at a partner that finds fault with cancelling it
    house = hired(policy(LAUNCH))
    house.partners.enboarder.trouble = Trouble.FUSSY
    # WHEN the hire is taken back
    taken_back(house)
    # THEN the journey ends with that
    assert house.status() is Status.CANCELLED
    assert house.story[-2:] == [What.NOT_CANCELLED, What.CANCELLED]
    assert house.partners.enboarder.running


@pytest.mark.parametrize("document", [policy(verify("sms")), policy(LAUNCH), policy(REPORT)])
def test_while_nobody_knows_what_became_of_a_worker(document: Document) -> None:
    """An intent that a dead process left is looked into after its lease, then the journey ends."""
    # GIVEN a worker that died after its partner had been asked
    house = a_house(document)
    house.hire()
    house.take()
    house.take()

    def dies(context: Context, read: Policy, journey: Journey, wanted: Intent) -> Outcome:
        perform(context, read, journey, wanted)
        raise Killed

    message, _ = house.world.queue.sent.pop()
    with pytest.raises(Killed):
        engine.advance(house.process(), message, dies)
    # WHEN the hire is taken back
    taken_back(house)
    assert house.status() is Status.ENDING
    # THEN it is over after the lease, and nothing runs
    house.wait(LEASE)
    assert house.status() is Status.CANCELLED
    assert not house.partners.enboarder.running
    assert house.step(0).status in (StepStatus.FAILED, StepStatus.DONE)
    assert house.journey.due_at is None


def test_a_failure_is_told_unless_the_policy_says_otherwise() -> None:
    """The hiring system shows a failure, so that somebody there sees it."""
    for document, said in (
        (policy(verify(onRejection="stop")), ["ONBOARDING_FAILED"]),
        (policy(verify(onRejection="stop"), reportFailure=False), []),
    ):
        # GIVEN a journey by a policy that tells of failures, or does not
        house = hired(document)
        # WHEN it fails
        house.fail()
        house.work_off()
        # THEN that was told, or not
        assert house.status() is Status.FAILED
        assert house.partners.smartrecruiters.reported == said
