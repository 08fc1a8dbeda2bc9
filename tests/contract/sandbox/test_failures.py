"""Programmed answers: what a test tells a sandbox to do instead of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from jetbridge_local.sandbox import Sandboxes
from tests.contract.cases import INCODE_ACCEPTED
from tests.contract.sandbox.incode_client import PATH, TIMEOUT, IncodeClient
from tests.contract.sandbox.smartrecruiters_client import SmartRecruitersClient

BODY = INCODE_ACCEPTED[0][1]


def program(incode: IncodeClient, **wanted: object) -> requests.Response:
    """Program the next answers of request-new."""
    return requests.post(
        f"{incode.api_url}/_sandbox/failures", json={"path": PATH, **wanted}, timeout=TIMEOUT
    )


def test_a_programmed_answer_takes_the_partners_place(incode: IncodeClient) -> None:
    """Status, headers and body as told, for as many calls as told; the partner does nothing."""
    # GIVEN two programmed answers
    told = program(
        incode, method="POST", status=503, headers={"Retry-After": "7"}, body={"a": 1}, times=2
    )
    assert told.status_code == 201

    # WHEN three calls are made
    answers = [incode.request_new(BODY) for _ in range(3)]

    # THEN the first two are answered as told, the third by the partner
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert (answers[0].headers["Retry-After"], answers[0].json()) == ("7", {"a": 1})
    assert len(incode.sessions()) == 1


def test_programs_are_used_in_order(incode: IncodeClient) -> None:
    """First given, first used; another path or method uses none."""
    # GIVEN two programs, and one for another method
    program(incode, method="GET", status=500)
    program(incode, status=401)
    program(incode, status=429)

    # WHEN calls are made
    statuses = [incode.request_new(BODY).status_code for _ in range(3)]

    # THEN they come in the order in which they were given
    assert statuses == [401, 429, 200]


def test_a_body_that_is_a_string_is_sent_as_it_is(incode: IncodeClient) -> None:
    """So that broken JSON, and other content, can be sent."""
    # GIVEN broken JSON
    program(incode, status=200, body='{"url": ')

    # WHEN a call is made
    answer = incode.request_new(BODY)

    # THEN it arrives as it is, called JSON
    assert (answer.text, answer.headers["Content-Type"]) == ('{"url": ', "application/json")


def test_an_answer_without_a_body_has_none(incode: IncodeClient) -> None:
    """A status alone."""
    # GIVEN a programmed status
    program(incode, status=502)

    # WHEN a call is made
    answer = incode.request_new(BODY)

    # THEN there is nothing behind it
    assert (answer.status_code, answer.content) == (502, b"")


@pytest.mark.parametrize(("drop", "sessions"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_hides_what_was_done(
    incode: IncodeClient, drop: str, sessions: int
) -> None:
    """The caller sees the same, whether the partner did its work before or not."""
    # GIVEN a connection that will be dropped
    headers = incode.headers()
    program(incode, drop=drop)

    # WHEN a call is made
    with pytest.raises(requests.ConnectionError):
        incode.request_new(BODY, headers)

    # THEN only the partner knows
    assert len(incode.sessions()) == sessions
    calls = requests.get(f"{incode.api_url}/_sandbox/calls", timeout=TIMEOUT).json()
    assert [call["status"] for call in calls] == [None]


def test_a_dripping_answer_comes_byte_by_byte(sandboxes: Sandboxes, incode: IncodeClient) -> None:
    """The head and a byte at once, then a byte at a time; `release` ends that, too."""
    # GIVEN an answer that will drip
    headers = incode.headers()
    failures = sandboxes.hosts["incode-api"].failures
    program(incode, drip_seconds=600)
    url = f"{incode.api_url}{PATH}"

    # WHEN a call is made
    with requests.post(url, json=BODY, headers=headers, stream=True, timeout=TIMEOUT) as answer:
        assert failures.wait_for_delayed(1, timeout=30)

        # THEN its head is there, and the partner has done its work
        assert (answer.status_code, len(incode.sessions())) == (200, 1)
        # AND all of it comes, as soon as it is let go
        failures.release()
        assert answer.json()["url"]


def test_a_delayed_answer_comes_after_the_work(sandboxes: Sandboxes, incode: IncodeClient) -> None:
    """The partner has done its work while the caller still waits; `release` ends the wait."""
    # GIVEN an answer that will be late
    failures = sandboxes.hosts["incode-api"].failures
    program(incode, delay_seconds=600)

    # WHEN a call is made
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(incode.request_new, BODY)
        assert failures.wait_for_delayed(1, timeout=30)
        before = (len(incode.sessions()), call.done())
        released = requests.post(f"{incode.api_url}/_sandbox/release", timeout=TIMEOUT)

        # THEN the session was there before the answer was
        assert before == (1, False)
        assert released.json() == {"released": 1}
        assert call.result().status_code == 200


def test_a_programmed_answer_still_states_the_limits(
    smartrecruiters: SmartRecruitersClient,
) -> None:
    """SmartRecruiters' rate-limit headers are on every answer of an authenticated call."""
    # GIVEN a programmed failure
    token = smartrecruiters.token()
    smartrecruiters.control("/failures", {"path": "/candidates", "status": 500})

    # WHEN it is met
    answer = smartrecruiters.get("/candidates", token)

    # THEN the limits are there
    assert (answer.status_code, answer.headers["X-RateLimit-Limit"]) == (500, "10")


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"status": 500, "drop": "before"},
        {"drop": "sometimes"},
        {"body": {"a": 1}, "drop": "after"},
        {"headers": {"A": "b"}, "delay_seconds": 1},
        {"status": 99},
        {"status": 500, "times": 0},
        {"status": 500, "delay_seconds": -1},
        {"status": 500, "pth": "/"},
        {"status": 500, "path": "no-slash"},
    ],
    ids=str,
)
def test_an_impossible_program_is_refused(incode: IncodeClient, wanted: dict[str, object]) -> None:
    """400 that says what is wrong, and nothing is programmed."""
    # WHEN the program makes no sense
    answer = program(incode, **wanted)

    # THEN it is refused
    assert (answer.status_code, bool(answer.json()["details"])) == (400, True)
    view = requests.get(f"{incode.api_url}/_sandbox/failures", timeout=TIMEOUT).json()
    assert view == {"programs": [], "delayed": 0}


def test_what_is_left_of_a_program_can_be_seen(incode: IncodeClient) -> None:
    """The view counts down."""
    # GIVEN a program for three calls, one of which was made
    program(incode, status=500, times=3)
    incode.request_new(BODY)

    # WHEN the programs are shown
    view = requests.get(f"{incode.api_url}/_sandbox/failures", timeout=TIMEOUT).json()

    # THEN two are left
    assert view["programs"] == [{"path": PATH, "status": 500, "times": 2}]
