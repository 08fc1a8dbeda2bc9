"""What DynamoDB's refusals mean to the flows. Messages name codes, and quote nothing sent."""

from typing import Final

from jetbridge.model.aws_calls import NotAnswered, Refused
from jetbridge.store.table import (
    ConditionFailed,
    Conflict,
    Rejected,
    StoreError,
    TooLarge,
    Unavailable,
)

_OUR_FAULT: Final = frozenset({"ValidationException", "ValidationError", "SerializationException"})
_BUSY: Final = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    }
)
_TOO_LARGE: Final = "exceeded the maximum allowed size"


def meaning(failure: Refused | NotAnswered) -> StoreError:
    """Return what a failed call means."""
    if isinstance(failure, NotAnswered):
        return Unavailable(failure.cause)
    code = failure.code
    lone = code in {"ConditionalCheckFailedException", "TransactionConflictException"}
    if lone and failure.repeated:
        # The first attempt may have succeeded, its answer lost, and be what refuses this one.
        return Unavailable("refused after a repetition")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed((0,))
    if code == "TransactionCanceledException":
        return _cancelled(failure.document["CancellationReasons"])
    return _plain(code, failure.message)


def _cancelled(reasons: list[dict[str, str]]) -> StoreError:
    codes = [reason.get("Code", "None") for reason in reasons]
    failed = tuple(n for n, code in enumerate(codes) if code == "ConditionalCheckFailed")
    if failed:
        return ConditionFailed(failed)
    first = next((reason for reason in reasons if reason.get("Code", "None") != "None"), {})
    return _plain(first.get("Code", ""), first.get("Message", ""))


def _plain(code: str, message: str) -> StoreError:
    if code in _BUSY:
        return Conflict(code)
    if code in _OUR_FAULT:
        return TooLarge(code) if _TOO_LARGE in message else Rejected(code)
    return Unavailable(code)
