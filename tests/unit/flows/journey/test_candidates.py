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
from tests.fakes.partners.hiring import APPLICATION, Trouble
from tests.support.journeys.env import TENANT, House, a_house
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify

CANDIDATE, JOB = APPLICATION
OTHER = ("can-2", JOB)
REMINDING = verify(remindAfterHours=[1, 2], deadlineInHours=72, onDeadline="stop")


def hired(document: Document | None = None) -> House:
    """Return a house with one hire, of which everything was done that could be."""
    house = a_house(document or policy(REMINDING, LAUNCH, REPORT))
    house.hire()
    house.work_off()
    return house


def notify(house: House, event: str, candidate_id: str = CANDIDATE, number: int = 1) -> None:
    """Have SmartRecruiters tell us of an event of a person, and do what follows."""
    context = house.process()
    inbox.take(
        context,
        Notification(
            partner="smartrecruiters",
            event_id=f"{event}-{candidate_id}-{number}",
            event_type=event,
            tenant=TENANT,
            connection_id=house.company.id,
            received_at=context.clock.now(),
            facts={"id": candidate_id},
        ),
    )
    house.work_off()


def deleted(house: House) -> House:
    """Have the candidate deleted; nothing is told of it."""
    house.partners.smartrecruiters.deleted.add(CANDIDATE)
    return house


def test_a_deleted_candidate_ends_the_journey() -> None:
    """The link leads nowhere, and nobody is told anything any more."""
    # GIVEN a person who has a link
    house = deleted(hired())
    # WHEN SmartRecruiters tells that the candidate was deleted
    notify(house, "candidate.deleted")
    # THEN the journey ends, with that reason
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.CANDIDATE_DELETED)
    assert house.story[-3:] == [What.CANDIDATE_DELETED, What.WITHDRAWN, What.CANCELLED]
    known = onboardings.get(house.world.table, house.step(0).onboarding_id)
    assert known
    assert (known.status, known.sealed_link) == (OnboardingStatus.CANCELLED, "")
    # AND nothing more is sent, to the person or to SmartRecruiters
    house.wait(days=4)
    assert house.told("reminder_due") == []
    assert house.partners.smartrecruiters.reported == []
    # AND the operator hears of it: it may have been a merge
    assert house.world.meter.counted[Metric.CANDIDATE_GONE] == 1
    runs_by = record.policy_for(house.process().table, house.journey)
    problem = journey_status.problem(runs_by, house.journey, house.timeline)
    assert problem
    assert "deleted" in problem.what
    assert "merged" in problem.advice


def test_a_deleted_candidates_workflow_is_cancelled() -> None:
    """Also when the journey was complete."""
    # GIVEN a person whose workflow runs
    house = hired()
    house.succeed()
    house.work_off()
    assert house.status() is Status.COMPLETED
    # WHEN the candidate is deleted
    notify(deleted(house), "candidate.deleted")
    # THEN it is cancelled
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.CANDIDATE_DELETED)
    assert [each.runs for each in house.partners.enboarder.workflows] == [False]


@pytest.mark.parametrize("leads", [True, False])
def test_nobody_who_was_deleted_is_reminded(*, leads: bool) -> None:
    """Whether or not an event came, and of journeys that no item leads to, too."""
    # GIVEN a person who has a link, and was deleted without a word
    house = deleted(hired())
    if not leads:
        key = keys.candidate(house.company.id, CANDIDATE, house.journey.id)
        house.world.table.write(Delete(key))
        notify(house, "candidate.deleted")
    # WHEN the reminder is due
    house.wait(hours=1)
    # THEN the journey ends instead
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.CANDIDATE_DELETED)
    assert house.told("reminder_due") == []


def test_nobody_who_was_deleted_is_late() -> None:
    """The deadline of somebody who is gone is no failure of theirs."""
    # GIVEN a person without reminders, who was deleted without a word
    house = deleted(hired(policy(verify(deadlineInHours=72, onDeadline="stop"), LAUNCH)))
    # WHEN their deadline passes
    house.wait(hours=72)
    # THEN the journey ends for the other reason
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.CANDIDATE_DELETED)
    assert What.DEADLINE_PASSED not in house.story


def test_nobody_who_was_taken_back_without_a_word_is_reminded() -> None:
    """The same look finds it."""
    # GIVEN a person who was moved away from HIRED, of which no event came
    house = hired()
    house.partners.smartrecruiters.move("WITHDRAWN")
    # WHEN the reminder is due
    house.wait(hours=1)
    # THEN the journey ends
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)
    assert house.told("reminder_due") == []


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.BUSY, Trouble.BROKEN])
def test_a_reminder_does_not_wait_for_smartrecruiters(trouble: Trouble) -> None:
    """Where it cannot be asked, what was last seen counts: deadlines pass, too."""
    # GIVEN a SmartRecruiters that does not answer
    house = hired()
    house.partners.smartrecruiters.trouble = trouble
    # WHEN the reminder, and then the deadline, is due
    house.wait(hours=1)
    reminded = len(house.told("reminder_due"))
    house.wait(hours=72)
    # THEN the person is reminded, and then late
    assert reminded == 1
    assert What.DEADLINE_PASSED in house.story


def test_a_candidate_who_is_gone_is_not_launched() -> None:
    """Between the verdict and the launch there is a look anyway."""
    # GIVEN a person who was deleted before they were verified
    house = deleted(hired())
    # WHEN they prove who they are
    house.succeed()
    house.work_off()
    # THEN nothing is launched
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.CANDIDATE_DELETED)
    assert not house.partners.enboarder.workflows


@pytest.mark.parametrize("redirects", [False, True])
@pytest.mark.parametrize("event", ["candidate.deleted", "candidate.updated", ""])
def test_a_journey_follows_the_candidate_who_is_left(event: str, *, redirects: bool) -> None:
    """Where SmartRecruiters says which one that is: no second journey begins for the hire."""
    # GIVEN a person who has a link, and is merged into another candidate
    house = hired()
    house.partners.smartrecruiters.redirects = redirects
    house.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    # WHEN SmartRecruiters tells of it somehow, or a reminder is due
    if event:
        notify(house, event)
    house.wait(hours=1)
    house.wait(minutes=15)
    # THEN the journey is the other candidate's, and goes on
    journey = house.journey
    assert (journey.candidate_id, journey.application_id) == ("can-2", "app-2")
    assert (journey.status, What.CANDIDATE_FOLLOWED in house.story) == (Status.WAITING, True)
    # AND it is found by that candidate, and is the only one
    (lead,) = candidates.leads(house.world.table, house.company.id, "can-2")
    assert lead.journey_id == journey.id
    house.notify(OTHER)
    house.work_off()
    assert len(house.every) == 1
    # AND they are verified, launched once and reported as ever
    house.succeed()
    house.work_off()
    house.wait(hours=1)
    assert house.status() is Status.COMPLETED
    assert len(house.partners.enboarder.workflows) == 1
    # AND a hire that is taken back ends it
    house.take_back(OTHER)
    house.work_off()
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)


def test_a_chain_of_merges_is_followed() -> None:
    """A into B, B into C."""
    # GIVEN a person who was merged twice
    house = hired()
    house.partners.smartrecruiters.redirects = True
    house.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    house.partners.smartrecruiters.merge("can-2", "can-3")
    # WHEN SmartRecruiters tells of the first
    notify(house, "candidate.deleted")
    # THEN the journey is the last one's
    assert house.journey.candidate_id == "can-3"


def test_two_journeys_of_one_person_become_one() -> None:
    """Whoever is left keeps theirs: the person is greeted once."""
    # GIVEN two candidates, each with a journey for the same job
    house = hired()
    house.hire(OTHER)
    house.work_off()
    # WHEN one is merged into the other
    house.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    notify(house, "candidate.deleted")
    # THEN the one's journey ends, the other's goes on
    ends = {each.candidate_id: (each.status, each.reason) for each in house.every}
    assert ends == {
        CANDIDATE: (Status.CANCELLED, Reason.CANDIDATE_MERGED),
        "can-2": (Status.WAITING, Reason.NONE),
    }


def test_who_is_left_and_not_hired_ends_the_journey() -> None:
    """Of two applications for one job SmartRecruiters keeps the other candidate's."""
    # GIVEN a person who is merged into a candidate with an application in another status
    house = hired()
    house.partners.smartrecruiters.move("REJECTED", OTHER)
    house.partners.smartrecruiters.merge(CANDIDATE, "can-2")
    # WHEN SmartRecruiters tells of it
    notify(house, "candidate.deleted")
    # THEN the hire is over
    assert (house.status(), house.reason()) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)


def test_a_name_that_leads_nowhere_is_no_merge() -> None:
    """An id in another form than the one that we asked with must not end a journey."""
    # GIVEN a SmartRecruiters that calls the candidate by an id that it does not know itself
    house = hired()
    house.partners.smartrecruiters.called = "CAN_0001"
    # WHEN a reminder is due, and an event comes
    house.wait(hours=1)
    notify(house, "candidate.updated")
    # THEN the journey goes on
    assert len(house.told("reminder_due")) == 1
    assert (house.status(), house.journey.candidate_id) == (Status.WAITING, CANDIDATE)


def test_a_correction_has_a_refused_step_tried_again() -> None:
    """Nobody has to press a button when the recruiter has fixed the data."""
    # GIVEN a launch that Enboarder refused
    house = hired()
    house.partners.enboarder.trouble = Trouble.FUSSY
    house.succeed()
    house.work_off()
    assert (house.status(), house.reason()) == (Status.NEEDS_ATTENTION, Reason.REFUSED)
    # WHEN the candidate is corrected
    house.partners.enboarder.trouble = Trouble.NONE
    house.partners.smartrecruiters.candidate["lastName"] = "Diaz"
    notify(house, "candidate.updated")
    # THEN the launch goes through
    assert house.status() is Status.COMPLETED
    assert What.CORRECTED in house.story
    assert len(house.partners.enboarder.workflows) == 1
    assert [each.detail["reason"] for each in house.told("resumed")] == [""]


def test_corrections_that_do_not_help_end_by_count() -> None:
    """Data change for other reasons, too."""
    # GIVEN a launch that Enboarder refuses again and again
    house = hired()
    house.partners.enboarder.trouble = Trouble.FUSSY
    house.succeed()
    house.work_off()
    asked = house.partners.enboarder.asked
    # WHEN the candidate changes many times
    for number in range(MAX_CORRECTIONS + 5):
        house.partners.smartrecruiters.candidate["lastName"] = f"Ruiz {number}"
        notify(house, "candidate.updated", number=number)
    # THEN it was tried a few times, and waits for an operator
    assert house.partners.enboarder.asked - asked == MAX_CORRECTIONS
    assert house.step(1).status is StepStatus.HELD
    assert house.story.count(What.CORRECTED) == MAX_CORRECTIONS


@pytest.mark.parametrize("event", ["candidate.updated", "candidate.deleted"])
def test_a_repeated_event_changes_nothing(event: str) -> None:
    """It only makes us look."""
    # GIVEN a person who has a link, and is as they were
    house = hired()
    before = house.journey
    # WHEN the event comes, twice
    for _ in range(2):
        notify(house, event)
    # THEN nothing has changed, and nobody was asked again
    assert house.journey == before
    assert len(house.partners.incode.sessions) == 1


def test_an_event_of_somebody_else_changes_nothing() -> None:
    """Of all who apply only those who are hired have journeys."""
    # GIVEN a person who has a link
    house = hired()
    before = house.journey
    # WHEN another candidate is deleted
    house.partners.smartrecruiters.deleted.add("can-9")
    notify(house, "candidate.deleted", "can-9")
    # THEN nothing has changed
    assert house.journey == before


def test_an_erased_person_is_not_looked_at() -> None:
    """An event about them begins nothing, and ends nothing."""
    # GIVEN a record that an earlier release has erased
    house = hired()
    known = applications.find(house.world.table, house.company.id, CANDIDATE, JOB)
    assert known
    nobody = replace(known, candidate_id="", job_id="", application_id="", look_at=None)
    house.world.table.write(applications.save(replace(nobody, erased=True)))
    # WHEN the candidate is deleted
    notify(deleted(house), "candidate.deleted")
    # THEN the record is as it was
    after = applications.find(house.world.table, house.company.id, CANDIDATE, JOB)
    assert after
    assert (after.erased, after.look_at, after.candidate_id) == (True, None, "")
