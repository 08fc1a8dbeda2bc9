"""The Python client does what clients/cases says of every client."""

import base64
import json
import logging
from datetime import datetime
from typing import Any

import httpx
import pytest

from jetbridge_client import (
    JetbridgeError,
    NoAnswerError,
    NotSentError,
    ProblemError,
    RefusedError,
    TokenRefusedError,
    UnreadableError,
    problems,
)
from jetbridge_local.clients.python import snake
from tests.unit.clients.scripted import SECRET, Scripted, cases, made, tag_of

type Json = Any

FOUND, CASES = cases("calls.json")
KINDS = {
    "BadArgument": ValueError,
    "NoAnswerError": NoAnswerError,
    "NotSentError": NotSentError,
    "ProblemError": ProblemError,
    "RefusedError": RefusedError,
    "TokenRefusedError": TokenRefusedError,
    "UnreadableError": UnreadableError,
}


@pytest.mark.parametrize("case", CASES)
def test_the_client_does_what_every_client_does(
    case: Json, caplog: pytest.LogCaptureFixture
) -> None:
    """Requests, waits, tokens, and what comes of the call."""
    # GIVEN a deployment that answers what the case says
    caplog.set_level(logging.DEBUG)
    life, now = case.get("token_life", 3600), datetime.fromisoformat(FOUND["now"])
    deployment = Scripted(life, now)
    keys: list[str] = []
    with deployment.client() as client:
        for step in case["steps"]:
            # WHEN the call is made
            deployment.begin(step)
            came = made(client, step)
            # THEN what was sent is what the case says
            check_requests(step, deployment)
            keys += [_key(each) for each in deployment.requests]
            assert step.get("waits", deployment.waits) == deployment.waits
            assert deployment.answers == []
            # AND so is what came of it
            check_result(step, came)
            if step.get("same_key"):
                assert len(set(keys)) == 1
                assert keys[0]
            if step.get("other_key"):
                assert len(set(keys)) == len(keys)
            # AND nothing tells a secret
            told = f"{came!r} {came} {client!r} {caplog.text}"
            assert not [each for each in (SECRET, "token-", "Bearer") if each in told]


def check_requests(step: Json, deployment: Scripted) -> None:
    """Compare what was sent with what the step says."""
    assert len(deployment.token_requests) == step.get("tokens", len(deployment.token_requests))
    for request in deployment.token_requests:
        pair = base64.b64encode(f"jb_ci_made-up:{SECRET}".encode()).decode()
        assert request.headers["Authorization"] == f"Basic {pair}"
        assert request.content == b"grant_type=client_credentials"
    if "requests" in step:
        assert len(deployment.requests) == len(step["requests"])
    for sent, expected in zip(deployment.requests, step.get("requests", []), strict=False):
        assert sent.method == expected["method"]
        assert sent.url.raw_path.decode().partition("?")[0] == expected["path"]
        assert sent.headers["Authorization"] == f"Bearer {expected['token']}"
        assert dict(sent.url.params) == expected.get("query", {})
        assert expected.get("headers", {}).items() <= _headers(sent, expected).items()
        if "body" in expected:
            assert json.loads(sent.content) == expected["body"]
            assert sent.headers["Content-Type"] == "application/json"


def check_result(step: Json, came: Json) -> None:
    """Compare what came of a call with what the step says."""
    if "error" not in step:
        assert not isinstance(came, Exception), came
        value, tag = tag_of(came)
        assert step.get("value", value) == value
        assert step.get("etag", tag) == tag
        return
    expected = dict(step["error"])
    assert isinstance(came, KINDS[expected.pop("kind")]), came
    for word in expected.pop("says", []):
        assert word in str(came)
    for name, value in expected.pop("members", {}).items():
        assert isinstance(came, ProblemError)
        assert came.members[name] == value
    if "code" in expected:
        check_type(came, expected.pop("code"))
    found = {name: getattr(came, snake(name)) for name in expected}
    assert found == expected
    assert not isinstance(came, JetbridgeError) or (came.__cause__, came.__context__) == (
        None,
        None,
    )


def check_type(came: Json, code: str) -> None:
    """A problem of a known type is of its class."""
    assert came.members["code"] == code
    assert type(came) is problems.BY_CODE.get(code, ProblemError)
    assert came.type.endswith(f"/{code}")


def _key(request: httpx.Request) -> str:
    return str(request.headers.get("Idempotency-Key", ""))


def _headers(request: httpx.Request, expected: Json) -> dict[str, str]:
    return {name: request.headers.get(name) for name in expected.get("headers", {})}
