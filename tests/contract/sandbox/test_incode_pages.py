"""The page behind an Incode link: what a person can do there, and what the customer hears of it."""

import json

import pytest

from jetbridge_local.browser import Browser
from tests.contract.cases import INCODE_ACCEPTED
from tests.contract.sandbox.incode_client import IncodeClient
from tests.contract.sandbox.receiver import Receiver
from tests.fakes import FrozenClock

BODY = {**INCODE_ACCEPTED[0][1], "externalCustomerId": "corr-1", "linkValidityInMinutes": 60}
BEGAN = ["ID_VALIDATION_FINISHED"]
PROCESSED = [*BEGAN, "ONBOARDING_FINISHED"]


@pytest.fixture
def person(incode: IncodeClient, receiver: Receiver) -> Browser:
    """Return a person who has followed a link; Incode notifies the receiver."""
    incode.control(
        "/webhooks",
        authenticationUrl=receiver.token_url,
        onboardingStatusUrl=receiver.hook_url,
        sessionUrl=receiver.hook_url,
    )
    receiver.status, receiver.body = 200, '{"success": true}'
    browser = Browser()
    browser.open(incode.request_new(BODY).json()["url"])
    return browser


def told(receiver: Receiver) -> list[str]:
    """Return what the customer was told, in this order."""
    bodies = [json.loads(received.body) for received in receiver.notifications]
    return [body.get("onboardingStatus") or body["eventType"] for body in bodies]


@pytest.mark.parametrize(
    ("actions", "words", "events"),
    [
        (["begin"], "Show who you are", BEGAN),
        (["begin", "pass"], "You are verified", [*PROCESSED, "SESSION_SUCCEEDED"]),
        (["begin", "fail"], "You could not be verified", [*PROCESSED, "SESSION_FAILED"]),
        (
            ["begin", "review"],
            "A reviewer is looking at it",
            [*PROCESSED, "SESSION_PENDING_REVIEW"],
        ),
        (
            ["begin", "review", "approve"],
            "You are verified",
            [
                *PROCESSED,
                "SESSION_PENDING_REVIEW",
                "MANUAL_REVIEW_APPROVED",
                "SESSION_SUCCEEDED",
            ],
        ),
        (
            ["begin", "review", "reject"],
            "You could not be verified",
            [*PROCESSED, "SESSION_PENDING_REVIEW", "MANUAL_REVIEW_REJECTED", "SESSION_FAILED"],
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_a_person_proves_who_they_are_or_does_not(
    person: Browser, receiver: Receiver, actions: list[str], words: str, events: list[str]
) -> None:
    """The page says how it came out, and the customer hears of each step, and of the outcome."""
    # WHEN they press these buttons, one after the other
    for action in actions:
        person.submit(action=action)

    # THEN both know
    assert words in person.page.text
    assert told(receiver) == events
    assert json.loads(receiver.notifications[0].body)["externalCustomerId"] == "corr-1"


def test_what_is_decided_stays(person: Browser, receiver: Receiver) -> None:
    """A page left open in another tab changes nothing any more."""
    # GIVEN the page in two tabs, in one of which it came out well
    link, tab = person.submit(action="begin").url, Browser()
    tab.open(link)
    person.submit(action="pass")

    # WHEN the other one says otherwise, or something that no button says
    tab.submit(action="fail")
    tab.open(link)

    # THEN it is as it was, and nothing was told again
    assert "You are verified" in tab.page.text
    assert told(receiver) == [*PROCESSED, "SESSION_SUCCEEDED"]


def test_a_link_ends(person: Browser, receiver: Receiver, clock: FrozenClock) -> None:
    """After its minutes no person begins, not even on a page that was opened before."""
    # GIVEN a link whose hour has passed
    clock.advance(60 * 60)

    # WHEN the person presses a button, and opens the link again
    pressed = person.submit(action="begin")

    # THEN they are told so, and no other is told anything
    assert pressed.status_code == 410
    assert "This link has ended" in pressed.text
    assert told(receiver) == []


def test_a_review_outlasts_the_link(
    person: Browser, receiver: Receiver, clock: FrozenClock
) -> None:
    """The person has done their part."""
    # GIVEN a person who is being looked at when the link ends
    person.submit(action="begin")
    person.submit(action="review")
    clock.advance(60 * 60)

    # WHEN the reviewer approves
    person.submit(action="approve")

    # THEN they are verified
    assert "You are verified" in person.page.text
    assert told(receiver)[-1] == "SESSION_SUCCEEDED"


def test_half_a_link_leads_nowhere(person: Browser) -> None:
    """A caller who knows the interview's id alone sees nothing."""
    # WHEN the link is opened without what makes it secret
    page = person.open(person.page.url.partition("?")[0])

    # THEN there is no such page
    assert page.status_code == 404
    assert "not one of ours" in page.text


def test_the_page_gives_its_address_to_nobody(person: Browser) -> None:
    """It cannot be framed, and what it leads to does not learn the link."""
    # WHEN the page is opened
    headers = person.page.headers

    # THEN it says so
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_without_webhooks_nobody_is_told(incode: IncodeClient, receiver: Receiver) -> None:
    """As in life, where the customer has entered no URL."""
    # GIVEN an Incode that knows no URL
    incode.control("/webhooks")
    browser = Browser()
    browser.open(incode.request_new(BODY).json()["url"])

    # WHEN the person proves who they are
    browser.submit(action="begin")
    browser.submit(action="pass")

    # THEN they are verified all the same
    assert "You are verified" in browser.page.text
    assert told(receiver) == []
