"""Logs and metrics: one JSON line a record, one correlation id a request, no bodies.

The `logger` here is the package's own: the records of every module below it, as
`logging.getLogger(__name__)` makes them, are redacted when they are written. In Lambda the records
of libraries go the same way. POWERTOOLS_SERVICE_NAME is a field of the records and, with stage and
stack, a dimension of the metrics: the variables and the fields are those of Powertools for AWS
Lambda, whose own logger and metrics take longer to import than a token takes to issue.
"""

import gc
import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TextIO

from jetbridge.model import trace
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.log_records import RecordFormatter
from jetbridge.runtime.meter import EmfMeter

_PACKAGE: Final = __name__.partition(".")[0]
_SERVICE: Final = os.environ.get("POWERTOOLS_SERVICE_NAME", _PACKAGE)
_LEVELS: Final = ("POWERTOOLS_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL", "LOG_LEVEL")
"""Where the lowest level that is logged may be set. The first one counts: the template's parameter.
Lambda's own is always there where it writes JSON, and its default is INFO."""
_DIMENSIONS: Final = {"stage": "STAGE", "stack": "STACK_NAME"}
"""The dimensions of the metrics beside the service, and the variables that hold them."""

type Handler[Answer] = Callable[[dict[str, Any], Invocation], Answer]

logger: Final = logging.getLogger(_PACKAGE)
meter: Final = EmfMeter(
    {"service": _SERVICE}
    | {
        name: os.environ[variable]
        for name, variable in _DIMENSIONS.items()
        if os.environ.get(variable)
    }
)
formatter: Final = RecordFormatter(_SERVICE)


def _set_up() -> None:
    """Write the package's records, and in Lambda all records, through the formatter.

    Lambda's runtime writes what reaches the root logger as it is: its handlers are replaced. It is
    kept from libraries' DEBUG records, which Lambda's own log level would let through: they quote
    whole requests and answers. Elsewhere the root logger is the program's own.
    """
    level = next((os.environ[name] for name in _LEVELS if os.environ.get(name)), "INFO").upper()
    logger.setLevel(logging.getLevelNamesMapping().get(level, logging.DEBUG))  # TRACE is below
    # A restore reads them (`model.changes`): they are no matter of how much is logged.
    logging.getLogger(f"{_PACKAGE}.changes").setLevel(logging.INFO)
    if "AWS_LAMBDA_RUNTIME_API" in os.environ:
        root = logging.getLogger()
        root.handlers = [handler]
        root.setLevel(max(root.level, logging.INFO))
    else:
        logger.addHandler(handler)


def writing_to(stream: TextIO) -> logging.Handler:
    """Return what writes records as CloudWatch gets them."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    return handler


handler: Final = writing_to(sys.stdout)
"""What writes this process's records."""
_set_up()


def observed[Answer](correlation: str = "") -> Callable[[Handler[Answer]], Handler[Answer]]:
    """Give the log records of each invocation Lambda's facts, and write the metrics after it.

    `correlation`: where the event holds the id that ties records together, such as
    `requestContext.requestId`. For a request the same id is in the response's `X-Request-Id` and
    in API Gateway's access log. What holds none has the invocation's own id.

    The invocation belongs to the trace that a request names, or begins one, named after that id:
    so the authorizer and the function of one request name the same.
    """

    def decorate(handler: Handler[Answer]) -> Handler[Answer]:
        # Everything is imported by now (`jetbridge.__init__`), and stays.
        gc.freeze()
        gc.enable()

        @wraps(handler)
        def outer(event: dict[str, Any], context: Invocation) -> Answer:
            identifier = str(_member(event, correlation) or context.aws_request_id)
            formatter.begin(context, identifier)
            try:
                with trace.using(lambda: trace.continued(_traceparent(event), identifier)):
                    return handler(event, context)
            finally:
                meter.flush()

        return outer

    return decorate


def log_with(**facts: object) -> None:
    """Add `facts` to every record until the invocation is over."""
    formatter.facts.update(facts)


def _traceparent(event: object) -> object:
    """Return a request's header of that name, in whatever case; None where there is none."""
    headers = _member(event, "headers")
    if not isinstance(headers, dict):
        return None
    if trace.TRACEPARENT in headers:
        return headers[trace.TRACEPARENT]
    length = len(trace.TRACEPARENT)
    names = [name for name in headers if len(name) == length and name.lower() == trace.TRACEPARENT]
    return headers[names[0]] if names else None


def _member(event: object, path: str) -> object:
    """Return what is at a path of an event; None where there is nothing, or no path."""
    for name in path.split("."):
        event = event.get(name) if isinstance(event, dict) else None
    return event
