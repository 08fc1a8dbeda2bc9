"""Credentials are tried by one request, and what comes of it is told as every other outcome."""

import pytest

from jetbridge.broker import trial
from jetbridge.broker.dialect import AccessToken, ClientCredentials, Dialect
from jetbridge.model.outcome import Cause, Done, NotPerformed, Outcome, Refused, Unknown
from jetbridge.model.ports import HttpRequest, NoAnswerError, NotSentError
from jetbridge.model.secret import Secret
from tests.fakes import FakeHttp, answer
from tests.fakes.http import Answer
from tests.unit.broker.processes import THING, TOKEN

DIALECT = Dialect("partner", TOKEN, 300)
PAIR = ClientCredentials("id", Secret("secret"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer({"access_token": "t"}), Done(AccessToken(Secret("t"), 1_300))),
        (answer({"error": "invalid_client"}, status=401), Refused(401, "invalid_client")),
        (answer(status=503), Unknown(503, "no success")),
        (NotSentError("t", "gaierror"), NotPerformed(Cause.UNREACHABLE, detail="gaierror")),
        (NoAnswerError("t", "TimeoutError"), Unknown(detail="TimeoutError")),
    ],
    ids=range(5),
)
def test_a_token_is_asked_for_once(given: Answer, expected: Outcome[AccessToken]) -> None:
    """Whatever comes of it, it is not asked for again."""
    # GIVEN a token endpoint that answers so
    http = FakeHttp()
    http.always("POST", TOKEN, given)
    # WHEN credentials are tried there
    found = trial.obtain(http, DIALECT, PAIR, timeout=5, now=1_000)
    # THEN it was asked once, and what it said is told
    assert found == expected
    assert len(http.sent("POST", TOKEN)) == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer(status=403), Done(answer(status=403))),
        (NotSentError("t", "gaierror"), NotPerformed(Cause.UNREACHABLE, detail="gaierror")),
        (NoAnswerError("t", "TimeoutError"), Unknown(detail="TimeoutError")),
    ],
    ids=range(3),
)
def test_a_call_is_made_once(given: Answer, expected: object) -> None:
    """A refusal is an answer."""
    # GIVEN a partner that answers so
    http = FakeHttp()
    http.always("GET", THING, given)
    # WHEN it is asked
    # THEN it was asked once, and what it said is told
    assert trial.send(http, HttpRequest("GET", THING)) == expected
    assert len(http.sent("GET", THING)) == 1
