"""The OpenID provider's authorization endpoint and sign-in form."""

import pytest
import requests

from jetbridge_local.sandbox.credentials import DEMO_PASSWORD
from jetbridge_local.sandbox.identity.signin import SIGNIN_LIFETIME
from tests.contract.sandbox.openid_client import (
    REDIRECT_URI,
    TIMEOUT,
    OpenIdClient,
    filled_in,
    returned,
)
from tests.fakes import FrozenClock


def test_the_form_signs_in_unchanged(openid: OpenIdClient) -> None:
    """It comes pre-filled, and ends at the client with a code, the state and the issuer."""
    # WHEN the pre-filled form is submitted as it is
    page = openid.authorize()
    answer = openid.submit(page)

    # THEN the browser is sent back with 303, so that the form's body is not sent along
    assert filled_in(page.text)["email"] == "ana.admin@example.com"
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{REDIRECT_URI}?")
    parameters = returned(answer)
    assert parameters.pop("code")
    assert parameters == {"state": "a-state", "iss": openid.issuer}


@pytest.mark.parametrize("path", ["/authorize", "/jwks", "/.well-known/openid-configuration"])
def test_no_page_may_be_framed(openid: OpenIdClient, path: str) -> None:
    """Identity providers refuse frames, errors included."""
    # WHEN any page is asked for
    answer = openid.get(path)

    # THEN it refuses to be framed, in the old way and in the new one
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_authorization_by_post_is_served(openid: OpenIdClient) -> None:
    """OpenID Connect Core §3.1.2.1: GET and POST."""
    # GIVEN an authorization request
    asked = openid.authorize().request.url or ""

    # WHEN it is sent as a form
    answer = requests.post(
        f"{openid.issuer}/authorize",
        data=asked.partition("?")[2],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=TIMEOUT,
    )

    # THEN the form is shown
    assert returned(openid.submit(answer))["code"]


@pytest.mark.parametrize(
    "redirect_uri",
    [
        None,
        "",
        "/auth/callback",
        "https://evil.example/auth/callback",
        "http://127.0.0.1.evil.example/auth/callback",
        "http://127.0.0.1@evil.example/auth/callback",
        "http://user@127.0.0.1/auth/callback",
        "http://evil.example\\@127.0.0.1/auth/callback",
        "http://127.0.0.1/auth/callback#fragment",
        "http://127.0.0.1/auth\n/callback",
        "http://[::1/auth/callback",
        "javascript://127.0.0.1/%0aalert(1)",
    ],
)
def test_a_redirect_uri_elsewhere_is_refused_with_a_page(
    openid: OpenIdClient, redirect_uri: str | None
) -> None:
    """RFC 6749 §4.1.2.1: an untrusted redirect_uri is never redirected to."""
    # WHEN the redirect_uri is not on this machine
    answer = openid.authorize(redirect_uri=redirect_uri)

    # THEN the browser stays
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "redirect_uri",
    ["http://localhost:3000/cb", "http://[::1]:3000/cb", "https://127.0.0.1/cb?kept=1"],
)
def test_any_loopback_redirect_uri_is_taken(openid: OpenIdClient, redirect_uri: str) -> None:
    """None is registered; a query of its own is kept."""
    # WHEN the redirect_uri is on this machine
    answer = openid.submit(openid.authorize(redirect_uri=redirect_uri))

    # THEN the browser is sent there
    assert answer.headers["Location"].startswith(redirect_uri)


@pytest.mark.parametrize("client_id", [None, "another-client"])
def test_an_unknown_client_is_refused_with_a_page(
    openid: OpenIdClient, client_id: str | None
) -> None:
    """Nothing is sent to a client that does not exist."""
    # WHEN the client is unknown
    answer = openid.authorize(client_id=client_id)

    # THEN the browser stays
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "email"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ],
    ids=str,
)
def test_a_bad_request_is_sent_back_to_the_client(
    openid: OpenIdClient, changes: dict[str, str | None], error: str
) -> None:
    """PKCE S256 is not optional; every error carries the state."""
    # WHEN a trusted client's request breaks a rule
    answer = openid.authorize(**changes)

    # THEN it is told so through its redirect_uri
    parameters = returned(answer)
    assert parameters.pop("error_description")
    assert parameters == {"error": error, "state": "a-state", "iss": openid.issuer}


def test_a_repeated_parameter_is_refused(openid: OpenIdClient) -> None:
    """RFC 6749 §3.1: parameters must not be included more than once."""
    # GIVEN an authorization request
    asked = openid.authorize().request.url or ""

    # WHEN one of its parameters is sent twice
    twice = requests.get(f"{asked}&scope=openid", timeout=TIMEOUT, allow_redirects=False)

    # THEN the client is told so
    assert returned(twice)["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [{"password": "wrong"}, {"email": "nobody@example.com"}, {"email": "", "password": ""}],
    ids=str,
)
def test_a_wrong_sign_in_may_be_tried_again(openid: OpenIdClient, changes: dict[str, str]) -> None:
    """The form comes back with an alert, and still works."""
    # GIVEN a wrong e-mail address or password
    page = openid.authorize()
    again = openid.submit(page, **changes)
    assert (again.status_code, 'role="alert"' in again.text) == (400, True)

    # WHEN the right ones are given
    answer = openid.submit(again, email="ana.admin@example.com", password=DEMO_PASSWORD)

    # THEN the browser is sent back with a code
    assert returned(answer)["code"]


def test_a_cancelled_sign_in_is_denied(openid: OpenIdClient) -> None:
    """`access_denied`, and the form is used up."""
    # WHEN the person cancels
    page = openid.authorize()
    answer = openid.submit(page, action="cancel")

    # THEN the client is told so
    assert returned(answer)["error"] == "access_denied"
    assert openid.submit(page).status_code == 400


def test_a_form_signs_in_once(openid: OpenIdClient) -> None:
    """A form that was submitted, or is unknown, earns no second code."""
    # GIVEN a form that was submitted
    page = openid.authorize()
    openid.submit(page)

    # WHEN it is submitted again, and an invented one
    answers = [openid.submit(page), openid.submit(page, transaction="invented")]

    # THEN both end on a page
    assert [answer.status_code for answer in answers] == [400, 400]


def test_a_form_left_open_too_long_is_refused(openid: OpenIdClient, clock: FrozenClock) -> None:
    """A sign-in has to be finished in ten minutes."""
    # GIVEN a form that was left open
    page = openid.authorize()
    clock.advance(SIGNIN_LIFETIME)

    # WHEN it is submitted
    answer = openid.submit(page)

    # THEN the person is told to begin again
    assert (answer.status_code, "begin again" in answer.text) == (400, True)
