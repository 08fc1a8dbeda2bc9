"""Log records as JSON, redacted, with the fields that Powertools for AWS Lambda writes."""

import json
import logging
import os
import time
import traceback
from typing import Final, override

from jetbridge.model import trace
from jetbridge.runtime.invocation import Invocation
from jetbridge.runtime.redaction import redact_members, redact_text

_OWN: Final = {*vars(logging.makeLogRecord({})), "message", "asctime"}
"""What every record has. The others are what was given as `extra`."""
_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class RecordFormatter(logging.Formatter):
    """Writes a record as one line. `facts` are fields of every record of an invocation."""

    def __init__(self, service: str) -> None:
        """`service` is a field of every record."""
        super().__init__()
        self.facts: dict[str, object] = {}
        self._service = service
        self._is_cold = os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != (
            "provisioned-concurrency"
        )

    def begin(self, context: Invocation, correlation_id: object) -> None:
        """Give the records of a new invocation its facts, and none of the one before."""
        self.facts = {
            "cold_start": self._is_cold,
            "function_name": context.function_name,
            "function_memory_size": context.memory_limit_in_mb,
            "function_arn": context.invoked_function_arn,
            "function_request_id": context.aws_request_id,
            "correlation_id": correlation_id,
        }
        self._is_cold = False

    @override
    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        current = trace.current()
        given = {
            **self.facts,
            **{name: held for name, held in vars(record).items() if name not in _OWN},
            "exception": describe(error) if error else None,
            "exception_name": type(error).__name__ if error else None,
        }
        fields = {
            "level": record.levelname,
            "location": f"{record.funcName}:{record.lineno}",
            "message": redact_text(_message(record)),
            "timestamp": _timestamp(record),
            **redact_members({name: held for name, held in given.items() if held is not None}),
            **(current.facts if current else {}),  # nothing but hexadecimal
            "service": self._service,
            "xray_trace_id": _trace_id(),
        }
        return _encoder.encode(fields)


def _timestamp(record: logging.LogRecord) -> str:
    """Return when a record was made, in UTC (RFC 3339). `datetime` costs a cold start 3 ms."""
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return f"{at}.{int(record.msecs):03}+00:00"


def _message(record: logging.LogRecord) -> str:
    """Return the message with its arguments, or without them where they do not fit into it.

    Otherwise `logging` itself writes the arguments, as they are, to standard error.
    """
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001 - whatever an argument's own text raises
        return f"{record.msg} [arguments left out: {type(error).__name__}]"


def describe(error: BaseException) -> str:
    """Return where `error` and its causes were raised, innermost call last.

    The message is shown only where the exception is of our own making. Other people's messages
    quote what they choked on: pydantic the input, `requests` the URL, `KeyError` the key.
    """
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if name.startswith("jetbridge."):
        name += f": {error}"
    frames = traceback.extract_tb(error.__traceback__)
    places = "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{name}{places}" + (f"\ncaused by {describe(cause)}" if cause else "")


def _trace_id() -> str | None:
    """Return the id of the X-Ray trace, which Lambda puts into the environment."""
    root = os.environ.get("_X_AMZN_TRACE_ID", "").partition(";")[0]
    return root.removeprefix("Root=") or None
