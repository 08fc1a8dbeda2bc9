"""The tenant's own system is told, and hands the person their link."""

from jetbridge.model.journey import Status, What
from jetbridge_local.browser import Browser
from tests.e2e.flows.tenant import table_dump
from tests.e2e.journeys.hiring import Hiring
from tests.e2e.journeys.inbox import inbox
from tests.e2e.journeys.policies import HOUR, LAUNCH, REPORT, by_incode, by_onboarder, policy


def test_a_person_follows_the_link_that_their_employer_hands_them(tenant: Hiring) -> None:
    """Verified at Onboarder, launched, reported."""
    # GIVEN a tenant that is told of links
    tenant.follows(policy(by_onboarder(), LAUNCH, REPORT))
    with inbox(tenant, "journey.link_ready") as employer:
        # WHEN a person is hired, and follows the link that is handed to them
        ada = tenant.hire()
        told = employer.taken("journey.link_ready").event["data"]
        browser = Browser()
        assert browser.open(told["url"]).ok
        # THEN the story does not say that they began before they press the button
        tenant.idle()
        ada.tells(What.STARTED, What.LINK_READY)
        browser.submit()
        page = browser.submit(action="verify", shape="reference")
        assert "You are verified" in page.text
        # THEN the journey comes to its end
        journey = ada.is_(Status.COMPLETED)
        assert told["journeyId"] == journey.id
        assert told["candidateId"] == ada.candidate_id
        assert len(ada.workflows()) == 1
        assert ada.told() == ["ONBOARDING_SUCCESSFUL"]
        # AND of nothing else the tenant was told
        assert len(employer.received) == 1
    # AND the link is not among what we keep
    assert told["url"].partition("=")[2] not in table_dump(tenant.stack)


def test_every_event_is_signed_and_comes_until_it_is_taken(tenant: Hiring) -> None:
    """An endpoint that is out of order is told later, under the same id."""
    # GIVEN an endpoint that fails once
    tenant.follows(policy(by_incode(), REPORT))
    with inbox(tenant) as employer:
        employer.answers.append(503)
        ada = tenant.hire()
        ada.tells(What.STARTED, What.LINK_READY)
        # WHEN it is asked again, and the journey comes to its end
        tenant.later(HOUR)
        ada.at_incode("begin", "pass")
        ada.is_(Status.COMPLETED)
        last = employer.taken("journey.completed")
        tenant.idle()
        # THEN everything has arrived, once
        taken = [each for each in employer.received if each.status == 204]
        ids = [each.headers["webhook-id"] for each in taken]
        assert len(ids) == len(set(ids))
        assert {each.event["type"] for each in taken} == {
            "journey.started",
            "journey.link_ready",
            "journey.verified",
            "journey.completed",
        }
        # AND the one that was refused came again as it was
        (refused,) = [each for each in employer.received if each.status == 503]
        (again,) = [
            each for each in taken if each.headers["webhook-id"] == refused.headers["webhook-id"]
        ]
        assert again.body == refused.body
        # AND all of it is signed
        assert all(each.is_signed_with(employer.secret) for each in employer.received)
        assert not last.is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLASw")
        assert ada.email not in "".join(each.body for each in taken)
