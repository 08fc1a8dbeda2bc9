"""A hire becomes one journey, and the journey comes to its end."""

from jetbridge.model.journey import Status, What
from tests.e2e.flows.notifications import until
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.policies import REPORT, by_incode, policy, whole

_TO_THE_LINK = (What.STARTED, What.LINK_READY)


def test_hired_verified_launched_told(tenant: Hiring) -> None:
    """By Incode, which tells us of the verdict; no name is copied."""
    # GIVEN a policy, WHEN a recruiter hires a candidate, and they prove who they are
    tenant.follows(whole())
    ada = tenant.hire()
    ada.tells(*_TO_THE_LINK)
    ada.at_incode("begin")
    ada.tells(What.PERSON_BEGAN)
    ada.at_incode("pass")
    # THEN a workflow welcomes them, and the recruiter sees it
    ada.is_(Status.COMPLETED)
    assert len(ada.sessions()) == 1
    (workflow,) = ada.workflows()
    assert workflow["body"]["nhstdt"] == "2035-03-01"
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]
    # AND the tenant's backend is told the same story, in order
    shown = tenant.get(f"/v1/journeys/{ada.journeys()[0].id}").json()
    assert shown["status"] == "completed"
    assert [line["what"] for line in shown["timeline"]] == [
        *_TO_THE_LINK,
        What.PERSON_BEGAN,
        What.VERIFIED,
        What.LAUNCHED,
        What.REPORTED,
        What.COMPLETED,
    ]


def test_many_notifications_are_one_journey(tenant: Hiring) -> None:
    """However often, in whatever order and however late they come."""
    # GIVEN a person who is hired, of whom we hear five times
    tenant.follows(policy(by_incode()))
    ada = tenant.hire()
    delivery = tenant.event(candidateId=ada.candidate_id, copies=3)
    ada.tells(*_TO_THE_LINK)
    # WHEN two come once more, after the person was verified
    ada.at_incode("begin", "pass")
    ada.is_(Status.COMPLETED)
    tenant.sandbox("smartrecruiters", "deliver", eventIds=[delivery["eventId"]] * 2)
    ada.move(status="HIRED")
    tenant.idle()
    # THEN there is one journey, and one message
    assert len(ada.journeys()) == 1
    assert len(ada.sessions()) == 1
    assert ada.story()[-1].what is What.COMPLETED


def test_a_hire_that_nobody_told_of_is_found(tenant: Hiring) -> None:
    """SmartRecruiters' notifications do not arrive; the poll finds who is ready to onboard."""
    # GIVEN a company whose subscription is suspended, and a person who is hired there
    tenant.follows(policy(REPORT))
    tenant.idle()
    tenant.sandbox("smartrecruiters", f"suspend/{tenant.company}")
    ada = tenant.offer()
    ada.move(status="HIRED", onboardingStatus="READY_TO_ONBOARD")
    # WHEN the schedule looks for them
    tenant.later(3_600, "Tasks")
    # THEN their journey runs
    ada.is_(Status.COMPLETED)
    assert ada.told() == ["ONBOARDING_SUCCESSFUL"]
    assert len(ada.journeys()) == 1


def test_who_is_not_hired_has_no_journey(tenant: Hiring) -> None:
    """Nor has any hire without a policy, or before the recruiter says that they are ready."""
    # GIVEN a tenant without a policy, THEN its hire is none of our business
    ada = tenant.hire()
    tenant.idle()
    # AND an offer is no hire
    tenant.follows(policy(REPORT, start="ready"))
    bea, cleo = tenant.offer(), tenant.offer()
    bea.move(status="OFFERED")
    # AND where the policy waits for it, no person begins before they are ready
    cleo.move(status="HIRED")
    tenant.idle()
    assert not [*ada.journeys(), *bea.journeys(), *cleo.journeys()]
    # WHEN the recruiter says so
    cleo.move(onboardingStatus="READY_TO_ONBOARD")
    # THEN it begins
    cleo.is_(Status.COMPLETED)
    assert until(cleo.told) == ["ONBOARDING_SUCCESSFUL"]
