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
    the test.
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

    def send(self, request: HttpRequest) -> HttpResponse:
        """Record the request and give its answer."""
        self.requests.append(request)
        if request.fault:
            raise NotSentError(request.target, request.fault)
        target = request.method, request.url.partition("?")[0]
        queue = self._once[target]
        if not queue and target not in self._always:
            msg = f"nobody scripted an answer to {request.method} {request.target}"
            raise AssertionError(msg)
        answered = queue.popleft() if queue else self._always[target]
        if isinstance(answered, HttpResponse):
            return answered
        if isinstance(answered, Exception):
            raise answered
        return answered(request)

    def sent(self, method: str, url: str) -> list[HttpRequest]:
        """Return the recorded requests of one method and URL (its query string aside)."""
        return [
            request
            for request in self.requests
            if (request.method, request.url.partition("?")[0]) == (method, url)
        ]

    def unused(self) -> int:
        """Return how many answers of `on` nobody asked for."""
        return sum(map(len, self._once.values()))


def answer(
    body: object = None, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a response with `body` as JSON; None leaves it empty."""
    named = {name.lower(): value for name, value in (headers or {}).items()}
    if body is None:
        return HttpResponse(status, named)
    named.setdefault("content-type", "application/json")
    return HttpResponse(status, named, json.dumps(body).encode())
