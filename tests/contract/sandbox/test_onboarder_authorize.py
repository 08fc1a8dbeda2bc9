"""Onboarder: the authorise endpoint and the hosted page."""

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.onboarder_client import REDIRECT_URI, TIMEOUT, OnboarderClient
from tests.contract.sandbox.openid_client import returned
from tests.fakes import FrozenClock


@pytest.mark.parametrize("action", ["verify", "skip"])
def test_a_finished_flow_ends_with_a_code(onboarder: OnboarderClient, action: str) -> None:
    """Verified or not, the person comes back with a code and the state."""
    # WHEN a person finishes the hosted page
    back = onboarder.decide(onboarder.authorize(state="{a b}&c"), action)

    # THEN the browser is at the redirect_uri, with nothing but code and state
    assert back.status_code == 303
    assert back.headers["Location"].startswith(f"{REDIRECT_URI}?")
    assert returned(back).keys() == {"code", "state"}
    assert returned(back)["state"] == "{a b}&c"


@pytest.mark.parametrize("action", ["refuse", "anything"])
def test_a_refusal_ends_with_an_error(onboarder: OnboarderClient, action: str) -> None:
    """access_denied, and the state."""
    # WHEN the person refuses
    back = onboarder.decide(onboarder.authorize(), action)

    # THEN the platform is told
    answer = returned(back)
    assert (answer["error"], answer["state"]) == ("access_denied", "a-state")
    assert "code" not in answer


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"redirect_uri": None},
        {"redirect_uri": f"{REDIRECT_URI}/"},
        {"redirect_uri": "https://evil.example/"},
    ],
    ids=str,
)
def test_an_untrusted_request_goes_nowhere(
    onboarder: OnboarderClient, changes: dict[str, str | None]
) -> None:
    """An unknown platform, or a redirect_uri that is not the dashboard's letter by letter."""
    # WHEN the request cannot be trusted
    answer = onboarder.authorize(**changes)

    # THEN it ends on a page
    assert answer.status_code == 400
    assert "cannot go on" in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"flow_id": None}, "invalid_request"),
        ({"flow_id": ""}, "invalid_request"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": "profile passport"}, "invalid_scope"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
    ],
    ids=str,
)
def test_a_bad_request_is_sent_back(
    onboarder: OnboarderClient, changes: dict[str, str | None], error: str
) -> None:
    """With Onboarder's code, and the state."""
    # WHEN one parameter is wrong
    answer = onboarder.authorize(**changes)

    # THEN the platform is told which rule was broken
    assert answer.status_code == 303
    assert (returned(answer)["error"], returned(answer)["state"]) == (error, "a-state")


def test_a_repeated_parameter_is_sent_back(onboarder: OnboarderClient) -> None:
    """It cannot be known which of the two is meant."""
    # GIVEN a valid request
    url = onboarder.authorize().request.url

    # WHEN a parameter is in it twice
    answer = requests.get(f"{url}&state=other", timeout=TIMEOUT, allow_redirects=False)

    # THEN it is refused
    assert returned(answer)["error"] == "invalid_request"


def test_any_flow_is_a_flow(onboarder: OnboarderClient) -> None:
    """The Quickstart's flow ids are no UUIDs."""
    # WHEN a flow is named in words
    page = onboarder.authorize(flow_id="flow_banking_kyc")

    # THEN its page is shown
    assert (page.status_code, "flow_banking_kyc" in page.text) == (200, True)


def test_a_page_is_good_for_one_decision(onboarder: OnboarderClient) -> None:
    """A second press of a button goes nowhere."""
    # GIVEN a person who decided
    page = onboarder.authorize()
    onboarder.decide(page)

    # WHEN the form is sent again
    again = onboarder.decide(page)

    # THEN it has ended
    assert again.status_code == 400


def test_a_page_ends(onboarder: OnboarderClient, clock: FrozenClock) -> None:
    """A person who comes back after an hour begins again."""
    # GIVEN a page that was left open
    page = onboarder.authorize()

    # WHEN an hour has passed
    clock.advance(3600)

    # THEN it has ended
    assert onboarder.decide(page).status_code == 400


def test_the_page_may_not_be_framed(onboarder: OnboarderClient) -> None:
    """As with any sign-in, and nothing of its URL goes on as a referrer."""
    # WHEN the page is shown
    page = onboarder.authorize()

    # THEN it refuses frames
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_without_a_registration_nobody_is_sent_anywhere() -> None:
    """The redirect_uri must be in the dashboard."""
    # GIVEN an Onboarder that knows no client
    with Sandboxes.start() as fresh:
        onboarder = OnboarderClient(fresh.urls["onboarder"])

        # WHEN a person is sent there, with and without a redirect_uri
        statuses = [onboarder.authorize(redirect_uri=uri).status_code for uri in (REDIRECT_URI, "")]

    # THEN it goes nowhere
    assert statuses == [400, 400]


def test_a_redirect_uri_can_be_registered_by_a_control_route(onboarder: OnboarderClient) -> None:
    """For a stack whose address is known last."""
    # WHEN another redirect_uri is registered
    told = onboarder.control("/app", {"redirectUri": "https://app.example/back"})

    # THEN it alone is good, and a thing that is no URL is refused
    assert told.json() == {"redirectUri": "https://app.example/back"}
    assert onboarder.authorize().status_code == 400
    assert onboarder.authorize(redirect_uri="https://app.example/back").status_code == 200
    assert onboarder.control("/app", {"redirectUri": "nowhere"}).status_code == 400
