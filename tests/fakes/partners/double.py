"""What the doubles of all partners have in common."""

import json
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any, ClassVar, Final, override
from urllib.parse import parse_qs, urlsplit

from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError
from tests.fakes.http import Answer, FakeHttp, answer, given


class Trouble(Enum):
    """What a partner suffers from."""

    NONE = "none"
    DOWN = "it cannot be reached"
    BUSY = "it throttles, and does nothing"
    BROKEN = "it fails before doing anything, and says 500"
    UNAVAILABLE = "it fails before doing anything, and says 503"
    LOSSY = "it does what it is asked, and its answers get lost"
    FUSSY = "it finds fault with every request"


_STATUSES: Final = {Trouble.BUSY: 429, Trouble.BROKEN: 500, Trouble.UNAVAILABLE: 503}


class Call:
    """One request, read: its path without slashes at the ends, its query and its JSON body."""

    def __init__(self, request: HttpRequest) -> None:
        """Read a request. A body that is no JSON object fails the test."""
        url = urlsplit(request.url)
        self.request: Final = request
        self.method: Final = request.method
        self.path: Final = url.path.strip("/")
        self.parts: Final = self.path.split("/")
        self.query: Final = parse_qs(url.query)
        self.body: Final[dict[str, Any]] = json.loads(request.body or b"{}")


class Double(FakeHttp, ABC):
    """A partner in memory. It commits what it is asked before it answers.

    What it has committed is there for a test to count. What it answers in a test's own words is
    scripted with `on` and `always`; how it fails is switched:

    trouble         what it suffers from, until it is out of it again
    failures        its answers to the next calls, whatever they ask for
    token_refusal   what its token endpoint answers, while it refuses the credential
    refusal         what it answers to every other request, while it refuses those
    on_effect       what happens next after it has done something, before it answers: once
    """

    urls: ClassVar[tuple[str, ...]]
    """Where it is reached."""
    token_lifetime: ClassVar = 3_600
    """Seconds for which an access token is good."""

    def __init__(self) -> None:
        """Make a partner that was asked for nothing yet."""
        super().__init__()
        self.trouble = Trouble.NONE
        self.failures: deque[Answer] = deque()
        self.token_refusal: HttpResponse | None = None
        self.refusal: HttpResponse | None = None
        self.on_effect: Callable[[], None] | None = None
        self.asked: list[str] = []
        """Method and path of the requests that reached it, token requests aside."""

    @override
    def unscripted(self, request: HttpRequest) -> HttpResponse:
        """Answer, as far as the trouble allows."""
        if self.trouble is Trouble.DOWN:
            raise NotSentError
        if urlsplit(request.url).path.endswith("/token"):
            return self.token_refusal or self.token(request)
        call = Call(request)
        self.asked.append(f"{call.method} /{call.path}")
        return self._failure(request) or self._carried_out(call)

    def token(self, request: HttpRequest) -> HttpResponse:
        """Answer a token request."""
        del request
        return answer({"access_token": "token", "expires_in": self.token_lifetime})

    def _failure(self, request: HttpRequest) -> HttpResponse | None:
        if self.refusal:
            return self.refusal
        if self.trouble in _STATUSES:
            return answer({"message": "not now"}, status=_STATUSES[self.trouble])
        return given(self.failures.popleft(), request) if self.failures else None

    def _carried_out(self, call: Call) -> HttpResponse:
        answered = self.carry_out(call)
        action = self.on_effect
        if action and call.method != "GET":
            self.on_effect = None
            action()
        if self.trouble is Trouble.LOSSY:
            raise NoAnswerError
        return answered

    @abstractmethod
    def carry_out(self, call: Call) -> HttpResponse:
        """Do what is asked, and say so."""
