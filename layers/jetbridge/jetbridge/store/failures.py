"""Why work failed last: an item a message, by which an operator finds what to fix.

A dead letter is the message alone. The item is written when its work raises, and outlives it.
"""

import json
from typing import Final

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError
from jetbridge.model.record import record
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table, TableUnavailableError, WriteConflictError

RETENTION: Final = 30 * 86_400
"""Seconds that a failure is kept: longer than SQS keeps a message, 14 days at the most."""
_OF_AWS: Final = (
    AwsNotAnsweredError,
    AwsRefusedError,
    TableUnavailableError,
    WriteConflictError,
)
"""Errors whose words are AWS's code."""


@record
class Failure:
    """The type of an error, AWS's code for it where there is one, and when (Unix seconds)."""

    error: str
    code: str
    at: int


def of(error: BaseException, now: int) -> Failure:
    """Return what is kept of an error: nothing that others wrote."""
    return Failure(type(error).__qualname__, _code(error), now)


def put(message: object, failure: Failure) -> Put:
    """Return the write by which a message's last failure is kept."""
    key = keys.failure(_text(message))
    return Put({**to_item(key, failure), "ttl": failure.at + RETENTION})


def get(table: Table, message: object) -> Failure | None:
    """Return a message's last failure, None where none was noted."""
    item = table.get(keys.failure(_text(message)))
    return None if item is None else from_item(Failure, item)


def _text(message: object) -> str:
    return json.dumps(message, sort_keys=True)


def _code(error: BaseException | None) -> str:
    """Return AWS's code of an error, or of what it was raised from."""
    while error is not None:
        if isinstance(error, _OF_AWS):
            return str(error)
        error = error.__cause__
    return ""
