"""The HTTP port over `requests`.

Every call ends in one of three ways: an answer, `NotSentError` or `NoAnswerError`. What decides
between the last two is whether a byte of the request was written to a connection that stood, which
the connection itself records: no list of the libraries' exceptions is complete. And it ends in
time: within the request's own limit and what the invocation has left.
"""

import logging
from collections.abc import Callable
from email.utils import formatdate
from typing import Final, override

import requests

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.ports import (
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    OutOfTimeError,
)
from jetbridge.runtime import deadline
from jetbridge.runtime.connections import Adapter, Progress

MAX_BODY: Final = 1_000_000
"""Bytes. No partner answer that we read comes near it; a longer one is not trusted."""

_CHUNK: Final = 65_536

# It writes whole URLs, in warnings too, and a partner's dialect may put a code or a secret there.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class RequestsHttp:
    """Sends each request over a connection of its own, TLS verified, redirects not followed.

    Connections are not kept: an execution environment sleeps between invocations, the partner
    closes the idle connection meanwhile, and a request written to it ends in the one state we
    must avoid: it is unknown whether it was sent.
    """

    def __init__(self, time_for: Callable[[float], float] = deadline.for_call) -> None:
        """`time_for` returns what a call gets of the seconds that it wants; 0 forbids it."""
        self._time_for = time_for

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send `request` once. See `jetbridge.model.ports.Http`."""
        if request.fault:
            raise NotSentError(request.target, request.fault)
        seconds = self._time_for(request.timeout)
        if not seconds:
            raise OutOfTimeError(request.target, "OutOfTime")
        progress = Progress.for_seconds(seconds)
        try:
            return _sent(request, progress)
        except Exception as error:  # noqa: BLE001 - whatever it is, three outcomes leave
            cause = _cause(error)
        # Raised outside the handler: the library's exceptions quote the URL, which may hold
        # a code or a secret, and would travel along as the context.
        failure = NoAnswerError if progress.began else NotSentError
        raise failure(request.target, cause)


def _sent(request: HttpRequest, progress: Progress) -> HttpResponse:
    with _Session() as session:
        session.trust_env = False  # no proxy and no .netrc credentials
        for scheme in ("https://", "http://"):
            session.mount(scheme, Adapter(progress))
        with session.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            allow_redirects=False,
            stream=True,
        ) as response:
            named = {name.lower(): value for name, value in response.headers.items()}
            return HttpResponse(
                status=response.status_code,
                # What comes without a date is given that of its arrival (RFC 9110 §6.6.1).
                headers={"date": formatdate(usegmt=True)} | named,
                body=_read(response) if request.wants_body else b"",
            )


class _Session(requests.Session):
    @override
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Even where it follows none, `requests` reads the whole body of a redirect, however long.
        return None


class _TooLongError(JetbridgeError):
    pass


def _read(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > MAX_BODY:
            raise _TooLongError
    return bytes(body)


def _cause(error: BaseException) -> str:
    """Return the innermost exception's class: its words may quote the URL, its name does not."""
    while error.__context__ is not None:
        error = error.__context__
    return type(error).__name__.lstrip("_")
