"""People: what a company's recruiters see and do, and who hears of it."""

import html
import json
import re

import pytest
import requests

from tests.contract.sandbox.receiver import Receiver
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT, SmartRecruitersClient
from tests.contract.sandbox.webhooks_client import WebhooksClient

PEOPLE = "/company/acme/people"
BEN = "5c21b7d0-ben"
ONBOARDING = "application.onboarding-status.updated"


def card(smartrecruiters: SmartRecruitersClient, candidate_id: str = BEN) -> str:
    """Return what the page says of a candidate, as text."""
    page = smartrecruiters.get(PEOPLE).text
    found = re.search(rf'<article[^>]* id="{candidate_id}".*?</article>', page, flags=re.DOTALL)
    assert found is not None
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", found[0])).split())


def press(
    smartrecruiters: SmartRecruitersClient, path: str = f"{PEOPLE}/{BEN}", **form: str
) -> requests.Response:
    """Submit a form of the page, without following where it leads."""
    url = f"{smartrecruiters.url}{path}"
    return requests.post(url, data=form, timeout=TIMEOUT, allow_redirects=False)


def test_the_pages_lead_to_each_other(smartrecruiters: SmartRecruitersClient) -> None:
    """From Apps & Integrations to People and back; without a connection there is a word on it."""
    # WHEN both are opened
    apps, people = (
        smartrecruiters.get(f"/company/acme/{page}").text for page in ("apps", "people")
    )

    # THEN each has the other's address
    assert f'href="{smartrecruiters.url}{PEOPLE}"' in apps
    assert f'href="{smartrecruiters.url}/company/acme/apps"' in people
    assert "Jetbridge is not connected" in people


def test_a_recruiter_hires_somebody_and_the_webhook_is_sent(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """One press: the application is HIRED, the event goes out, and the page says both."""
    # GIVEN a company whose events we hear
    smartrecruiters = webhooks.smartrecruiters
    assert "has not subscribed" in smartrecruiters.get(PEOPLE).text
    webhooks.subscribed(receiver)
    assert "Jetbridge hears of every move" in smartrecruiters.get(PEOPLE).text

    # WHEN a recruiter presses Move to Hired
    answer = press(smartrecruiters, status="HIRED")

    # THEN the browser is led back to the candidate, who is hired
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{smartrecruiters.url}{PEOPLE}#{BEN}"
    shown = card(smartrecruiters)
    assert "Take the hire back" in shown
    assert "A recruiter set HIRED" in shown
    assert "Jetbridge was told, and answered 202" in shown
    # AND one event was sent, about this application
    (event,) = receiver.notifications
    assert event.headers["event-name"] == "application.status.updated"
    assert json.loads(event.body)["candidate_id"] == BEN


def test_a_recruiter_takes_a_hire_back(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Back to Offered is a move like any other."""
    # GIVEN a person who was hired
    webhooks.subscribed(receiver)
    press(webhooks.smartrecruiters, status="HIRED")

    # WHEN the hire is taken back
    press(webhooks.smartrecruiters, status="OFFERED")

    # THEN it is told as well
    assert "Move to Hired" in card(webhooks.smartrecruiters)
    assert len(receiver.notifications) == 2


def test_a_recruiter_sets_ready_to_onboard(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Another field, another event."""
    # GIVEN a subscription to the event of the field
    webhooks.subscribed(receiver, events=[ONBOARDING])

    # WHEN it is set
    press(webhooks.smartrecruiters, onboardingStatus="READY_TO_ONBOARD")

    # THEN the page shows it and offers it no more, and the event went out
    shown = card(webhooks.smartrecruiters)
    assert "Ready to onboard" in shown
    assert "Set ready to onboard" not in shown
    assert [each.headers["event-name"] for each in receiver.notifications] == [ONBOARDING]


def test_what_cannot_be_told_is_said(webhooks: WebhooksClient, receiver: Receiver) -> None:
    """Where there is no subscription, and where nothing listens."""
    # GIVEN a subscriber whose host is gone
    gone = webhooks.subscribed(receiver)
    receiver.status = 500

    # WHEN a person is hired, and made ready
    press(webhooks.smartrecruiters, status="HIRED", onboardingStatus="READY_TO_ONBOARD")

    # THEN both are said
    shown = card(webhooks.smartrecruiters)
    assert "Jetbridge was told, and answered 500" in shown
    assert "No notification was sent" in shown
    assert webhooks.status(gone) == "active"


def test_the_page_shows_what_jetbridge_wrote_back(smartrecruiters: SmartRecruitersClient) -> None:
    """The onboarding status, and by whom."""
    # GIVEN a connected company
    token = smartrecruiters.token(smartrecruiters.integrated())

    # WHEN its onboarding status is set by the Customer API
    path = f"/candidates/{BEN}/jobs/job-1/onboardingStatus"
    smartrecruiters.put(path, {"onboardingStatus": "ONBOARDING_SUCCESSFUL"}, token)

    # THEN a recruiter sees it
    shown = card(smartrecruiters)
    assert "Onboarding successful" in shown
    assert "Jetbridge set ONBOARDING_SUCCESSFUL" in shown


def test_a_suspended_subscription_hears_of_nobody(
    webhooks: WebhooksClient, receiver: Receiver
) -> None:
    """The page says so before a person is moved."""
    # GIVEN a subscription that was suspended
    webhooks.subscribed(receiver)
    webhooks.control("/suspend/acme")

    # WHEN the page is opened
    page = webhooks.smartrecruiters.get(PEOPLE).text

    # THEN it says that moves are not told
    assert "has not subscribed" in page


def test_a_reset_forgets_what_happened(smartrecruiters: SmartRecruitersClient) -> None:
    """Every person is where they began."""
    # GIVEN a person to whom something has happened
    before = card(smartrecruiters)
    press(smartrecruiters, status="HIRED")

    # WHEN the sandbox is reset
    smartrecruiters.control("/reset")

    # THEN the page is as it was
    assert card(smartrecruiters) == before


def test_a_candidate_is_added(smartrecruiters: SmartRecruitersClient) -> None:
    """With what the form says, and a job offered."""
    # WHEN the form is submitted
    person = {"firstName": "Dee", "lastName": "Dee", "email": "dee@example.com", "jobId": "job-2"}
    answer = press(smartrecruiters, PEOPLE, **person, startsOn="2030-01-07")

    # THEN they are there, to be hired
    shown = card(smartrecruiters, answer.headers["Location"].partition("#")[2])
    assert "Dee Dee Designer, starts 2030-01-07 Offered" in shown
    assert "Move to Hired" in shown


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        (f"{PEOPLE}/{BEN}", {"status": "ADORED"}, 400),
        (f"{PEOPLE}/{BEN}", {"salary": "1"}, 400),
        (f"{PEOPLE}/nobody", {"status": "HIRED"}, 404),
        (PEOPLE, {"firstName": "Dee"}, 400),
        (
            PEOPLE,
            {"firstName": "Dee", "lastName": "D", "email": "d@example.com", "jobId": "job-9"},
            400,
        ),
    ],
)
def test_what_makes_no_sense_is_refused_on_a_page(
    smartrecruiters: SmartRecruitersClient, path: str, form: dict[str, str], status: int
) -> None:
    """Nothing is changed, and the page says why."""
    # GIVEN the page as it was
    before = smartrecruiters.get(PEOPLE).text

    # WHEN a form is submitted that the page does not have
    answer = press(smartrecruiters, path, **form)

    # THEN it is refused
    assert answer.status_code == status
    assert "This cannot be done" in answer.text
    assert smartrecruiters.get(PEOPLE).text == before


def test_names_are_escaped(smartrecruiters: SmartRecruitersClient) -> None:
    """Whatever a candidate or a company is called is shown as text."""
    # GIVEN a candidate with markup for a name
    person = {"firstName": "<b>Dee", "lastName": "Dee", "email": "d@example.com", "jobId": "job-1"}
    press(smartrecruiters, "/company/%3Ci%3E/people", **person)

    # WHEN the page is opened
    page = smartrecruiters.get("/company/%3Ci%3E/people").text

    # THEN it is text
    assert "&lt;b&gt;Dee" in page
    assert "<b>" not in page
    assert "<i>" not in page
