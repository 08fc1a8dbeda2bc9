"""A deployment that answers what a case says, and what a client did with it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from jetbridge_client import Jetbridge, JetbridgeError, Surroundings, Tagged
from jetbridge_local.clients.python import snake
from jetbridge_local.stack.options import PROJECT

type Json = Any

CASES: Final = PROJECT / "clients" / "cases"
SECRET: Final = "jb_cs_made-up"
_TOKEN_PATH: Final = "/oauth/token"


def cases(name: str) -> tuple[Json, list[Json]]:
    """Return what holds for all cases of a file, and the cases as pytest shows them."""
    found = json.loads((CASES / name).read_text())
    return found, [pytest.param(each, id=each["name"]) for each in found["cases"]]


@dataclass
class Scripted:
    """The deployment, the clock, and the pauses that were made."""

    life: int
    now: datetime
    answers: list[Json] = field(default_factory=list)
    token_answers: list[Json] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    token_requests: list[httpx.Request] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    issued: int = 0
    passed: float = 1_000.0

    def client(self) -> Jetbridge:
        """Return a client that calls it."""
        around = Surroundings(
            pause=lambda seconds: self.waits.append(seconds),  # noqa: PLW0108 - begin() makes a new list
            clock=lambda: self.passed,
            draw=lambda: 1.0,
            now=lambda: self.now,
        )
        return Jetbridge(
            "https://api.example/",
            "jb_ci_made-up",
            SECRET,
            transport=httpx.MockTransport(self.answer),
            surroundings=around,
        )

    def begin(self, step: Json) -> None:
        """Take a step's answers; time passes before it."""
        self.answers, self.token_answers = [*step["answers"]], [*step.get("token_answers", [])]
        self.requests, self.token_requests, self.waits = [], [], []
        self.passed += step.get("after", 0)
        self.now += timedelta(seconds=step.get("after", 0))

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        if request.url.path != _TOKEN_PATH:
            self.requests.append(request)
            return _response(self.answers.pop(0), request)
        self.token_requests.append(request)
        if self.token_answers:
            return _response(self.token_answers.pop(0), request)
        self.issued += 1
        token = {"access_token": f"token-{self.issued}", "expires_in": self.life}
        return httpx.Response(200, json={**token, "token_type": "Bearer"})


def made(client: Jetbridge, step: Json) -> Json:
    """Make a step's call, and return what it says, or the error."""
    options = {snake(name): value for name, value in step.get("options", {}).items()}
    try:
        value = getattr(client, snake(step["call"]))(*step["arguments"], **options)
        return [*value] if isinstance(value, Iterator) else value
    except (JetbridgeError, ValueError) as error:
        return error


def tag_of(value: Json) -> tuple[Json, str | None]:
    """Return a value and its tag."""
    return (value.value, value.etag) if isinstance(value, Tagged) else (value, None)


def case_files() -> list[Path]:
    """Return the files of cases."""
    return sorted(CASES.glob("*.json"))


def _response(told: Json, request: httpx.Request) -> httpx.Response:
    if told.get("lost"):
        raise httpx.ReadTimeout("made up", request=request)
    if told.get("unreachable"):
        raise httpx.ConnectError("made up", request=request)
    content = told["text"] if "text" in told else json.dumps(told["body"]) if "body" in told else ""
    return httpx.Response(told["status"], headers=told["headers"], content=content)
