"""The HTTP port over `requests`.

Every call ends in one of three ways: an answer, `NotSentError` or `NoAnswerError`. What decides
between the last two is whether a byte of the request was written to a connection that stood, which
the connection itself records: no list of the libraries' exceptions is complete. And it ends in
time: within the request's own limit and what the invocation has left.
"""

from collections.abc import Callable

from jetbridge.model.ports import (
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    OutOfTimeError,
)
from jetbridge.runtime import deadline
from jetbridge.runtime.progress import Progress


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
        # Before the call: what is loaded takes none of its time.
        from jetbridge.runtime.sending import sent

        seconds = self._time_for(request.timeout)
        if not seconds:
            raise OutOfTimeError(request.target, "OutOfTime")
        progress = Progress.for_seconds(seconds)
        try:
            return sent(request, progress)
        except Exception as error:  # noqa: BLE001 - whatever it is, three outcomes leave
            cause = _cause(error)
        # Raised outside the handler: the library's exceptions quote the URL, which may hold
        # a code or a secret, and would travel along as the context.
        failure = NoAnswerError if progress.began else NotSentError
        raise failure(request.target, cause)


def _cause(error: BaseException) -> str:
    """Return the innermost exception's class: its words may quote the URL, its name does not."""
    while error.__context__ is not None:
        error = error.__context__
    return type(error).__name__.lstrip("_")
