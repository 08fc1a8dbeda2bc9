"""The HTTP port over `requests`."""

import logging
import signal
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, override

import requests
from urllib3.exceptions import NewConnectionError

from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswer, NotSent

MAX_BODY: Final = 1_000_000
"""Bytes. No partner answer that we read comes near it; a longer one is not trusted."""

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
        failure: type[Exception]
        try:
            with _at_most(request.at_most), _Session() as session:
                session.trust_env = False  # no proxy and no .netrc credentials
                with session.request(
                    request.method,
                    request.url,
                    headers=dict(request.headers),
                    data=request.body,
                    timeout=(min(_CONNECT_TIMEOUT, request.timeout), request.timeout),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    return HttpResponse(
                        status=response.status_code,
                        headers={name.lower(): value for name, value in response.headers.items()},
                        body=_read(response) if request.wants_body else b"",
                    )
        except requests.ConnectTimeout:
            failure = NotSent
        except requests.ConnectionError as error:
            failure = NotSent if _never_sent(error) else NoAnswer
        except (requests.RequestException, _TooLongError, _TooLate):
            failure = NoAnswer
        # Raised outside the handlers: the library's exceptions quote the URL, which may hold
        # a code or a secret, and would travel along as the context.
        raise failure(request.target)


class _Session(requests.Session):
    @override
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Even where it follows none, `requests` reads the whole body of a redirect, however long.
        return None


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


def _never_sent(error: requests.ConnectionError) -> bool:
    """Tell a connection that never stood from one that broke after the request was sent.

    Only what surely happens before the first byte of the request counts: the host did not
    resolve, refused, or showed a certificate that does not verify.
    """
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    cause = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    return isinstance(reason, NewConnectionError) or isinstance(cause, ssl.SSLCertVerificationError)
