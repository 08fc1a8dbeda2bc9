"""One line in the log, and two metrics of its partner, for each outbound request of any flow."""

import logging
import time
from typing import Final
from urllib.parse import urlsplit

from jetbridge.model import changes, outbound, registry
from jetbridge.model.metrics import Meter
from jetbridge.model.ports import (
    Http,
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    OutOfTimeError,
    UnansweredError,
)

logger = logging.getLogger(__name__)
logger.addFilter(changes.is_real)

_OTHERS: Final = frozenset({"identity", "tenant"})
"""Whom requests are sent to beside partners: the OpenID issuer, tenants' endpoints."""
_ELSEWHERE: Final = "other"
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500


class LoggedHttp:
    """An `Http` that logs each request in a line: never its path, query, headers or body.

    It gives `meter` each request that was sent, by its partner's name. Those are the registered
    ones, and three words more: the metrics do not grow with what is called.
    """

    def __init__(self, http: Http, meter: Meter) -> None:
        self._http = http
        self._meter = meter

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send once. See `jetbridge.model.ports.Http`."""
        operation = f"{request.method} {request.operation}".strip()
        attempt, began = outbound.begin(operation), time.monotonic()
        status, outcome, was_tried = 0, "failed", True
        try:
            response = self._http.send(request)
            status, outcome = response.status, "answered"
        except NotSentError as failure:
            outcome = _with_cause("not_sent", failure)
            was_tried = not isinstance(failure, OutOfTimeError)  # no fault of the partner's
            raise
        except NoAnswerError as failure:
            outcome = _with_cause("unknown", failure)
            raise
        finally:
            names = outbound.names()
            milliseconds = round((time.monotonic() - began) * 1_000)
            facts = {
                **names,
                "host": _host(request.url),
                "operation": operation,
                "attempt": attempt,
                "status": status,
                "outcome": outcome,
                "ms": milliseconds,
            }
            logger.info("partner called", extra=facts)
            partner = names.get("partner", "")
            if was_tried:
                self._meter.requested(_counted_as(partner), milliseconds, failed=_failed(status))
            outbound.end(outbound.Answer(partner, operation, status, outcome))
        return response


def _counted_as(partner: str) -> str:
    is_known = partner in _OTHERS or registry.known(partner) is not None
    return partner if is_known else _ELSEWHERE


def _failed(status: int) -> bool:
    return status in {0, _TOO_MANY} or status >= _SERVER_ERROR


def _with_cause(outcome: str, failure: UnansweredError) -> str:
    return f"{outcome}: {failure.cause}" if failure.cause else outcome


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:  # not an address: the request is not sent
        return ""
