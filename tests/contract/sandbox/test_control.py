"""The control routes that every host has."""

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from jetbridge_local.sandbox.credentials import INCODE, SMARTRECRUITERS_MASTER
from jetbridge_local.stack.partners import NAMES
from tests.contract.cases import INCODE_ACCEPTED
from tests.contract.sandbox.incode_client import IncodeClient
from tests.contract.sandbox.smartrecruiters_client import TIMEOUT, SmartRecruitersClient
from tests.fakes import FrozenClock


@pytest.mark.parametrize("name", NAMES)
def test_every_host_lists_its_control_routes(sandboxes: Sandboxes, name: str) -> None:
    """A person with curl finds everything from one address, each with a sentence."""
    # WHEN the index is read
    routes = requests.get(f"{sandboxes.urls[name]}/_sandbox/", timeout=TIMEOUT).json()

    # THEN the common routes are there, and every route says what it does
    common = {"GET /_sandbox/state", "GET /_sandbox/calls", "POST /_sandbox/failures"}
    assert common <= set(routes)
    assert all(summary.endswith(".") for summary in routes.values())


def test_calls_are_listed_without_what_they_hold(
    smartrecruiters: SmartRecruitersClient, clock: FrozenClock
) -> None:
    """Method, path, status, names of headers and fields; no secret and no token."""
    # GIVEN calls with a secret and with a token
    token = smartrecruiters.token()
    smartrecruiters.confirm_as(token, "acme")
    smartrecruiters.get("/candidates?pageId=a-page", token)

    # WHEN the calls are listed
    answer = smartrecruiters.get("/_sandbox/calls")

    # THEN they are told apart without their secrets
    asked, confirmed, listed = answer.json()
    assert (asked["method"], asked["path"], asked["status"], asked["at"]) == (
        "POST",
        "/identity/oauth/token",
        200,
        clock.now(),
    )
    assert asked["body"] == {
        "grant_type": "client_credentials",
        "client_id": "…",
        "client_secret": "…",
    }
    assert confirmed["body"]["companyId"] == "acme"
    assert "authorization" in confirmed["headers"]
    assert (listed["query"], listed["status"]) == ({"pageId": "…"}, 403)
    assert token not in answer.text
    assert SMARTRECRUITERS_MASTER.client_secret not in answer.text


def test_calls_are_listed_in_full_on_demand(incode: IncodeClient) -> None:
    """For a test that has to know what exactly our side sent."""
    # GIVEN a token request and an onboarding
    headers = {**incode.headers(), "api-version": "1.0"}
    incode.request_new(INCODE_ACCEPTED[1][1], headers)

    # WHEN the calls are asked for in full
    asked, begun = (
        requests.get(f"{url}/_sandbox/calls?full=true", timeout=TIMEOUT).json()[0]
        for url in (incode.auth_url, incode.api_url)
    )

    # THEN values are there
    assert asked["body"]["client_secret"] == INCODE.client_secret
    assert (begun["body"], begun["headers"]["api-version"]) == (INCODE_ACCEPTED[1][1], "1.0")


def test_control_routes_are_not_calls(smartrecruiters: SmartRecruitersClient) -> None:
    """Looking changes nothing."""
    # WHEN control routes are used
    smartrecruiters.control("/withhold/acme")
    smartrecruiters.get("/_sandbox/state")

    # THEN no call was received
    assert smartrecruiters.get("/_sandbox/calls").json() == []


def test_a_reset_forgets_what_happened(smartrecruiters: SmartRecruitersClient) -> None:
    """Calls, integrations, tokens and programs end; the registration stays."""
    # GIVEN a registered partner and things that happened
    smartrecruiters.control("/partner", {"consentUrl": "http://127.0.0.1/consent"})
    token = smartrecruiters.token()
    smartrecruiters.confirm_as(token, "acme")
    smartrecruiters.control("/failures", {"path": "/candidates", "status": 500})

    # WHEN the host is reset
    assert smartrecruiters.control("/reset").status_code == 204

    # THEN only the registration is left
    state = smartrecruiters.get("/_sandbox/state").json()
    assert (state["integrations"], state["consentWithheld"]) == ([], [])
    assert state["partner"]["consentUrl"] == "http://127.0.0.1/consent"
    assert smartrecruiters.get("/_sandbox/calls").json() == []
    assert smartrecruiters.get("/candidates", token).status_code == 401


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/consent", "http://"])
def test_a_registration_wants_real_urls(smartrecruiters: SmartRecruitersClient, url: str) -> None:
    """The pages link to them."""
    # WHEN an endpoint is none
    answer = smartrecruiters.control("/partner", {"consentUrl": url})

    # THEN it is refused
    assert answer.status_code == 400


def test_a_form_of_another_site_controls_nothing(smartrecruiters: SmartRecruitersClient) -> None:
    """A web page can send a form anywhere; JSON it cannot."""
    # WHEN a program comes with a content type that a form can have
    answer = requests.post(
        f"{smartrecruiters.url}/_sandbox/failures",
        data='{"path": "/candidates", "status": 500}',
        headers={"Content-Type": "text/plain"},
        timeout=TIMEOUT,
    )

    # THEN it is refused
    assert answer.status_code == 415
