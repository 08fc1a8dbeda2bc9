"""Onboardbase: the page where a person authorises the application."""

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from tests.contract.sandbox.onboardbase_client import REDIRECT_URI, TIMEOUT, OnboardbaseClient
from tests.contract.sandbox.openid_client import returned
from tests.fakes import FrozenClock


def test_an_authorised_application_gets_a_code(onboardbase: OnboardbaseClient) -> None:
    """With the state as it was sent, JSON and quotation marks included."""
    # WHEN the person authorises
    back = onboardbase.decide(onboardbase.authorize(state='"{"hi":"there"}"'))

    # THEN code and state come back
    assert back.headers["Location"].startswith(f"{REDIRECT_URI}?")
    assert returned(back).keys() == {"code", "state"}
    assert returned(back)["state"] == '"{"hi":"there"}"'


def test_a_denied_application_gets_an_error_and_its_state(onboardbase: OnboardbaseClient) -> None:
    """The state comes back on refusal too."""
    # WHEN the person denies
    back = onboardbase.decide(onboardbase.authorize(), "deny")

    # THEN there is an error instead of a code
    assert returned(back) == {"error": "access_denied", "state": "a-state"}


def test_state_is_optional(onboardbase: OnboardbaseClient) -> None:
    """Without one, none comes back."""
    # WHEN no state is sent
    back = onboardbase.decide(onboardbase.authorize(state=None))

    # THEN none is there
    assert returned(back).keys() == {"code"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"client_id": "nobody"}, "invalid_credentials"),
        ({"redirect_uri": None}, "invalid_credentials"),
        ({"redirect_uri": f"{REDIRECT_URI}?more=1"}, "invalid_credentials"),
        ({"response_type": "token"}, "response_type"),
        ({"scopes": None}, "scopes"),
        ({"scopes": "read.secrets read.projects"}, "scopes"),
        ({"scopes": "read.secrets,walk.dogs"}, "scopes"),
        ({"scopes": None, "scope": "read.secrets"}, "scopes"),
    ],
    ids=str,
)
def test_a_bad_request_ends_on_a_page(
    onboardbase: OnboardbaseClient, changes: dict[str, str | None], message: str
) -> None:
    """`scopes` is plural and its separator a comma; redirect_uri is compared letter by letter."""
    # WHEN one parameter is wrong
    answer = onboardbase.authorize(**changes)

    # THEN the page says so, and no person is sent anywhere
    assert answer.status_code == 400
    assert message in answer.text


@pytest.mark.parametrize("scopes", ["'read.secrets,read.projects'", '"read.secrets,read.projects"'])
def test_quoted_scopes_are_understood(onboardbase: OnboardbaseClient, scopes: str) -> None:
    """Onboardbase's own tutorial sends them in quotation marks."""
    # WHEN the scopes are quoted
    key = onboardbase.key(scopes)

    # THEN the marks are gone
    assert key["scopes"] == ["read.secrets", "read.projects"]


def test_the_state_may_come_back_quoted(onboardbase: OnboardbaseClient) -> None:
    """By a setting: it is not known what the server does with quotation marks."""
    # GIVEN an Onboardbase that quotes
    onboardbase.configure(onboardbase.app_url, quoteState=True)

    # WHEN a person decides
    back = onboardbase.decide(onboardbase.authorize(), "deny")

    # THEN the state has marks around it
    assert returned(back)["state"] == '"a-state"'


def test_a_page_is_good_for_one_decision(
    onboardbase: OnboardbaseClient, clock: FrozenClock
) -> None:
    """And for an hour."""
    # GIVEN a page that was used, and one that was left open
    used, left = onboardbase.authorize(), onboardbase.authorize()
    onboardbase.decide(used)
    clock.advance(3600)

    # WHEN their buttons are pressed
    statuses = [onboardbase.decide(page).status_code for page in (used, left)]

    # THEN both have ended
    assert statuses == [400, 400]


def test_the_page_may_not_be_framed(onboardbase: OnboardbaseClient) -> None:
    """As with any page on which a person decides something."""
    # WHEN the page is shown
    page = onboardbase.authorize()

    # THEN it refuses frames
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_without_a_registration_nothing_is_authorised() -> None:
    """The redirect URI is part of the application."""
    # GIVEN an Onboardbase that knows no client
    with Sandboxes.start() as fresh:
        client = OnboardbaseClient(
            *(fresh.urls[f"onboardbase-{part}"] for part in ("app", "auth", "api"))
        )

        # WHEN an application asks
        before = client.authorize().status_code
        registered = requests.post(
            f"{client.app_url}/_sandbox/app", json={"redirectUri": REDIRECT_URI}, timeout=TIMEOUT
        )
        after = client.authorize().status_code

    # THEN it is known once it is registered
    assert (before, registered.status_code, after) == (400, 200, 200)
