"""What DynamoDB's refusals mean to the flows. Messages name codes, and quote nothing sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

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


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of a DynamoDB call into ours.

    The cause is left out: botocore's messages can quote what was sent.

    Raises:
        StoreError: one of its kinds, for anything that the call raises.
    """
    try:
        yield
    except ClientError as error:
        raise _refusal(error.response) from None
    except ParamValidationError:
        raise Rejected("the request does not have DynamoDB's form") from None
    except BotoCoreError as error:
        raise Unavailable(type(error).__name__) from None


def _refusal(response: Any) -> StoreError:  # noqa: ANN401 - botocore's type lacks the members of transactions
    code = response["Error"]["Code"]
    lone = code in {"ConditionalCheckFailedException", "TransactionConflictException"}
    if lone and response["ResponseMetadata"].get("RetryAttempts"):
        # The first attempt may have succeeded, its answer lost, and be what refuses this one.
        return Unavailable("refused after a repetition")
    if code == "ConditionalCheckFailedException":
        return ConditionFailed((0,))
    if code == "TransactionCanceledException":
        return _cancelled(response["CancellationReasons"])
    return _plain(code, response["Error"].get("Message", ""))


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
