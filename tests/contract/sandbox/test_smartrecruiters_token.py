"""SmartRecruiters' token endpoint, for master and customer-level credentials."""

import pytest
import requests

from jetbridge_local.sandbox.credentials import SMARTRECRUITERS_MASTER, ClientCredentials
from tests.contract.cases import TOKEN_REFUSALS, TokenRefusal
from tests.contract.sandbox.smartrecruiters_client import (
    MASTER_FORM,
    TIMEOUT,
    SmartRecruitersClient,
    code,
)
from tests.fakes import FrozenClock


def test_master_credentials_earn_a_token(smartrecruiters: SmartRecruitersClient) -> None:
    """The answer has the three members of SmartRecruiters' token answer and is not cached."""
    # WHEN the master credentials are presented
    answer = smartrecruiters.ask_token()

    # THEN a bearer token of just under half an hour comes back
    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("access_token")
    assert body == {"token_type": "bearer", "expires_in": 1799}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("case", TOKEN_REFUSALS, ids=lambda case: case.name)
def test_a_bad_token_request_is_refused(
    smartrecruiters: SmartRecruitersClient, case: TokenRefusal
) -> None:
    """Each refusal has the error code and status of RFC 6749 §5.2."""
    # WHEN a token request has one thing wrong
    answer = smartrecruiters.ask_token(**case.changes)

    # THEN the RFC's error says which
    assert (answer.status_code, answer.json()["error"]) == (case.status, case.error)


def test_a_json_token_request_is_refused(smartrecruiters: SmartRecruitersClient) -> None:
    """The endpoint takes a form and nothing else."""
    # WHEN the request is JSON
    answer = requests.post(
        f"{smartrecruiters.url}/identity/oauth/token",
        json={"grant_type": "client_credentials"},
        timeout=TIMEOUT,
    )

    # THEN it is invalid
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_repeated_field_is_refused(smartrecruiters: SmartRecruitersClient) -> None:
    """RFC 6749 §3.2: parameters must not be included more than once."""
    # WHEN a field is sent twice
    answer = requests.post(
        f"{smartrecruiters.url}/identity/oauth/token",
        data=[*MASTER_FORM.items(), ("grant_type", "client_credentials")],
        timeout=TIMEOUT,
    )

    # THEN it is invalid
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_credentials_in_a_header_are_refused(smartrecruiters: SmartRecruitersClient) -> None:
    """SmartRecruiters wants the credentials in the form body, and RFC 6749 §2.3 one way only."""
    # WHEN they come by HTTP Basic as well
    answer = requests.post(
        f"{smartrecruiters.url}/identity/oauth/token",
        data=MASTER_FORM,
        auth=(SMARTRECRUITERS_MASTER.client_id, SMARTRECRUITERS_MASTER.client_secret),
        timeout=TIMEOUT,
    )

    # THEN the request is invalid
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_master_token_expires(smartrecruiters: SmartRecruitersClient, clock: FrozenClock) -> None:
    """A token works until `expires_in` has passed, and not from then on."""
    # GIVEN a token with a second to live
    token = smartrecruiters.token()
    clock.advance(1798)
    assert smartrecruiters.confirm_as(token, "early").status_code == 200

    # WHEN the second has passed
    clock.advance(1)
    answer = smartrecruiters.confirm_as(token, "late")

    # THEN it is as good as none
    assert (answer.status_code, code(answer)) == (401, "UNAUTHORIZED")


def test_a_customer_pair_with_a_wrong_secret_is_refused(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """A customer-level secret is checked as the master's is."""
    # GIVEN an integrated company
    pair = smartrecruiters.integrated()

    # WHEN its clientId comes with another secret
    answer = smartrecruiters.ask_token(client_id=pair.client_id, client_secret="wrong")

    # THEN the client is refused
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_disabled_integration_ends_its_pair_and_tokens(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """Once disabled, neither the pair nor a token that it earned is of any use."""
    # GIVEN a customer-level pair and a token
    pair = smartrecruiters.integrated()
    token = smartrecruiters.token(pair)
    assert smartrecruiters.get("/candidates", token).status_code == 200

    # WHEN the integration is disabled
    smartrecruiters.control("/disable/acme")

    # THEN both are refused
    assert smartrecruiters.get("/candidates", token).status_code == 401
    refused = smartrecruiters.ask_token(client_id=pair.client_id, client_secret=pair.client_secret)
    assert refused.json()["error"] == "invalid_client"


def test_a_pair_never_shows_its_secret() -> None:
    """Credentials can be printed without harm."""
    assert "made-up" not in repr(ClientCredentials("id", "made-up"))
