"""Logs and metrics: one JSON line a record, one correlation id a request, no bodies.

The `logger` here is the package's own, whose handler redacts what it writes: the records of every
module below it, as `logging.getLogger(__name__)` makes them. In Lambda the records of libraries go
the same way. POWERTOOLS_SERVICE_NAME is a field of the records and a dimension of the metrics.
"""

import logging
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from types import TracebackType
from typing import Any, Final, override

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.logging.types import LogRecord
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from jetbridge.model.metrics import Metric
from jetbridge.runtime.redaction import redact

_PACKAGE: Final = __name__.partition(".")[0]

type Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]
type ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class RedactingFormatter(LambdaPowertoolsFormatter):
    """Powertools' JSON, passed through `redact`, exceptions without what others wrote in them."""

    def __init__(self) -> None:
        """Write times in UTC (RFC 3339)."""
        super().__init__(utc=True, use_rfc3339=True, serialize_stacktrace=False)
        self._service = os.environ.get("POWERTOOLS_SERVICE_NAME", _PACKAGE)

    @override
    def serialize(self, log: LogRecord) -> str:
        redacted: dict[str, Any] = redact(log)  # type: ignore[assignment]  # a mapping gives one
        redacted.pop("exception_notes", None)  # others' words, too
        redacted["service"] = self._service  # Powertools' own is the name of the logger
        return super().serialize(redacted)

    @override
    def formatException(self, ei: ExceptionInfo) -> str:
        return describe(ei[1]) if ei[1] else ""


def describe(error: BaseException) -> str:
    """Return where `error` and its causes were raised, innermost call last.

    The message is shown only where the exception is of our own making. Other people's messages
    quote what they choked on: pydantic the input, `requests` the URL, `KeyError` the key. Of an
    AWS error the code is shown.
    """
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    response = getattr(error, "response", None)
    if name.startswith("jetbridge."):
        name += f": {error}"
    elif isinstance(response, dict):
        name += f": {response.get('Error', {}).get('Code', 'no code')}"
    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{name}{places}" + (f"\ncaused by {describe(cause)}" if cause else "")


class EmfMeter:
    """Counts into CloudWatch's embedded metric format: a line in the log, no call to AWS."""

    def __init__(self) -> None:
        self._metrics = Metrics(namespace="Jetbridge")

    def count(self, metric: Metric) -> None:
        """Add one to `metric`. See `jetbridge.model.metrics.Meter`."""
        self._metrics.add_metric(metric, MetricUnit.Count, 1)

    def flush(self) -> None:
        """Write what was counted, if anything was, and start anew."""
        if self._metrics.provider.metric_set:
            self._metrics.flush_metrics()


# One of each a process: Powertools keeps the state of both in the process anyway.
logger: Final = Logger(service=_PACKAGE, logger_formatter=RedactingFormatter())
meter: Final = EmfMeter()


def _redact_libraries() -> None:
    """Write the records of libraries as the package's are written, redacted.

    Lambda's runtime writes what reaches the root logger as it is, the package's records a second
    time too: its handlers are replaced.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logger.registered_formatter)
    handler.addFilter(lambda record: record.name.partition(".")[0] != _PACKAGE)
    logging.getLogger().handlers = [handler]


if "AWS_LAMBDA_RUNTIME_API" in os.environ:  # elsewhere the root logger is the program's own
    _redact_libraries()


def correlated(handler: Handler) -> Handler:
    """Give each log record of an API Gateway event its request id, and write the metrics after.

    The same id is in the response's `X-Request-Id` and in API Gateway's access log.
    """
    inner: Handler = logger.inject_lambda_context(
        handler,
        # Off, whatever POWERTOOLS_LOGGER_LOG_EVENT says: events hold credentials.
        log_event=False,
        correlation_id_path="requestContext.requestId",
        clear_state=True,
    )

    @wraps(handler)
    def outer(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        try:
            return inner(event, context)
        finally:
            meter.flush()

    return outer
