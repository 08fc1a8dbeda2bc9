"""Incode's webhooks: a token by Basic, both payload generations, both acknowledgements."""

import base64
import json
import math

import pytest
import requests

from tests.contract.cases import INCODE_ACCEPTED
from tests.contract.sandbox.incode_client import TIMEOUT, IncodeClient
from tests.contract.sandbox.receiver import TOKEN, Receiver
from tests.fakes import FrozenClock

BODY = {**INCODE_ACCEPTED[0][1], "externalCustomerId": "corr-1"}
FINISHED = {"onboardingStatus": "ONBOARDING_FINISHED"}
SUCCEEDED = {"eventType": "SESSION_SUCCEEDED"}
PAIR = ("jb_ci_1", "jb_cs_1+/=%&")


@pytest.fixture
def configured(incode: IncodeClient, receiver: Receiver) -> IncodeClient:
    """Return an Incode that knows the receiver, with a session under way."""
    told = incode.control(
        "/webhooks",
        authenticationUrl=receiver.token_url,
        clientId=PAIR[0],
        clientSecret=PAIR[1],
        onboardingStatusUrl=receiver.hook_url,
        sessionUrl=receiver.hook_url,
        customHeaders={"x-factor": "two"},
    )
    assert told.status_code == 204
    assert incode.request_new(BODY).status_code == 200
    receiver.status, receiver.body = 200, '{"success": true}'
    return incode


def bodies(receiver: Receiver) -> list[dict[str, object]]:
    """Return the bodies of what came in."""
    return [json.loads(received.body) for received in receiver.notifications]


def test_a_token_is_obtained_by_basic(configured: IncodeClient, receiver: Receiver) -> None:
    """The pair as it is, and nothing in the form but the grant type."""
    # WHEN something is notified
    configured.control("/webhooks/status", **FINISHED)

    # THEN a token was asked for, and used
    ((header, form),) = receiver.token_requests
    assert base64.b64decode(header.removeprefix("Basic ")).decode() == ":".join(PAIR)
    assert form == {"grant_type": "client_credentials"}
    headers = receiver.notifications[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert (headers["content-type"], headers["x-factor"]) == ("application/json", "two")


def test_a_status_names_the_interview_and_our_own_id(
    configured: IncodeClient, receiver: Receiver
) -> None:
    """The older payload, under either name of our id; without it where there was none."""
    # GIVEN a session of which we know the interview, and one without an id of ours
    interview_id = configured.sessions()[0]["interviewId"]

    # WHEN statuses are notified
    configured.control("/webhooks/status", **FINISHED)
    configured.control("/webhooks/status", **FINISHED, correlationKey="externalId")
    configured.request_new(INCODE_ACCEPTED[0][1])
    configured.control("/webhooks/status", **FINISHED)

    # THEN each says which session it is about
    first, second, third = bodies(receiver)
    assert first == {"interviewId": interview_id, "externalCustomerId": "corr-1", **FINISHED}
    assert second == {"interviewId": interview_id, "externalId": "corr-1", **FINISHED}
    assert third.keys() == {"interviewId", "onboardingStatus"}


def test_a_session_event_names_the_interview_and_the_person(
    configured: IncodeClient, receiver: Receiver
) -> None:
    """The newer payload, which has no id of ours."""
    # WHEN an outcome is notified
    configured.control("/webhooks/session", **SUCCEEDED)

    # THEN it is about the session
    (body,) = bodies(receiver)
    assert body.keys() == {"eventType", "interviewId", "loginHint", "identityId"}
    assert body["loginHint"] == BODY["loginHint"]
    assert body["interviewId"] == configured.sessions()[0]["interviewId"]


def test_the_link_and_the_reply_may_name_the_interview(configured: IncodeClient) -> None:
    """The link always does; the reply unless a setting says otherwise."""
    # WHEN an onboarding is requested
    reply = configured.request_new(BODY).json()

    # THEN it is the same in both
    assert reply.keys() == {"url", "interviewId"}
    assert f"/workflow/{reply['interviewId']}?" in reply["url"]


def test_a_notification_can_be_about_any_session(
    configured: IncodeClient, receiver: Receiver
) -> None:
    """Of ours, or of another sender's; any member can be another or be missing."""
    # GIVEN two sessions
    configured.request_new({**BODY, "externalCustomerId": "corr-2"})
    first = str(configured.sessions()[0]["interviewId"])

    # WHEN the first, a stranger's and a strange one are notified
    configured.control("/webhooks/status", **FINISHED, interviewId=first)
    configured.control("/webhooks/session", **SUCCEEDED, interviewId="stranger")
    configured.control("/webhooks/status", **FINISHED, changes={"interviewId": None, "new": 1})

    # THEN they are as told
    ours, stranger, strange = bodies(receiver)
    assert ours["externalCustomerId"] == "corr-1"
    assert stranger == {**SUCCEEDED, "interviewId": "stranger"}
    assert strange == {**FINISHED, "externalCustomerId": "corr-2", "new": 1}


def test_a_notification_can_be_any_text(configured: IncodeClient, receiver: Receiver) -> None:
    """Broken JSON, say."""
    # WHEN a text is sent in the place of the body
    configured.control("/webhooks/status", **FINISHED, text='{"interviewId": ')

    # THEN it arrives as it is
    assert receiver.notifications[0].body == b'{"interviewId": '


def test_a_token_is_used_until_it_ends(
    configured: IncodeClient, receiver: Receiver, clock: FrozenClock
) -> None:
    """And until it is refused."""
    # GIVEN a token of ten minutes
    configured.control("/webhooks/status", **FINISHED)
    clock.advance(599)
    configured.control("/webhooks/status", **FINISHED)
    assert len(receiver.token_requests) == 1

    # WHEN it has ended, and when the next is refused
    clock.advance(1)
    receiver.status = 401
    configured.control("/webhooks/status", **FINISHED)
    configured.control("/webhooks/status", **FINISHED)

    # THEN others are asked for
    assert len(receiver.token_requests) == 3


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (401, {"error": "invalid_client"}),
        (200, {"access_token": TOKEN}),
        (200, {"expires_in": 600}),
    ],
)
def test_without_a_token_nothing_is_notified(
    configured: IncodeClient, receiver: Receiver, status: int, answer: dict[str, object]
) -> None:
    """Token and lifetime are both mandatory."""
    # GIVEN a token endpoint that gives less
    receiver.token_status, receiver.token_answer = status, answer

    # WHEN something is to be notified
    delivery = configured.control("/webhooks/status", **FINISHED).json()

    # THEN the attempt has failed
    assert receiver.notifications == []
    assert [attempt["accepted"] for attempt in delivery["attempts"]] == [False]
    assert delivery["due"] is not None


def test_authentication_is_optional(configured: IncodeClient, receiver: Receiver) -> None:
    """Without an authentication URL there is no header."""
    # GIVEN a customer who configured none
    configured.control("/webhooks", onboardingStatusUrl=receiver.hook_url)

    # WHEN something is notified
    configured.control("/webhooks/status", **FINISHED)

    # THEN it comes without
    assert "authorization" not in receiver.notifications[0].headers
    assert receiver.token_requests == []


@pytest.mark.parametrize(
    ("status", "body", "content_type", "older", "newer"),
    [
        (200, '{"success": true}', "application/json", True, True),
        (200, '{"success": true}', "application/json; charset=utf-8", True, True),
        (200, "{}", "application/json", False, True),
        (200, '{"success": "true"}', "application/json", False, True),
        (200, '{"success": true}', "text/plain", True, False),
        (204, "", "text/plain", False, True),
        (202, '{"success": true}', "application/json", False, False),
        (500, '{"success": true}', "application/json", False, False),
    ],
)
def test_each_generation_has_its_own_acknowledgement(  # noqa: PLR0913 - one row of a table
    configured: IncodeClient,
    receiver: Receiver,
    status: int,
    body: str,
    content_type: str,
    *,
    older: bool,
    newer: bool,
) -> None:
    """`success: true` for the older, JSON or 204 for the newer documents."""
    # GIVEN an answer
    receiver.status, receiver.body, receiver.content_type = status, body, content_type

    # WHEN both generations read it
    accepted = []
    for generation in ("older", "newer"):
        configured.control("/settings", acknowledgement=generation)
        delivery = configured.control("/webhooks/status", **FINISHED).json()
        accepted.append(delivery["attempts"][0]["accepted"])

    # THEN each has a mind of its own
    assert accepted == [older, newer]


@pytest.mark.parametrize(
    ("generation", "waits"), [("older", [0]), ("newer", [30, 75, 187.5, 468.75, 1171.9])]
)
def test_each_generation_tries_again_in_its_own_way(
    configured: IncodeClient,
    receiver: Receiver,
    clock: FrozenClock,
    generation: str,
    waits: list[float],
) -> None:
    """Once, or five times over half an hour; when it is due, and then no more."""
    # GIVEN a receiver that fails
    configured.control("/settings", acknowledgement=generation)
    receiver.status = 500
    delivery = configured.control("/webhooks/status", **FINISHED).json()

    # WHEN what is due is tried again, as often as it is due
    for wait in waits:
        assert delivery["due"] == clock.now() + wait
        assert not wait or configured.control("/webhooks/retry").json()["deliveries"] == []
        clock.advance(math.ceil(wait))
        (delivery,) = configured.control("/webhooks/retry").json()["deliveries"]

    # THEN that was it
    assert (delivery["due"], len(receiver.notifications)) == (None, len(waits) + 1)


def test_a_retry_need_not_wait(configured: IncodeClient, receiver: Receiver) -> None:
    """For a stack that runs by the clock on the wall."""
    # GIVEN a failure that is not due yet
    receiver.status = 500
    configured.control("/webhooks/status", **FINISHED)
    receiver.status = 200

    # WHEN everything is tried again, twice
    counts = [
        len(configured.control("/webhooks/retry", everything=True).json()["deliveries"])
        for _ in range(2)
    ]

    # THEN it is sent once
    assert (counts, len(receiver.notifications)) == ([1, 0], 2)


def test_notifications_can_come_twice_and_out_of_order(
    configured: IncodeClient, receiver: Receiver
) -> None:
    """There is no id: only interview and status tell a copy."""
    # GIVEN two that are held
    numbers = [
        configured.control("/webhooks/status", onboardingStatus=status, hold=True).json()["number"]
        for status in ("FACE_VALIDATION_FINISHED", "ONBOARDING_FINISHED")
    ]

    # WHEN they are delivered in the other order, and a third is sent twice
    configured.control("/webhooks/deliver", numbers=[numbers[1], numbers[0], 99])
    configured.control("/webhooks/session", **SUCCEEDED, copies=2)

    # THEN they arrive like that
    statuses = [body.get("onboardingStatus") for body in bodies(receiver)]
    assert statuses == ["ONBOARDING_FINISHED", "FACE_VALIDATION_FINISHED", None, None]
    assert receiver.notifications[2] == receiver.notifications[3]


def test_without_a_url_or_a_session_there_is_nothing_to_send(incode: IncodeClient) -> None:
    """404."""
    # GIVEN an Incode without a session, and then without URLs
    incode.control("/webhooks", sessionUrl="http://127.0.0.1:9/")

    # WHEN something is to be notified
    statuses = [
        incode.control("/webhooks/session", **SUCCEEDED).status_code,
        incode.control("/webhooks/status", **FINISHED, interviewId="x").status_code,
    ]

    # THEN it is not
    assert statuses == [404, 404]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/webhooks", {"authenticationUrl": "nowhere"}),
        ("/webhooks", {"url": "https://example.com/"}),
        ("/webhooks/status", {}),
        ("/webhooks/session", {"eventType": "X", "copies": 0}),
        ("/settings", {"acknowledgement": "newest"}),
    ],
)
def test_a_control_that_makes_no_sense_is_refused(
    incode: IncodeClient, path: str, body: dict[str, object]
) -> None:
    """400 that says what is wrong."""
    # WHEN a control route is used wrongly
    # THEN it is refused
    assert incode.control(path, **body).status_code == 400


def test_what_was_notified_can_be_seen(configured: IncodeClient, receiver: Receiver) -> None:
    """And is forgotten by a reset, which keeps the configuration."""
    # GIVEN a notification
    configured.control("/webhooks/status", **FINISHED)
    url = f"{configured.api_url}/_sandbox"
    before = requests.get(f"{url}/state", timeout=TIMEOUT).json()["deliveries"]

    # WHEN the host is reset, and something else is notified
    configured.control("/reset")
    after = requests.get(f"{url}/state", timeout=TIMEOUT).json()["deliveries"]
    again = configured.control("/webhooks/status", **FINISHED, interviewId="x")

    # THEN the old notification is gone, and the new one finds its way
    assert [(each["number"], each["attempts"][0]["accepted"]) for each in before] == [(1, True)]
    assert (after, again.status_code, len(receiver.token_requests)) == ([], 200, 2)
