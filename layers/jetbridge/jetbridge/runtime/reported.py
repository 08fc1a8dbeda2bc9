"""Calls of an AWS service, each failure of which is counted and logged.

A flow may go on after one, because a schedule does the same work later. The operator has to see
that it had to.
"""

import logging
from typing import Final

from jetbridge.model.aws_calls import AwsCalls, AwsNotAnsweredError, AwsRefusedError, Document
from jetbridge.model.metrics import Meter, Metric

logger = logging.getLogger(__name__)

_CANCELLED: Final = "TransactionCanceledException"
_DENIED: Final = "AccessDenied"
"""In the code: SQS and EventBridge write `AccessDenied` too, others `AccessDeniedException`."""
_ANSWERS: Final = frozenset(
    {
        "ConditionalCheckFailed",
        "ConditionalCheckFailedException",
        "None",
        "TransactionConflict",
        "TransactionConflictException",
    }
)
"""Codes, and reasons of a cancelled transaction, that are DynamoDB's answer to a condition."""


class ReportedCalls:
    """An `AwsCalls` that counts as `AwsRefused` what is refused or not answered, and logs it."""

    def __init__(self, calls: AwsCalls, meter: Meter) -> None:
        """Report on `calls`."""
        self._calls = calls
        self._meter = meter

    def call(self, operation: str, request: Document) -> Document:
        """Return the service's answer. See `jetbridge.model.aws_calls.AwsCalls`."""
        try:
            return self._calls.call(operation, request)
        except AwsRefusedError as refusal:
            if codes := _codes(refusal) - _ANSWERS:
                self._report(operation, ", ".join(sorted(codes)))
            raise
        except AwsNotAnsweredError as silence:
            self._report(operation, silence.cause)
            raise

    def _report(self, operation: str, error: str) -> None:
        self._meter.count(Metric.AWS_REFUSED)
        count_denied(self._meter, error)
        logger.warning("aws refused", extra={"operation": operation, "error": error})


def count_denied(meter: Meter, error: str) -> None:
    """Count as `AccessDenied` what was refused because the function's role does not allow it.

    Args:
        meter: counts.
        error: AWS's codes. Those of a denial differ from service to service.
    """
    if _DENIED in error:
        meter.count(Metric.ACCESS_DENIED)


def _codes(refusal: AwsRefusedError) -> set[str]:
    """Return the code of a refusal, or the reasons of a cancelled transaction."""
    if refusal.code != _CANCELLED:
        return {refusal.code}
    reasons = refusal.document.get("CancellationReasons", ())
    return {str(reason.get("Code", "None")) for reason in reasons}
