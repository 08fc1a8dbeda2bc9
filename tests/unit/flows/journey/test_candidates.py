"""A candidate is deleted, merged or corrected at SmartRecruiters while their journey runs."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import record
from jetbridge.flows.notification import inbox
from jetbridge.model.journey import Reason, Status, StepStatus, What
from jetbridge.model.journey_steps import MAX_CORRECTIONS
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.store import applications, candidates, keys, onboardings
from jetbridge.store.table import Delete
from jetbridge.web import journey_status
from tests.fakes.partners.double import Trouble
from tests.fakes.partners.smartrecruiters import APPLICATION
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify

CANDIDATE, JOB = APPLICATION
OTHER = ("can-2", JOB)
REMINDING = verify(remindAfterHours=[1, 2], deadlineInHours=72, onDeadline="stop")


def hired(document: Document | None = None) -> Simulation:
    """Return a simulation with one hire, of which everything was done that could be."""
    simulation = a_simulation(document or policy(REMINDING, LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    return simulation


def notify(
    simulation: Simulation, event: str, candidate_id: str = CANDIDATE, number: int = 1
) -> None:
    """Have SmartRecruiters tell us of an event of a person, and do what follows."""
    context = simulation.process()
    inbox.take(
        context,
        Notification(
            partner="smartrecruiters",
            event_id=f"{event}-{candidate_id}-{number}",
            event_type=event,
            tenant=TENANT,
            connection_id=simulation.company.id,
            received_at=context.clock.now(),
            facts={"id": candidate_id},
        ),
    )
    simulation.work_off()


def deleted(simulation: Simulation) -> Simulation:
    """Have the candidate deleted; nothing is told of it."""
    simulation.partners.smartrecruiters.deleted.add(CANDIDATE)
    return simulation


def test_a_deleted_candidate_ends_the_journey() -> None:
    """The link leads nowhere, and nothing is told any more."""
    # GIVEN a person who has a link
    simulation = deleted(hired())
    # WHEN SmartRecruiters tells that the candidate was deleted
    notify(simulation, "candidate.deleted")
    # THEN the journey ends, with that reason
    assert (simulation.status(), simulation.reason()) == (
        Status.CANCELLED,
        Reason.CANDIDATE_DELETED,
    )
    assert simulation.story[-3:] == [What.CANDIDATE_DELETED, What.WITHDRAWN, What.CANCELLED]
    known = onboardings.get(simulation.world.table, simulation.step(0).onboarding_id)
    assert known
    assert (known.status, known.sealed_link) == (OnboardingStatus.CANCELLED, "")
    # AND nothing more is sent, to the person or to SmartRecruiters
    simulation.wait(days=4)
    assert simulation.told("reminder_due") == []
    assert simulation.partners.smartrecruiters.reported == []
    # AND the operator hears of it: it may have been a merge
    assert simulation.world.meter.counted[Metric.CANDIDATE_GONE] == 1
    runs_by = record.policy_for(simulation.process(), simulation.journey)
    problem = journey_status.problem(runs_by, simulation.journey, simulation.timeline)
    assert problem
    assert "deleted" in problem.what
    assert "merged" in problem.advice


def test_a_deleted_candidates_workflow_is_cancelled() -> None:
    """Also when the journey was complete."""
    # GIVEN a person whose workflow runs
    simulation = hired()
    simulation.succeed()
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED
    # WHEN the candidate is deleted
    notify(deleted(simulation), "candidate.deleted")
    # THEN it is cancelled
    assert (simulation.status(), simulation.reason()) == (
        Status.CANCELLED,
        Reason.CANDIDATE_DELETED,
    )
    assert [each.runs for each in simulation.partners.enboarder.workflows] == [False]


@pytest.mark.parametrize("leads", [True, False])
def test_nobody_who_was_deleted_is_reminded(*, leads: bool) -> None:
    """Whether or not an event came, and of journeys that no item leads to, too."""
    # GIVEN a person who has a link, and was deleted without a word
    simulation = deleted(hired())
    if not leads:
        key = keys.candidate(simulation.company.id, CANDIDATE, simulation.journey.id)
        simulation.world.table.write(Delete(key))
        notify(simulation, "candidate.deleted")
    # WHEN the reminder is due
    simulation.wait(hours=1)
    # THEN the journey ends instead
    assert (simulation.status(), simulation.reason()) == (
        Status.CANCELLED,
        Reason.CANDIDATE_DELETED,
    )
    assert simulation.told("reminder_due") == []


def test_nobody_who_was_deleted_is_late() -> None:
    """The deadline of a person who is gone is no failure of theirs."""
    # GIVEN a person without reminders, who was deleted without a word
    simulation = deleted(hired(policy(verify(deadlineInHours=72, onDeadline="stop"), LAUNCH)))
    # WHEN their deadline passes
    simulation.wait(hours=72)
    # THEN the journey ends for the other reason
    assert (simulation.status(), simulation.reason()) == (
        Status.CANCELLED,
        Reason.CANDIDATE_DELETED,
    )
    assert What.DEADLINE_PASSED not in simulation.story


def test_nobody_who_was_taken_back_without_a_word_is_reminded() -> None:
    """The same look finds it."""
    # GIVEN a person who was moved away from HIRED, of which no event came
    simulation = hired()
    simulation.partners.smartrecruiters.move("WITHDRAWN")
    # WHEN the reminder is due
    simulation.wait(hours=1)
    # THEN the journey ends
    assert (simulation.status(), simulation.reason()) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)
    assert simulation.told("reminder_due") == []


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.BUSY, Trouble.BROKEN])
def test_a_reminder_does_not_wait_for_smartrecruiters(trouble: Trouble) -> None:
    """Where it cannot be asked, what was last seen counts: deadlines pass, too."""
    # GIVEN a SmartRecruiters that does not answer
    simulation = hired()
    simulation.partners.smartrecruiters.trouble = trouble
    # WHEN the reminder, and then the deadline, is due
    simulation.wait(hours=1)
    reminded = len(simulation.told("reminder_due"))
    simulation.wait(hours=72)
    # THEN the person is reminded, and then late
    assert reminded == 1
    assert What.DEADLINE_PASSED in simulation.story


def test_a_candidate_who_is_gone_is_not_launched() -> None:
    """Between the verdict and the launch there is a look anyway."""
    # GIVEN a person who was deleted before they were verified
    simulation = deleted(hired())
    # WHEN they prove who they are
    simulation.succeed()
    simulation.work_off()
    # THEN nothing is launched
    assert (simulation.status(), simulation.reason()) == (
        Status.CANCELLED,
        Reason.CANDIDATE_DELETED,
    )
    assert not simulation.partners.enboarder.workflows


@pytest.mark.parametrize("redirects", [False, True])
@pytest.mark.parametrize("event", ["candidate.deleted", "candidate.updated", ""])
def test_a_journey_follows_the_candidate_who_is_left(event: str, *, redirects: bool) -> None:
    """Where SmartRecruiters says which one that is: no second journey begins for the hire."""
    # GIVEN a person who has a link, and is merged into another candidate
    simulation = hired()
    simulation.partners.smartrecruiters.redirects = redirects
    simulation.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    # WHEN SmartRecruiters tells of it somehow, or a reminder is due
    if event:
        notify(simulation, event)
    simulation.wait(hours=1)
    simulation.wait(minutes=15)
    # THEN the journey is the other candidate's, and goes on
    journey = simulation.journey
    assert (journey.candidate_id, journey.application_id) == ("can-2", "app-2")
    assert (journey.status, What.CANDIDATE_FOLLOWED in simulation.story) == (Status.WAITING, True)
    # AND it is found by that candidate, and is the only one
    (lead,) = candidates.leads(simulation.world.table, simulation.company.id, "can-2")
    assert lead.journey_id == journey.id
    simulation.notify(OTHER)
    simulation.work_off()
    assert len(simulation.every) == 1
    # AND they are verified, launched once and reported as ever
    simulation.succeed()
    simulation.work_off()
    simulation.wait(hours=1)
    assert simulation.status() is Status.COMPLETED
    assert len(simulation.partners.enboarder.workflows) == 1
    # AND a hire that is taken back ends it
    simulation.take_back(OTHER)
    simulation.work_off()
    assert (simulation.status(), simulation.reason()) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)


def test_a_chain_of_merges_is_followed() -> None:
    """A into B, B into C."""
    # GIVEN a person who was merged twice
    simulation = hired()
    simulation.partners.smartrecruiters.redirects = True
    simulation.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    simulation.partners.smartrecruiters.merge("can-2", "can-3")
    # WHEN SmartRecruiters tells of the first
    notify(simulation, "candidate.deleted")
    # THEN the journey is the last one's
    assert simulation.journey.candidate_id == "can-3"


def test_two_journeys_of_one_person_become_one() -> None:
    """The candidate who is left keeps theirs: the person is greeted once."""
    # GIVEN two candidates, each with a journey for the same job
    simulation = hired()
    simulation.hire(OTHER)
    simulation.work_off()
    # WHEN one is merged into the other
    simulation.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    notify(simulation, "candidate.deleted")
    # THEN the one's journey ends, the other's goes on
    ends = {each.candidate_id: (each.status, each.reason) for each in simulation.every}
    assert ends == {
        CANDIDATE: (Status.CANCELLED, Reason.CANDIDATE_MERGED),
        "can-2": (Status.WAITING, Reason.NONE),
    }


def test_who_is_left_and_not_hired_ends_the_journey() -> None:
    """Of two applications for one job SmartRecruiters keeps the other candidate's."""
    # GIVEN a person who is merged into a candidate with an application in another status
    simulation = hired()
    simulation.partners.smartrecruiters.move("REJECTED", OTHER)
    simulation.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    # WHEN SmartRecruiters tells of it
    notify(simulation, "candidate.deleted")
    # THEN the hire is over
    assert (simulation.status(), simulation.reason()) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)


def test_a_name_that_leads_nowhere_is_no_merge() -> None:
    """An id in another form than the one that we asked with must not end a journey."""
    # GIVEN a SmartRecruiters that calls the candidate by an id that it does not know itself
    simulation = hired()
    simulation.partners.smartrecruiters.called = "CAN_0001"
    # WHEN a reminder is due, and an event comes
    simulation.wait(hours=1)
    notify(simulation, "candidate.updated")
    # THEN the journey goes on
    assert len(simulation.told("reminder_due")) == 1
    assert (simulation.status(), simulation.journey.candidate_id) == (Status.WAITING, CANDIDATE)


def test_a_correction_has_a_refused_step_tried_again() -> None:
    """A person need not press a button when the recruiter has fixed the data."""
    # GIVEN a launch that Enboarder refused
    simulation = hired()
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.succeed()
    simulation.work_off()
    assert (simulation.status(), simulation.reason()) == (Status.NEEDS_ATTENTION, Reason.REFUSED)
    # WHEN the candidate is corrected
    simulation.partners.enboarder.trouble = Trouble.NONE
    simulation.partners.smartrecruiters.candidate["lastName"] = "Diaz"
    notify(simulation, "candidate.updated")
    # THEN the launch goes through
    assert simulation.status() is Status.COMPLETED
    assert What.CORRECTED in simulation.story
    assert len(simulation.partners.enboarder.workflows) == 1
    assert [each.detail["reason"] for each in simulation.told("resumed")] == [""]


def test_corrections_that_do_not_help_end_by_count() -> None:
    """Data change for other reasons, too."""
    # GIVEN a launch that Enboarder refuses again and again
    simulation = hired()
    simulation.partners.enboarder.trouble = Trouble.FUSSY
    simulation.succeed()
    simulation.work_off()
    asked = len(simulation.partners.enboarder.asked)
    # WHEN the candidate changes many times
    for number in range(MAX_CORRECTIONS + 5):
        simulation.partners.smartrecruiters.candidate["lastName"] = f"Ruiz {number}"
        notify(simulation, "candidate.updated", number=number)
    # THEN it was tried a few times, and waits for an operator
    assert len(simulation.partners.enboarder.asked) - asked == MAX_CORRECTIONS
    assert simulation.step(1).status is StepStatus.HELD
    assert simulation.story.count(What.CORRECTED) == MAX_CORRECTIONS


@pytest.mark.parametrize("event", ["candidate.updated", "candidate.deleted"])
def test_a_repeated_event_changes_nothing(event: str) -> None:
    """It only makes us look."""
    # GIVEN a person who has a link, and is as they were
    simulation = hired()
    before = simulation.journey
    # WHEN the event comes, twice
    for _ in range(2):
        notify(simulation, event)
    # THEN nothing has changed, and nothing was asked again
    assert simulation.journey == before
    assert len(simulation.partners.incode.sessions) == 1


def test_an_event_of_somebody_else_changes_nothing() -> None:
    """Of all who apply only those who are hired have journeys."""
    # GIVEN a person who has a link
    simulation = hired()
    before = simulation.journey
    # WHEN another candidate is deleted
    simulation.partners.smartrecruiters.deleted.add("can-9")
    notify(simulation, "candidate.deleted", "can-9")
    # THEN nothing has changed
    assert simulation.journey == before


def test_an_erased_person_is_not_looked_at() -> None:
    """An event about them begins nothing, and ends nothing."""
    # GIVEN a record that an earlier release has erased
    simulation = hired()
    known = applications.find(simulation.world.table, simulation.company.id, CANDIDATE, JOB)
    assert known
    unnamed = replace(known, candidate_id="", job_id="", application_id="", look_at=None)
    simulation.world.table.write(applications.save(replace(unnamed, erased=True)))
    # WHEN the candidate is deleted
    notify(deleted(simulation), "candidate.deleted")
    # THEN the record is as it was
    after = applications.find(simulation.world.table, simulation.company.id, CANDIDATE, JOB)
    assert after
    assert (after.erased, after.look_at, after.candidate_id) == (True, None, "")
