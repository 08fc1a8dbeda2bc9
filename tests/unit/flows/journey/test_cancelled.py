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
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, by_onboarder, policy, verify
from tests.support.killing import Killed


def hired(document: Document) -> Simulation:
    """Return a simulation with one hire, of which everything was done that could be."""
    simulation = a_simulation(document)
    simulation.hire()
    simulation.work_off()
    return simulation


def taken_back(simulation: Simulation) -> Simulation:
    """Take the hire back, and do what follows at once."""
    simulation.take_back()
    simulation.work_off()
    return simulation


def test_before_anybody_was_asked() -> None:
    """Nothing was begun, so nothing is undone, and the hiring system is not told either."""
    # GIVEN a journey whose first partner is down
    simulation = a_simulation(policy(verify("sms"), LAUNCH))
    simulation.partners.incode.trouble = Trouble.DOWN
    simulation.hire()
    simulation.work_off()
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN the journey is over at once
    assert simulation.status() is Status.CANCELLED
    assert simulation.reason() is Reason.NO_LONGER_HIRED
    assert simulation.story[-2:] == [What.HIRE_ENDED, What.CANCELLED]
    # AND it stays so when the partner is back
    simulation.partners.incode.trouble = Trouble.NONE
    simulation.wait(days=1)
    assert not simulation.partners.incode.sessions
    assert not simulation.partners.smartrecruiters.reported


@pytest.mark.parametrize("delivery", ["bus", "sms"])
def test_while_a_person_has_the_link(delivery: str) -> None:
    """The link leads nowhere any more."""
    # GIVEN a person who has a link
    simulation = hired(policy(verify(delivery), LAUNCH))
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN what they were asked is cancelled
    assert simulation.status() is Status.CANCELLED
    assert simulation.onboarding.status is OnboardingStatus.CANCELLED
    assert not simulation.onboarding.sealed_link
    assert simulation.story[-3:] == [What.HIRE_ENDED, What.WITHDRAWN, What.CANCELLED]
    # AND late news change nothing
    simulation.succeed()
    simulation.work_off()
    assert simulation.status() is Status.CANCELLED
    assert not simulation.partners.enboarder.workflows


def test_every_link_of_every_attempt_is_closed() -> None:
    """A person who was messaged twice can follow neither message."""
    # GIVEN a verification that was asked for twice
    simulation = hired(policy(verify("sms", onRejection="review"), LAUNCH))
    simulation.wait(days=3)
    simulation.decide(Decision.RETRY)
    simulation.work_off()
    assert len(simulation.partners.incode.messages) == 2
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN both are closed, or were over already
    found = [onboardings.get(simulation.world.table, each) for each in simulation.step(0).attempts]
    assert [each.status for each in found if each] == [
        OnboardingStatus.EXPIRED,
        OnboardingStatus.CANCELLED,
    ]


def test_while_a_person_is_being_checked() -> None:
    """A verdict is a matter of seconds: it is waited for, and stands."""
    # GIVEN a person of whom Onboarder is just being asked
    simulation = hired(policy(by_onboarder(), LAUNCH))
    simulation.judge(OnboardingStatus.CHECKING)
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN the journey waits for the verdict
    assert simulation.status() is Status.ENDING
    simulation.judge(OnboardingStatus.VERIFIED)
    simulation.wait(minutes=1)
    # AND is over then: there is no link to close
    assert simulation.status() is Status.CANCELLED
    assert simulation.onboarding.status is OnboardingStatus.VERIFIED
    assert simulation.story[-2:] == [What.HIRE_ENDED, What.CANCELLED]


def test_while_an_operator_is_asked() -> None:
    """What waits for a decision needs none any more."""
    # GIVEN a rejection that waits for an operator
    simulation = hired(policy(verify(), LAUNCH))
    simulation.fail()
    simulation.work_off()
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN the journey is over, and of a link that is over nothing is said
    assert simulation.status() is Status.CANCELLED
    assert simulation.story[-2:] == [What.HIRE_ENDED, What.CANCELLED]


def test_after_everything_was_done() -> None:
    """The workflow of a completed journey is cancelled."""
    # GIVEN a person who is being welcomed
    simulation = hired(policy(LAUNCH, REPORT))
    assert simulation.status() is Status.COMPLETED
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN no person is welcomed any more
    assert simulation.status() is Status.CANCELLED
    assert not simulation.partners.enboarder.running
    assert simulation.story[-3:] == [What.HIRE_ENDED, What.WORKFLOW_CANCELLED, What.CANCELLED]
    # AND a failure is not spoken of
    assert simulation.partners.smartrecruiters.reported == ["ONBOARDING_SUCCESSFUL"]


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
            taken_back(simulation)
            assert simulation.status() is Status.ENDING
        return outcome

    simulation = a_simulation(document)
    simulation.hire()
    simulation.take()
    simulation.take()
    message, _ = simulation.world.queue.sent.pop()
    engine.advance(simulation.process(), message, overtaken)
    simulation.work_off()
    # THEN it is told that the partner took it, and the journey is over
    assert simulation.status() is Status.CANCELLED
    assert simulation.story[:3] == [What.STARTED, What.HIRE_ENDED, line]
    assert not simulation.partners.enboarder.running


def test_on_the_last_look_before_asking() -> None:
    """A hire that was taken back without our hearing of it is not asked for either."""
    # GIVEN a person who proves who they are
    simulation = hired(policy(verify(), LAUNCH))
    simulation.succeed()
    # WHEN the hire was taken back, and no notification has come
    simulation.partners.smartrecruiters.move("WITHDRAWN")
    simulation.work_off()
    # THEN nothing was launched, and the journey is over
    assert simulation.status() is Status.CANCELLED
    assert simulation.reason() is Reason.NO_LONGER_HIRED
    assert not simulation.partners.enboarder.workflows
    # AND the notification that comes late finds nothing to do
    story = simulation.story
    taken_back(simulation)
    assert simulation.story == story


def test_a_failed_journey_stays_failed() -> None:
    """It has ended already, and has said so."""
    # GIVEN a journey that failed
    simulation = hired(policy(verify(onRejection="stop"), LAUNCH))
    simulation.fail()
    simulation.work_off()
    assert simulation.status() is Status.FAILED
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN nothing changes
    assert simulation.status() is Status.FAILED
    assert simulation.story[-1] is What.FAILED


def test_who_is_hired_again_gets_another_journey() -> None:
    """A second hire is verified and launched anew, under another name of the hire."""
    # GIVEN a journey that was completed, and cancelled
    simulation = hired(policy(verify("sms"), LAUNCH))
    simulation.succeed()
    simulation.work_off()
    taken_back(simulation)
    # WHEN the person is hired again and proves who they are
    simulation.hire()
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()
    # THEN there are two journeys, and one workflow runs
    assert [each.status for each in simulation.every] == [Status.COMPLETED, Status.CANCELLED]
    assert simulation.journey.sequence == 2
    assert len(simulation.partners.incode.messages) == 2
    assert len(simulation.partners.enboarder.workflows) == 2
    assert len(simulation.partners.enboarder.running) == 1


def test_a_workflow_is_cancelled_as_soon_as_the_partner_can() -> None:
    """Until then it shows that something is still to be undone."""
    # GIVEN a workflow at a partner that is down
    simulation = hired(policy(LAUNCH))
    simulation.partners.enboarder.trouble = Trouble.DOWN
    # WHEN the hire is taken back, and a day passes
    taken_back(simulation)
    for _ in range(24):
        simulation.wait(hours=1)
    # THEN the journey says so, once
    assert simulation.status() is Status.ENDING
    assert simulation.story.count(What.DELAYED) == 1
    # AND it ends when the partner is back
    simulation.partners.enboarder.trouble = Trouble.NONE
    simulation.wait(hours=1)
    assert simulation.status() is Status.CANCELLED
    assert not simulation.partners.enboarder.running


def test_a_cancellation_that_is_refused_says_so() -> None:
    """A workflow that was not cancelled is not told to be."""
    # GIVEN a workflow at a partner that finds fault with cancelling it
    simulation = hired(policy(LAUNCH))
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    # WHEN the hire is taken back
    taken_back(simulation)
    # THEN the journey ends with that
    assert simulation.status() is Status.CANCELLED
    assert simulation.story[-2:] == [What.NOT_CANCELLED, What.CANCELLED]
    assert simulation.partners.enboarder.running


@pytest.mark.parametrize("document", [policy(verify("sms")), policy(LAUNCH), policy(REPORT)])
def test_while_nobody_knows_what_became_of_a_worker(document: Document) -> None:
    """An intent that a dead process left is looked into after its lease, then the journey ends."""
    # GIVEN a worker that died after its partner had been asked
    simulation = a_simulation(document)
    simulation.hire()
    simulation.take()
    simulation.take()

    def dies(context: Context, read: Policy, journey: Journey, wanted: Intent) -> Outcome:
        perform(context, read, journey, wanted)
        raise Killed

    message, _ = simulation.world.queue.sent.pop()
    with pytest.raises(Killed):
        engine.advance(simulation.process(), message, dies)
    # WHEN the hire is taken back
    taken_back(simulation)
    assert simulation.status() is Status.ENDING
    # THEN it is over after the lease, and nothing runs
    simulation.wait(LEASE)
    assert simulation.status() is Status.CANCELLED
    assert not simulation.partners.enboarder.running
    assert simulation.step(0).status in (StepStatus.FAILED, StepStatus.DONE)
    assert simulation.journey.due_at is None


def test_a_failure_is_told_unless_the_policy_says_otherwise() -> None:
    """The hiring system shows a failure, so that an operator there sees it."""
    for document, said in (
        (policy(verify(onRejection="stop")), ["ONBOARDING_FAILED"]),
        (policy(verify(onRejection="stop"), reportFailure=False), []),
    ):
        # GIVEN a journey by a policy that tells of failures, or does not
        simulation = hired(document)
        # WHEN it fails
        simulation.fail()
        simulation.work_off()
        # THEN that was told, or not
        assert simulation.status() is Status.FAILED
        assert simulation.partners.smartrecruiters.reported == said
