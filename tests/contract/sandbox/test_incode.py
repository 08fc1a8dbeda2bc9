"""Incode: the token endpoint and the request for a new onboarding."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from jetbridge_local.sandbox.credentials import INCODE_API_KEY, INCODE_CANDIDATE_INTEGRATION
from tests.contract.cases import (
    INCODE_ACCEPTED,
    INCODE_ASSUMED_REFUSALS,
    INCODE_DOCUMENTED_REFUSALS,
    TOKEN_REFUSALS,
    BodyRefusal,
    TokenRefusal,
)
from tests.contract.sandbox.incode_client import PATH, TIMEOUT, IncodeClient
from tests.fakes import FrozenClock

BODY = INCODE_ACCEPTED[0][1]


def test_client_credentials_earn_a_token(incode: IncodeClient) -> None:
    """The answer says how long the token lives."""
    # WHEN the client credentials are presented with scope=openid
    answer = incode.ask_token()

    # THEN a bearer token comes back
    assert answer.status_code == 200
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "scope"}


@pytest.mark.parametrize(
    "case",
    [*TOKEN_REFUSALS, TokenRefusal("no scope", {"scope": None}, "invalid_scope")],
    ids=lambda case: case.name,
)
def test_a_bad_token_request_is_refused(incode: IncodeClient, case: TokenRefusal) -> None:
    """Each refusal has the error code and status of RFC 6749 §5.2."""
    # WHEN a token request has one thing wrong
    answer = incode.ask_token(**case.changes)

    # THEN the RFC's error says which
    assert (answer.status_code, answer.json()["error"]) == (case.status, case.error)


@pytest.mark.parametrize(
    "body", [body for _, body in INCODE_ACCEPTED], ids=[name for name, _ in INCODE_ACCEPTED]
)
def test_a_valid_request_earns_a_link(incode: IncodeClient, body: dict[str, object]) -> None:
    """As on Incode's page the answer may be `url` alone; the session is kept for a test to see."""
    # WHEN an onboarding is requested of an Incode that keeps to its page
    incode.control("/settings", interviewIdInReply=False)
    answer = incode.request_new(body)

    # THEN the link looks like Incode's
    assert answer.status_code == 200
    (member,) = answer.json().items()
    link = urlsplit(member[1])
    assert member[0] == "url"
    assert f"{link.scheme}://{link.netloc}" == incode.api_url
    assert parse_qs(link.query).keys() == {"uuid", "url_uuid"}
    (session,) = incode.sessions()
    assert (session["url"], session["request"]) == (member[1], body)


def test_every_call_makes_a_session(incode: IncodeClient) -> None:
    """There is no idempotency: the same body twice is two sessions."""
    # WHEN the same request is made twice
    links = {incode.request_new(BODY).json()["url"] for _ in range(2)}

    # THEN there are two of everything
    assert len(links) == len(incode.sessions()) == 2


@pytest.mark.parametrize(
    "case",
    [*INCODE_DOCUMENTED_REFUSALS, *INCODE_ASSUMED_REFUSALS],
    ids=lambda case: case.name,
)
def test_a_broken_rule_is_refused_in_the_partners_words(
    incode: IncodeClient, clock: FrozenClock, case: BodyRefusal
) -> None:
    """400 in the documented shape, with the message to the letter; no session is made."""
    # WHEN a body breaks one rule
    answer = incode.request_new(case.body)

    # THEN Incode says which
    assert answer.status_code == 400
    assert answer.json() == {
        "timestamp": clock.now() * 1000,
        "status": 400,
        "error": "Bad Request",
        "message": case.message,
        "path": PATH,
    }
    assert incode.sessions() == []


def test_a_candidate_seen_before_needs_no_name(incode: IncodeClient) -> None:
    """A login hint that was onboarded once is an existing candidate."""
    # GIVEN a candidate
    body = {**BODY, "integrationReference": INCODE_CANDIDATE_INTEGRATION}
    assert incode.request_new({**body, "name": "Ana Ruiz"}).status_code == 200

    # WHEN the same login hint comes without a name
    answer = incode.request_new(body)

    # THEN it is known
    assert answer.status_code == 200


def test_a_missing_or_unknown_token_is_refused(incode: IncodeClient) -> None:
    """401 in Incode's error shape."""
    # WHEN the token is missing, or unknown
    answers = [
        incode.request_new(BODY, {"x-api-key": INCODE_API_KEY}),
        incode.request_new(BODY, {"x-api-key": INCODE_API_KEY, "Authorization": "Bearer none"}),
    ]

    # THEN the call is unauthorised
    assert [answer.json()["status"] for answer in answers] == [401, 401]
    assert [answer.status_code for answer in answers] == [401, 401]


def test_a_token_expires(incode: IncodeClient, clock: FrozenClock) -> None:
    """A token works until `expires_in` has passed, and not from then on."""
    # GIVEN a token with a second to live
    answer = incode.ask_token().json()
    headers = {"Authorization": f"Bearer {answer['access_token']}", "x-api-key": INCODE_API_KEY}
    clock.advance(answer["expires_in"] - 1)
    assert incode.request_new(BODY, headers).status_code == 200

    # WHEN the second has passed
    clock.advance(1)

    # THEN it is as good as none
    assert incode.request_new(BODY, headers).status_code == 401


@pytest.mark.parametrize("key", [None, "wrong"])
def test_a_missing_or_wrong_api_key_is_refused(incode: IncodeClient, key: str | None) -> None:
    """The token alone does not do."""
    # GIVEN a live token
    headers = incode.headers()
    del headers["x-api-key"]

    # WHEN the API key is missing or wrong
    answer = incode.request_new(BODY, headers if key is None else {**headers, "x-api-key": key})

    # THEN the call is forbidden
    assert (answer.status_code, answer.json()["error"]) == (403, "Forbidden")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("{}", "application/x-www-form-urlencoded", 415),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    incode: IncodeClient, body: str, content_type: str, status: int
) -> None:
    """Broken JSON, another kind of JSON, another kind of content: Incode's error shape."""
    # WHEN the body is none that the endpoint takes
    answer = requests.post(
        f"{incode.api_url}{PATH}",
        data=body,
        headers={**incode.headers(), "Content-Type": content_type},
        timeout=TIMEOUT,
    )

    # THEN it is refused
    assert (answer.status_code, answer.json()["status"]) == (status, status)
