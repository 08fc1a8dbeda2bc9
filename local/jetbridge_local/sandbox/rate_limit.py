"""SmartRecruiters' limits on a credential: so many requests a second, so many at once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

from jetbridge.model.system import Clock

PER_SECOND: Final = 10
CONCURRENT: Final = 8
NARROWER: Final = {("GET", "/candidates"): 1}
"""Endpoints with a concurrency of their own (developers.smartrecruiters.com/docs/rate-limiting)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a credential stands once a request was counted, or refused."""

    admitted: bool
    remaining: int
    concurrent_limit: int
    concurrent_remaining: int

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that every answer carries."""
        return [
            ("X-RateLimit-Limit", str(PER_SECOND)),
            ("X-RateLimit-Remaining", str(self.remaining)),
            ("X-RateLimit-Concurrent-Limit", str(self.concurrent_limit)),
            ("X-RateLimit-Concurrent-Remaining", str(self.concurrent_remaining)),
        ]


class RateLimit:
    """Counts the requests of each credential, in windows of one second of `clock`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._second = 0
        self._counted: Counter[str] = Counter()
        self._running: Counter[tuple[str, tuple[str, str] | None]] = Counter()

    @contextmanager
    def slot(self, credential: str, endpoint: tuple[str, str]) -> Iterator[Standing]:
        """Count a request of `credential` for `endpoint` (method, path) while the body runs."""
        group = endpoint if endpoint in NARROWER else None
        key = (credential, group)
        standing = self._enter(credential, key, NARROWER.get(endpoint, CONCURRENT))
        try:
            yield standing
        finally:
            if standing.admitted:
                with self._lock:
                    self._running[key] -= 1

    def _enter(
        self, credential: str, key: tuple[str, tuple[str, str] | None], at_once: int
    ) -> Standing:
        with self._lock:
            if self._clock.now() != self._second:
                self._second = self._clock.now()
                self._counted.clear()
            admitted = self._counted[credential] < PER_SECOND and self._running[key] < at_once
            if admitted:
                self._counted[credential] += 1
                self._running[key] += 1
            return Standing(
                admitted=admitted,
                remaining=PER_SECOND - self._counted[credential],
                concurrent_limit=at_once,
                concurrent_remaining=at_once - self._running[key],
            )


class RateLimited:
    """WSGI middleware that refuses a credential's requests above its limits with 429."""

    def __init__(
        self,
        app: WSGIApplication,
        limit: RateLimit,
        credential_of: Callable[[WSGIEnvironment], str | None],
    ) -> None:
        """Stand in front of `app`; requests for which `credential_of` is None are not counted."""
        self._app = app
        self._limit = limit
        self._credential_of = credential_of

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Count the request until its answer is complete, and state the limits in it."""
        credential = self._credential_of(environ)
        if credential is None:
            return self._app(environ, start_response)
        endpoint = (environ["REQUEST_METHOD"], environ["PATH_INFO"])
        with self._limit.slot(credential, endpoint) as standing:
            response = (
                Response.from_app(self._app, environ, buffered=True)
                if standing.admitted
                else _too_many_requests()
            )
        response.headers.extend(standing.headers())
        return response(environ, start_response)


def _too_many_requests() -> Response:
    body = '{"message": "Too Many Requests", "errors": [{"code": "TOO_MANY_REQUESTS"}]}'
    return Response(body, 429, content_type="application/json")
