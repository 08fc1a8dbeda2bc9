"""People who are deleted, merged or corrected in SmartRecruiters, and lists that are odd."""

from typing import Any

import pytest

from jetbridge.model.journey import Reason, Status, What
from tests.e2e.flows.notifications import until
from tests.e2e.journeys.hiring import Hire, Hiring
from tests.e2e.journeys.policies import DAY, HOUR, whole

POLL = 900
REMINDING = {"deadlineInHours": 72, "remindAfterHours": [24], "onDeadline": "stop"}


def act(hire: Hire, name: str, **body: Any) -> None:  # noqa: ANN401 - any JSON value
    """Let something happen to a candidate at SmartRecruiters."""
    hire.at.sandbox("smartrecruiters", f"{name}/{hire.at.company}/{hire.candidate_id}", **body)


@pytest.mark.parametrize("notify", [True, False])
def test_a_deleted_candidate_gets_no_reminder(tenant: Hiring, *, notify: bool) -> None:
    """The journey ends with the event; without one, in the place of the reminder."""
    # GIVEN a person who does not come
    tenant.follows(whole(**REMINDING))
    tenant.idle()
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    # WHEN they are deleted, and the reminder is due
    act(ada, "delete", notify=notify)
    tenant.later(DAY)
    # THEN their journey has ended, with that reason, and no person was reminded
    journey = ada.is_(Status.CANCELLED)
    assert journey.reason is Reason.CANDIDATE_DELETED
    tenant.later(2 * DAY)
    tenant.idle()
    assert What.REMINDED not in [line.what for line in ada.story()]
    assert ada.told() == []


@pytest.mark.parametrize("shown", ["named", "redirected"])
def test_a_journey_follows_a_merge(tenant: Hiring, shown: str) -> None:
    """One journey, one link, one workflow, and the candidate who is left shows how it ended."""
    # GIVEN a person who has a link, and stands in SmartRecruiters twice
    tenant.follows(whole(**REMINDING))
    tenant.idle()
    ada = tenant.hire()
    ada.tells(What.STARTED, What.LINK_READY)
    twin = tenant.offer(email=ada.email, jobId="job-2")
    # WHEN the recruiter merges the two
    act(ada, "merge", into=twin.candidate_id, shown=shown)
    # THEN the journey is the other candidate's
    until(lambda: [each.candidate_id for each in twin.journeys()] == [twin.candidate_id])
    # AND it comes to its end for that one
    ada.at_incode("begin", "pass")
    journey = twin.is_(Status.COMPLETED)
    assert journey.job_id == ada.job_id
    assert len(ada.sessions()) == 1
    assert len(ada.workflows()) == 1
    assert Hire(tenant, twin.candidate_id, ada.job_id, ada.email).told() == [
        "ONBOARDING_SUCCESSFUL"
    ]


def test_a_corrected_candidate_is_launched_by_itself(tenant: Hiring) -> None:
    """A person need not press a button."""
    # GIVEN a person without an address, which the request needs
    tenant.follows(whole())
    tenant.idle()
    ada = tenant.hire(email="")
    held = ada.is_(Status.NEEDS_ATTENTION)
    assert held.reason is Reason.REFUSED
    # WHEN the recruiter corrects the address
    act(ada, "correct", email=f"{ada.candidate_id}@example.com")
    # THEN the link is made
    ada.tells(What.CORRECTED, What.LINK_READY)


@pytest.mark.parametrize("oddity", ["numeric", "endless"])
def test_an_odd_list_ends_and_shows(tenant: Hiring, oddity: str) -> None:
    """Who can be reached is found; the rest once the list is in order."""
    # GIVEN hires of which nothing was told, on a list whose pages are odd
    tenant.follows(whole())
    tenant.idle()
    tenant.later(POLL, "Tasks")
    tenant.idle()
    tenant.sandbox("smartrecruiters", f"paging/{tenant.company}", oddity=oddity, pageSize=1)
    hires = [tenant.offer() for _ in range(3)]
    for each in hires:
        each.move(status="HIRED", onboardingStatus="READY_TO_ONBOARD", notify=False)
    # WHEN the poll is due, and again for a while
    for _ in range(4):
        tenant.later(POLL, "Tasks")
        tenant.idle()
    # THEN the first is found, and the connection shows what is wrong
    assert hires[0].journeys()
    problem = _poll_of(tenant)["problem"]
    assert (problem is None) == (oddity == "numeric")
    # WHEN the list is in order
    tenant.sandbox("smartrecruiters", f"paging/{tenant.company}")
    for _ in range(3):
        tenant.later(POLL, "Tasks")
        tenant.idle()
    # THEN every hire has one journey, and nothing is wrong
    assert [len(each.journeys()) for each in hires] == [1, 1, 1]
    until(lambda: _poll_of(tenant)["problem"] is None)


def test_a_hire_for_a_second_job_is_found(tenant: Hiring) -> None:
    """By the poll, on the list of a candidate whose first application was rejected."""
    # GIVEN a candidate who is hired for another job, of which nothing was told
    tenant.follows(whole())
    tenant.idle()
    ada = tenant.offer()
    ada.move(status="REJECTED", notify=False)
    act(ada, "apply", jobId="job-9", status="OFFERED", notify=False)
    second = Hire(tenant, ada.candidate_id, "job-9", ada.email)
    ready = {"status": "HIRED", "onboardingStatus": "READY_TO_ONBOARD", "jobId": "job-9"}
    second.move(notify=False, **ready)
    # WHEN the poll is due
    tenant.later(HOUR, "Tasks")
    # THEN a journey begins for that job
    until(lambda: [each.job_id for each in second.journeys()] == ["job-9"])


def _poll_of(tenant: Hiring) -> dict[str, object]:
    shown = tenant.get("/v1/connections").json()["items"]
    (found,) = [each["poll"] for each in shown if each["partner"] == "smartrecruiters"]
    return dict(found)
