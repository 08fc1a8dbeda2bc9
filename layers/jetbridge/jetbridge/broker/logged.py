"""One line in the log for each outbound request, whichever flow sends it."""

import logging
import time
from urllib.parse import urlsplit

from jetbridge.model import outbound
from jetbridge.model.ports import (
    Http,
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    UnansweredError,
)

logger = logging.getLogger(__name__)


class LoggedHttp:
    """An `Http` that logs each request in a line: never its path, query, headers or body."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send once. See `jetbridge.model.ports.Http`."""
        operation = f"{request.method} {request.operation}".strip()
        attempt, began = outbound.begin(operation), time.monotonic()
        status, outcome = 0, "failed"
        try:
            response = self._http.send(request)
            status, outcome = response.status, "answered"
        except NotSentError as failure:
            outcome = _with_cause("not_sent", failure)
            raise
        except NoAnswerError as failure:
            outcome = _with_cause("unknown", failure)
            raise
        finally:
            names = outbound.names()
            facts = {
                **names,
                "host": _host(request.url),
                "operation": operation,
                "attempt": attempt,
                "status": status,
                "outcome": outcome,
                "ms": round((time.monotonic() - began) * 1_000),
            }
            logger.info("partner called", extra=facts)
            outbound.end(outbound.Answer(names.get("partner", ""), operation, status, outcome))
        return response


def _with_cause(outcome: str, failure: UnansweredError) -> str:
    return f"{outcome}: {failure.cause}" if failure.cause else outcome


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:  # not an address: the request is not sent
        return ""
