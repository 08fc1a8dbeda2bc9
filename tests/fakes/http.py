"""Partners that answer as a test scripted them."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping

from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError

type Answer = HttpResponse | NotSentError | NoAnswerError | Callable[[HttpRequest], HttpResponse]


class FakeHttp:
    """An `Http` with a queue of answers for each method and URL (its query string aside).

    An answer is a response, an instance of NotSent or NoAnswer to raise, or a function of the
    request. A request that cannot be written is not sent, as by the real port. Requests are
    recorded in `requests`, those that fail included; a request without a scripted answer fails
    the test, unless a subclass has one.
    """

    def __init__(self) -> None:
        """Know no answer."""
        self._once: defaultdict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        self._always: dict[tuple[str, str], Answer] = {}
        self.requests: list[HttpRequest] = []

    def on(self, method: str, url: str, *answers: Answer) -> None:
        """Answer the next requests with `answers`, each once, in order."""
        self._once[method, url].extend(answers)

    def always(self, method: str, url: str, answered: Answer) -> None:
        """Answer every request with `answered`, once the queue of `on` is empty."""
        self._always[method, url] = answered

    def only(self, method: str, url: str, *answers: Answer) -> None:
        """Answer the next requests with `answers`, each once, in order. One more fails the test."""
        self.on(method, url, *answers)
        self.always(method, url, self.no_answer)

    def send(self, request: HttpRequest) -> HttpResponse:
        """Record the request and give its answer."""
        self.requests.append(request)
        if request.fault:
            raise NotSentError(request.target, request.fault)
        target = request.method, request.url.partition("?")[0]
        if queue := self._once.get(target):
            return given(queue.popleft(), request)
        if target in self._always:
            return given(self._always[target], request)
        return self.unscripted(request)

    def unscripted(self, request: HttpRequest) -> HttpResponse:
        """Answer a request that no answer was scripted for."""
        return self.no_answer(request)

    @staticmethod
    def no_answer(request: HttpRequest) -> HttpResponse:
        """Fail the test: it did not expect this request."""
        msg = f"no answer is scripted to {request.method} {request.target}"
        raise AssertionError(msg)

    def sent(self, method: str, url: str) -> list[HttpRequest]:
        """Return the recorded requests of one method and URL (its query string aside)."""
        return [
            request
            for request in self.requests
            if (request.method, request.url.partition("?")[0]) == (method, url)
        ]

    def unused(self) -> int:
        """Return how many answers of `on` were not asked for."""
        return sum(map(len, self._once.values()))


def given(chosen: Answer, request: HttpRequest) -> HttpResponse:
    """Return a scripted answer to a request, or raise it."""
    if isinstance(chosen, HttpResponse):
        return chosen
    if isinstance(chosen, Exception):
        raise chosen
    return chosen(request)


def answer(
    body: object = None, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a response with `body` as JSON; None leaves it empty."""
    named = {name.lower(): value for name, value in (headers or {}).items()}
    if body is None:
        return HttpResponse(status, named)
    named.setdefault("content-type", "application/json")
    return HttpResponse(status, named, json.dumps(body).encode())
