"""The HTTP port over `requests`.

Every call ends in one of three ways: an answer, `NotSent` or `NoAnswer`. What decides between the
last two is whether a byte of the request was written to a connection that stood, which the
connection itself records: no list of the libraries' exceptions is complete.
"""

import http.client
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from io import BufferedReader
from typing import Any, Final, cast, override

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool

from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswer, NotSent

MAX_BODY: Final = 1_000_000
"""Bytes. No partner answer that we read comes near it; a longer one is not trusted."""
MAX_INTERIM: Final = 20
"""Interim answers (1xx) that are passed over before the real one."""

_CHUNK: Final = 65_536
_CONNECT_TIMEOUT: Final = 3.0
"""Seconds. A host that does not take a connection by then is not about to."""

# It writes whole URLs, in warnings too, and a partner's dialect may put a code or a secret there.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class RequestsHttp:
    """Sends each request over a connection of its own, TLS verified, redirects not followed.

    Connections are not kept: an execution environment sleeps between invocations, the partner
    closes the idle connection meanwhile, and a request written to it ends in the one state we
    must avoid, sent or not sent, nobody knows.
    """

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send `request` once. See `jetbridge.model.ports.Http`."""
        if request.fault:
            raise NotSent(request.target, request.fault)
        progress = _Progress()
        try:
            with _at_most(request.at_most):
                return _sent(request, progress)
        except (Exception, _TooLate) as error:  # noqa: BLE001 - whatever it is, three outcomes leave
            cause = _cause(error)
        # Raised outside the handler: the library's exceptions quote the URL, which may hold
        # a code or a secret, and would travel along as the context.
        failure = NoAnswer if progress.began else NotSent
        raise failure(request.target, cause)


def _sent(request: HttpRequest, progress: "_Progress") -> HttpResponse:
    with _Session() as session:
        session.trust_env = False  # no proxy and no .netrc credentials
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Adapter(progress))
        with session.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            data=request.body,
            timeout=(min(_CONNECT_TIMEOUT, request.timeout), request.timeout),
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


@dataclass(slots=True)
class _Progress:
    """How far a request came. `began`: its first byte was handed to a connection that stood."""

    began: bool = False


class _Session(requests.Session):
    @override
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Even where it follows none, `requests` reads the whole body of a redirect, however long.
        return None


class _Adapter(HTTPAdapter):
    """Opens connections that record the first byte of the request in `progress`."""

    def __init__(self, progress: _Progress) -> None:
        super().__init__()
        self._progress = progress

    @override
    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = cast("HTTPConnectionPool", super().get_connection_with_tls_context(*args, **kwargs))
        kind = HTTPSConnection if pool.scheme == "https" else HTTPConnection
        pool.ConnectionCls = _recording(kind, self._progress)
        return pool


def _recording(kind: type[HTTPConnection], progress: _Progress) -> type[HTTPConnection]:
    class Recording(kind):  # type: ignore[misc, valid-type] # one of urllib3's two
        response_class = _FinalAnswer

        @override
        def send(self, data: Any) -> None:
            if self.sock is None:
                self.connect()
            progress.began = True
            super().send(data)

    return Recording


class _FinalAnswer(http.client.HTTPResponse):
    """An answer with a whole head, whose interim predecessors were passed over.

    `http.client` takes 103 (Early Hints) for the answer (RFC 9110 §15.2), and a head that breaks
    off for a whole one.
    """

    @override
    def begin(self) -> None:
        stream = self.fp
        self.fp = cast("BufferedReader", _Head(stream))
        super().begin()
        self.fp = stream

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MAX_INTERIM):
            read = super()._read_status()  # type: ignore[misc] # no stub names it
            version, status, reason = cast("tuple[str, int, str]", read)
            if status == http.client.SWITCHING_PROTOCOLS or not 100 <= status < 200:  # noqa: PLR2004 - HTTP's own numbers
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.BadStatusLine("no final answer")


class _Head:
    """Reads the lines of a head, each of them to its end."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream

    def readline(self, limit: int = -1) -> bytes:
        line = self._stream.readline(limit)
        if not line.endswith(b"\n") and len(line) != limit:
            raise http.client.IncompleteRead(line)
        return line


class _TooLongError(Exception):
    pass


class _TooLate(BaseException):
    """No `Exception`: whoever catches those would go on, with the next address or another read."""


@contextmanager
def _at_most(seconds: float | None) -> Iterator[None]:
    """Raise `_TooLate` in what is done meanwhile once it took so many seconds.

    The library bounds each wait only, so that a byte now and then, or many addresses that nobody
    answers at, keep it for ever. The clock's signal ends that; it reaches the main thread, in which
    Lambda runs a handler. It comes again each second, for an exception may be lost in a destructor.
    """
    if seconds is None:
        yield
        return

    def ring(*_: object) -> None:
        raise _TooLate

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
