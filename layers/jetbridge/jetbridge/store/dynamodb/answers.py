"""What DynamoDB's refusals mean to the flows. Messages name codes, and quote nothing sent."""

from typing import Final

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError
from jetbridge.store.table import (
    ConditionFailedError,
    ItemTooLargeError,
    StoreError,
    TableUnavailableError,
    WriteConflictError,
    WriteRejectedError,
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


def meaning(failure: AwsRefusedError | AwsNotAnsweredError) -> StoreError:
    """Return what a failed call means."""
    if isinstance(failure, AwsNotAnsweredError):
        return TableUnavailableError(failure.cause)
    code = failure.code
    lone = code in {"ConditionalCheckFailedException", "TransactionConflictException"}
    if lone and failure.repeated:
        # The first attempt may have succeeded, its answer lost, and be what refuses this one.
        return TableUnavailableError("refused after a repetition")
    if code == "ConditionalCheckFailedException":
        return ConditionFailedError((0,))
    if code == "TransactionCanceledException":
        return _cancelled(failure.document["CancellationReasons"])
    return _plain(code, failure.message)


def _cancelled(reasons: list[dict[str, str]]) -> StoreError:
    codes = [reason.get("Code", "None") for reason in reasons]
    failed = tuple(n for n, code in enumerate(codes) if code == "ConditionalCheckFailed")
    if failed:
        return ConditionFailedError(failed)
    first = next((reason for reason in reasons if reason.get("Code", "None") != "None"), {})
    return _plain(first.get("Code", ""), first.get("Message", ""))


def _plain(code: str, message: str) -> StoreError:
    if code in _BUSY:
        return WriteConflictError(code)
    if code in _OUR_FAULT:
        return ItemTooLargeError(code) if _TOO_LARGE in message else WriteRejectedError(code)
    return TableUnavailableError(code)
