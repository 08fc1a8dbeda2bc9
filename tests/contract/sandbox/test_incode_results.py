"""Incode's status endpoint and its scores, and webhooks that never arrive."""

import json

import pytest
import requests

from jetbridge_local.browser import Browser
from jetbridge_local.sandbox.credentials import INCODE_ADMIN_TOKEN, INCODE_API_KEY
from tests.contract.cases import INCODE_ACCEPTED
from tests.contract.sandbox.incode_client import TIMEOUT, IncodeClient
from tests.contract.sandbox.receiver import Receiver

BODY = {**INCODE_ACCEPTED[0][1], "externalCustomerId": "corr-1", "linkValidityInMinutes": 60}
STATUS = "/omni/get/onboarding/status"
SCORE = "/omni/get/score"
HEADERS = {
    "api-version": "1.0",
    "x-api-key": INCODE_API_KEY,
    "X-Incode-Hardware-Id": INCODE_ADMIN_TOKEN,
}


def asked(
    incode: IncodeClient, path: str, interview_id: str, headers: dict[str, str] = HEADERS
) -> requests.Response:
    """Ask about a session."""
    url = f"{incode.api_url}{path}"
    return requests.get(url, params={"id": interview_id}, headers=headers, timeout=TIMEOUT)


@pytest.mark.parametrize(
    ("actions", "status", "overall"),
    [
        ([], "UNKNOWN", None),
        (["begin"], "ID_VALIDATION_FINISHED", None),
        (["begin", "pass"], "ONBOARDING_FINISHED", "OK"),
        (["begin", "fail"], "ONBOARDING_FINISHED", "FAIL"),
        (["begin", "review"], "ONBOARDING_FINISHED", "WARN"),
        (["begin", "review", "approve"], "MANUAL_REVIEW_APPROVED", "OK"),
        (["begin", "review", "reject"], "MANUAL_REVIEW_REJECTED", "FAIL"),
    ],
    ids=lambda value: "-".join(value) or "invited" if isinstance(value, list) else None,
)
def test_a_session_can_be_asked_about(
    incode: IncodeClient, actions: list[str], status: str, overall: str | None
) -> None:
    """The status says how far it is, the score what it came to."""
    # GIVEN a person who has pressed these buttons
    made = incode.request_new(BODY).json()
    person = Browser()
    person.open(made["url"])
    for action in actions:
        person.submit(action=action)
    # WHEN it is asked about
    told = asked(incode, STATUS, made["interviewId"])
    score = asked(incode, SCORE, made["interviewId"])
    # THEN each answers
    assert told.json() == {"onboardingStatus": status}
    assert score.json().get("overall", {}).get("status") == overall
    assert score.status_code == (200 if overall else 400)


@pytest.mark.parametrize("path", [STATUS, SCORE])
@pytest.mark.parametrize(
    ("without", "refused"),
    [("x-api-key", 403), ("api-version", 400), ("X-Incode-Hardware-Id", 401)],
)
def test_a_question_without_its_headers_is_refused(
    incode: IncodeClient, path: str, without: str, refused: int
) -> None:
    """Each of the three is needed."""
    # GIVEN a session
    interview_id = incode.request_new(BODY).json()["interviewId"]
    # WHEN it is asked about with one header missing
    headers = {name: value for name, value in HEADERS.items() if name != without}
    # THEN it is refused
    assert asked(incode, path, interview_id, headers).status_code == refused


def test_an_unknown_session_is_not_found(incode: IncodeClient) -> None:
    """In Incode's shape of an error."""
    answer = asked(incode, STATUS, "no-such-session")
    assert answer.status_code == 404
    assert answer.json().keys() == {"timestamp", "status", "error", "message", "path"}


def test_too_many_questions_a_second_are_throttled(incode: IncodeClient) -> None:
    """How many is a setting."""
    # GIVEN an Incode that answers two questions a second
    interview_id = incode.request_new(BODY).json()["interviewId"]
    incode.control("/settings", resultsPerSecond=2)
    # THEN the third is throttled
    statuses = [asked(incode, STATUS, interview_id).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_webhooks_can_be_dropped_and_sent_later_in_any_order(
    incode: IncodeClient, receiver: Receiver
) -> None:
    """Both generations, late and twice."""
    # GIVEN an Incode whose webhooks get lost
    incode.control(
        "/webhooks",
        authenticationUrl=receiver.token_url,
        onboardingStatusUrl=receiver.hook_url,
        sessionUrl=receiver.hook_url,
    )
    receiver.status, receiver.body = 200, '{"success": true}'
    incode.control("/settings", dropWebhooks=True)
    # WHEN a person passes
    person = Browser()
    person.open(incode.request_new(BODY).json()["url"])
    for action in ("begin", "pass"):
        person.submit(action=action)
    # THEN nothing is told
    assert not receiver.notifications
    # AND what was to be told can be sent later
    assert incode.control("/webhooks/deliver", numbers=[3, 2, 3]).ok
    bodies = [json.loads(each.body) for each in receiver.notifications]
    told = [body.get("onboardingStatus") or body["eventType"] for body in bodies]
    assert told == ["SESSION_SUCCEEDED", "ONBOARDING_FINISHED", "SESSION_SUCCEEDED"]
