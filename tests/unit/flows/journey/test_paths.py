"""A journey from its hire to its end, by each way that a policy may go."""

import json

import pytest

from jetbridge.model.journey import Status, StepStatus, What
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.store import policies
from jetbridge.store.memory.table import MemoryTable
from tests.fakes.partners.smartrecruiters import APPLICATION, CANDIDATE
from tests.support.journeys.env import TENANT, a_simulation
from tests.support.journeys.policies import (
    LAUNCH,
    READY,
    REPORT,
    Document,
    by_onboarder,
    policy,
    verify,
)


def test_a_person_is_hired_verified_launched_and_reported() -> None:
    """The main job, by a link that the tenant hands over."""
    # GIVEN a tenant that verifies by a link, launches and reports
    simulation = a_simulation(policy())
    # WHEN a recruiter hires a candidate
    simulation.hire()
    simulation.work_off()
    # THEN the link is on the bus, by the id of the onboarding that has it
    assert simulation.status() is Status.WAITING
    (ready,) = simulation.told("link_ready")
    assert ready.link_of == simulation.onboarding.id
    # WHEN the person proves who they are
    simulation.begin()
    simulation.succeed()
    simulation.work_off()
    # THEN everything else follows, each once, and in this order
    assert simulation.status() is Status.COMPLETED
    assert simulation.story == [
        What.STARTED,
        What.LINK_READY,
        What.VERIFIED,
        What.LAUNCHED,
        What.REPORTED,
        What.COMPLETED,
    ]
    assert len(simulation.partners.incode.sessions) == 1
    assert len(simulation.partners.enboarder.running) == 1
    assert simulation.partners.smartrecruiters.reported == ["ONBOARDING_SUCCESSFUL"]
    # AND the bus was told of it
    assert [each.type.partition(".")[2] for each in simulation.told()] == [
        "started",
        "link_ready",
        "verified",
        "launched",
        "completed",
    ]


@pytest.mark.parametrize(("delivery", "kind"), [("sms", "SMS"), ("email", "EMAIL")])
def test_the_partner_sends_the_message(delivery: str, kind: str) -> None:
    """Where the partner messages the person, it is asked to once."""
    # GIVEN a tenant whose verifier sends the link itself
    simulation = a_simulation(policy(verify(delivery), REPORT))
    # WHEN a person is hired and proves who they are
    simulation.hire()
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()
    # THEN the person got one message, and the timeline says so
    assert [each.kind for each in simulation.partners.incode.messages] == [kind]
    assert simulation.story[1] is What.MESSAGE_SENT
    assert simulation.status() is Status.COMPLETED


def test_onboarder_verifies_by_a_link_that_leads_to_us() -> None:
    """Nothing is asked before the person comes: the link is ours."""
    # GIVEN a tenant that verifies with Onboarder
    simulation = a_simulation(policy(by_onboarder(), LAUNCH))
    # WHEN a person is hired, and proves who they are
    simulation.hire()
    simulation.work_off()
    assert simulation.story == [What.STARTED, What.LINK_READY]
    simulation.judge(OnboardingStatus.CHECKING)
    simulation.judge(OnboardingStatus.VERIFIED)
    simulation.work_off()
    # THEN the workflow is launched
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.running) == 1


def test_a_workflow_is_launched_at_once() -> None:
    """A policy may do without a verification."""
    # GIVEN a tenant that only launches
    simulation = a_simulation(policy(LAUNCH))
    # WHEN a person is hired
    simulation.hire()
    simulation.work_off()
    # THEN the workflow runs and the journey is complete
    assert simulation.story == [What.STARTED, What.LAUNCHED, What.COMPLETED]
    assert len(simulation.partners.enboarder.running) == 1


def test_the_hiring_system_is_told_wherever_the_policy_says() -> None:
    """Reports may stand in several places."""
    # GIVEN a tenant that marks a hire first and reports at the end
    simulation = a_simulation(policy(READY, verify(), LAUNCH, REPORT))
    # WHEN a person is hired and proves who they are
    simulation.hire()
    simulation.work_off()
    assert simulation.partners.smartrecruiters.reported == ["READY_TO_ONBOARD"]
    simulation.succeed()
    simulation.work_off()
    # THEN SmartRecruiters was told twice
    said = simulation.partners.smartrecruiters.reported
    assert said == ["READY_TO_ONBOARD", "ONBOARDING_SUCCESSFUL"]


def test_a_running_journey_keeps_its_policy() -> None:
    """A new version is for new journeys."""
    # GIVEN a journey that waits for a person
    simulation = a_simulation(policy(verify(), LAUNCH))
    simulation.hire()
    simulation.work_off()
    # WHEN the tenant writes another policy, and the person proves who they are
    put = policies.put(TENANT, policy(REPORT), before=1, now=simulation.world.clock.now())
    simulation.world.table.write(*put)
    simulation.succeed()
    simulation.work_off()
    # THEN the journey went on by the policy that it began with
    assert (simulation.status(), simulation.journey.policy_version) == (Status.COMPLETED, 1)
    assert len(simulation.partners.enboarder.running) == 1
    assert not simulation.partners.smartrecruiters.reported
    # AND the next one runs by the new one
    simulation.hire(("can-2", "job-1"))
    simulation.work_off()
    assert sorted(each.policy_version for each in simulation.every) == [1, 2]


def test_everything_may_be_heard_and_done_twice() -> None:
    """Notifications and messages come again, late and in the wrong order: nothing happens twice."""
    # GIVEN a journey that waits for a person
    simulation = a_simulation(policy(verify("sms"), LAUNCH, REPORT))
    simulation.hire()
    simulation.hire()
    simulation.notify(number=1)
    done = [message for message, _ in simulation.world.queue.sent]
    simulation.work_off()
    # WHEN the verdict comes before the beginning, and all of it twice
    for event in ("SESSION_SUCCEEDED", "SESSION_STARTED", "SESSION_SUCCEEDED", "SESSION_STARTED"):
        simulation.tell(event)
    done += [message for message, _ in simulation.world.queue.sent]
    simulation.work_off()
    # AND the queue brings every message once more
    once = simulation.story
    simulation.world.queue.sent = [(message, 0) for message in [*done, *reversed(done)]]
    simulation.work_off()
    # THEN there is one journey, which did everything once
    assert len(simulation.every) == 1
    assert simulation.story == once
    assert once[-1] is What.COMPLETED
    assert len(simulation.partners.incode.messages) == 1
    assert len(simulation.partners.enboarder.workflows) == 1
    assert simulation.partners.smartrecruiters.reported == ["ONBOARDING_SUCCESSFUL"]


@pytest.mark.parametrize("document", [policy(), policy(verify("sms"), LAUNCH)])
def test_of_the_person_nothing_is_kept(document: Document) -> None:
    """The table, the bus and the queue hold ids and words; the rest lies sealed."""
    # GIVEN a journey that came to its end
    simulation = a_simulation(document)
    simulation.hire()
    simulation.work_off()
    simulation.succeed()
    carried = json.dumps([message for message, _ in simulation.world.queue.sent])
    simulation.work_off()
    # WHEN everything that was written, enqueued or published is looked through
    assert isinstance(simulation.world.table, MemoryTable)
    everything = f"{simulation.world.table._items} {carried} {simulation.world.bus.published}"
    # THEN nothing of the candidate is among it but the id
    for name, value in CANDIDATE.items():
        assert name == "id" or value not in everything, name
    assert APPLICATION[0] in everything
    assert "https://incode.test/" not in everything


def test_news_that_do_not_reach_the_queue_wait_for_the_clock() -> None:
    """What the queue did not take is in the due index."""
    # GIVEN a journey that waits for a person
    simulation = a_simulation(policy(verify(), LAUNCH))
    simulation.hire()
    simulation.work_off()
    # WHEN the verdict comes, and with it the queue breaks down for a moment
    simulation.succeed()
    message, _ = simulation.world.queue.sent.pop()
    simulation.world.queue.broken = True
    simulation.do(simulation.process(), message)
    simulation.world.queue.broken = False
    simulation.work_off()
    assert simulation.journey.position == 0
    # THEN the next run of the schedule finds the journey
    simulation.wait(minutes=1)
    assert simulation.status() is Status.COMPLETED


def test_events_that_do_not_reach_the_bus_wait_for_the_clock() -> None:
    """The journey does not wait for the bus, and no event is lost."""
    # GIVEN a bus that is out of order
    simulation = a_simulation(policy(LAUNCH))
    simulation.world.bus.broken = True
    # WHEN a journey comes to its end
    simulation.hire()
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED
    assert not simulation.told()
    # THEN its events go out once the bus is back, each with the id that it was given
    simulation.world.bus.broken = False
    simulation.wait(minutes=5)
    assert {each.type for each in simulation.told()} == {
        "journey.started",
        "journey.launched",
        "journey.completed",
    }


def test_what_happens_to_journeys_is_counted() -> None:
    """An operator can be called when one needs them, and sees how many come to which end."""
    # GIVEN one journey that comes to its end, one that is cancelled, and one that fails
    simulation = a_simulation(policy(verify(onDeadline="stop"), LAUNCH))
    for candidate in ("can-1", "can-2", "can-3"):
        simulation.hire((candidate, "job-1"))
    simulation.work_off()
    simulation.succeed(session=0)
    simulation.take_back(("can-2", "job-1"))
    simulation.work_off()
    simulation.wait(days=3)
    # AND one that loses its connection, and then one whose person failed
    simulation.hire(("can-4", "job-1"))
    simulation.work_off()
    simulation.succeed()
    simulation.disconnect_account()
    simulation.work_off()
    simulation.hire(("can-5", "job-1"))
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    # WHEN the counts are read, THEN each of these has its own
    counted = simulation.world.meter.counted
    assert counted[Metric.JOURNEY_STARTED] == 5
    assert counted[Metric.JOURNEY_COMPLETED] == 1
    assert counted[Metric.JOURNEY_CANCELLED] == 1
    assert counted[Metric.JOURNEY_FAILED] == 1
    assert counted[Metric.JOURNEY_HELD] == 2


def test_a_step_knows_what_it_asked_for() -> None:
    """The steps of a finished journey lead to their onboardings."""
    # GIVEN a journey that came to its end
    simulation = a_simulation(policy())
    simulation.hire()
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()
    # WHEN its steps are read
    verified, launched, reported = simulation.journey.steps
    # THEN the two that asked for something name it, and all are done
    assert verified.onboarding_id
    assert launched.onboarding_id
    assert not reported.onboarding_id
    assert {step.status for step in simulation.journey.steps} == {StepStatus.DONE}
    assert simulation.journey.due_at is None
