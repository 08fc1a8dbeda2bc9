"""Enboarder: who may call, by key and by token."""

from urllib.parse import quote

import pytest
import requests

from jetbridge_local.sandbox.credentials import ENBOARDER, ENBOARDER_API_KEY
from tests.contract.cases import TOKEN_REFUSALS, TokenRefusal
from tests.contract.enboarder_cases import ENBOARDER_ADVANCED, ENBOARDER_BASIC
from tests.contract.sandbox.enboarder_client import EnboarderClient
from tests.fakes import FrozenClock

REPORT = "/reports/v2/workflows"


def test_client_credentials_earn_a_token(enboarder: EnboarderClient) -> None:
    """For an hour."""
    # WHEN the client credentials are presented
    answer = enboarder.ask_token()

    # THEN a token comes back
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in"}
    assert answer.json()["expires_in"] == 3600


@pytest.mark.parametrize("encoded", [True, False])
def test_basic_is_as_good_as_the_body(enboarder: EnboarderClient, *, encoded: bool) -> None:
    """Percent-encoded as RFC 6749 wants it, or plain as Amazon Cognito does."""
    # GIVEN a secret with reserved characters
    secret = quote(ENBOARDER.client_secret, safe="") if encoded else ENBOARDER.client_secret

    # WHEN it is presented by Basic
    answer = enboarder.ask_token_by_basic(ENBOARDER.client_id, secret)

    # THEN a token comes back
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "case",
    [
        *TOKEN_REFUSALS,
        TokenRefusal("no scope", {"scope": None}, "invalid_scope"),
        TokenRefusal("an unknown scope", {"scope": "api/workflow.basic api/x"}, "invalid_scope"),
        TokenRefusal("scopes with commas", {"scope": "api/a,api/b"}, "invalid_scope"),
    ],
    ids=lambda case: case.name,
)
def test_a_bad_token_request_is_refused(enboarder: EnboarderClient, case: TokenRefusal) -> None:
    """Each refusal has the error code and status of RFC 6749 §5.2."""
    # WHEN a token request has one thing wrong
    answer = enboarder.ask_token(**case.changes)

    # THEN the RFC's error says which
    assert (answer.status_code, answer.json()["error"]) == (case.status, case.error)


def test_bad_basic_is_refused(enboarder: EnboarderClient) -> None:
    """A wrong secret, and two ways at once."""
    # WHEN Basic is wrong, and when the body has a secret too
    answers = [
        enboarder.ask_token_by_basic(ENBOARDER.client_id, "wrong"),
        enboarder.ask_token_by_basic(
            ENBOARDER.client_id, ENBOARDER.client_secret, client_secret=ENBOARDER.client_secret
        ),
    ]

    # THEN both are refused
    assert [a.json()["error"] for a in answers] == ["invalid_client", "invalid_request"]


@pytest.mark.parametrize(
    ("path", "by_key", "by_token"),
    [
        ("/reports/workflows", 200, 403),
        ("/reports/v2/workflows", 403, 200),
        ("/restapi/v1/profile/nobody", 200, 403),
        ("/restapi/v2/profile/nobody", 403, 200),
    ],
)
def test_the_version_is_the_way_in(
    enboarder: EnboarderClient, path: str, by_key: int, by_token: int
) -> None:
    """v1 and plain reports by key, v2 by token."""
    # WHEN a path is called by key and by token
    statuses = [
        enboarder.call("GET", path, headers=headers).status_code
        for headers in ({"apikey": ENBOARDER_API_KEY}, {"Authorization": enboarder.token()})
    ]

    # THEN one of them is let in
    assert statuses == [by_key, by_token]


@pytest.mark.parametrize(
    "headers",
    [{}, {"apikey": "wrong"}, {"Authorization": "nobody"}, {"x-api-key": ENBOARDER_API_KEY}],
    ids=str,
)
@pytest.mark.parametrize("path", ["/reports/workflows", "/reports/v2/workflows", "/nothing"])
def test_without_a_key_or_token_the_gateway_forbids(
    enboarder: EnboarderClient, path: str, headers: dict[str, str]
) -> None:
    """403, and not 401; for an unknown path as well."""
    # WHEN a call is not authenticated
    answer = enboarder.call("GET", path, headers=headers)

    # THEN it is forbidden
    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden"})


@pytest.mark.parametrize(("prefix", "raw", "bearer"), [("", 200, 403), ("Bearer ", 403, 200)])
def test_the_prefix_of_a_token_is_a_setting(
    enboarder: EnboarderClient, prefix: str, raw: int, bearer: int
) -> None:
    """The page shows the raw token; a digest of the pages calls it a bearer token."""
    # GIVEN an Enboarder that wants the one or the other
    enboarder.control("/settings", {"authPrefix": prefix})
    token = enboarder.token()

    # WHEN a token comes raw and as a bearer token
    statuses = [
        enboarder.call("GET", REPORT, headers={"Authorization": header}).status_code
        for header in (token, f"Bearer {token}")
    ]

    # THEN only one is understood
    assert statuses == [raw, bearer]


@pytest.mark.parametrize(
    ("scope", "kind", "body", "status"),
    [
        ("api/workflow.basic", "basic", ENBOARDER_BASIC, 200),
        ("api/workflow.basic", "advance", ENBOARDER_ADVANCED, 403),
        ("api/workflow.basic", "bulkadvance", [ENBOARDER_ADVANCED], 403),
        ("api/workflow.advance", "basic", ENBOARDER_BASIC, 403),
        ("api/workflow.advance", "advance", ENBOARDER_ADVANCED, 200),
        ("api/workflow.advance", "bulkadvance", [ENBOARDER_ADVANCED], 200),
    ],
)
def test_a_launch_wants_the_scope_of_its_name(
    enboarder: EnboarderClient, scope: str, kind: str, body: object, status: int
) -> None:
    """A token can do what it was asked for."""
    # GIVEN a token with one scope
    headers = {"Authorization": enboarder.token(scope)}

    # WHEN a workflow is launched
    answer = enboarder.call("POST", f"/restapi/v2/startwf/{kind}", body, headers)

    # THEN the scope decides
    assert answer.status_code == status


def test_a_token_ends(enboarder: EnboarderClient, clock: FrozenClock) -> None:
    """After an hour it is as good as none."""
    # GIVEN a token with a second to live
    headers = {"Authorization": enboarder.token()}
    clock.advance(3599)
    assert enboarder.call("GET", REPORT, headers=headers).status_code == 200

    # WHEN the second has passed
    clock.advance(1)

    # THEN the gateway forbids
    assert enboarder.call("GET", REPORT, headers=headers).status_code == 403


@pytest.mark.parametrize(("setting", "path"), [("apiKey", "/reports/workflows"), ("oauth", REPORT)])
def test_a_customer_can_turn_either_way_off(
    enboarder: EnboarderClient, setting: str, path: str
) -> None:
    """Under Settings / Integration / Our Extensions."""
    # GIVEN a customer who turned one of them off
    enboarder.control("/settings", {setting: False})

    # WHEN it is used
    headers = {"apikey": ENBOARDER_API_KEY, "Authorization": enboarder.token()}
    answer = enboarder.call("GET", path, headers=headers)

    # THEN it is forbidden
    assert answer.status_code == 403


def test_what_is_not_there_is_not_found(enboarder: EnboarderClient) -> None:
    """An unknown path, a wrong method, broken JSON: a message, as everywhere."""
    # WHEN something is called that is not there
    key = {"apikey": ENBOARDER_API_KEY, "Content-Type": "application/json"}
    url = enboarder.api_url
    answers = [
        requests.get(f"{url}/restapi/v1/nothing", headers=key, timeout=10),
        requests.get(f"{url}/restapi/v1/startwf/basic", headers=key, timeout=10),
        requests.post(f"{url}/restapi/v1/startwf/basic", data="{", headers=key, timeout=10),
    ]

    # THEN the status is HTTP's
    assert [answer.status_code for answer in answers] == [404, 405, 400]
    assert all(answer.json().keys() == {"message"} for answer in answers)
