"""What AWS refuses is counted and logged with its code, whatever the flow makes of it."""

import logging
from typing import Final

import pytest

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError, Document
from jetbridge.model.metrics import Metric
from jetbridge.runtime.reported import ReportedCalls
from tests.fakes.meter import CountingMeter

type Failure = AwsRefusedError | AwsNotAnsweredError


def refused(code: str, *reasons: str) -> AwsRefusedError:
    """Return a refusal by DynamoDB, `reasons` those of a cancelled transaction."""
    document = {"CancellationReasons": [{"Code": reason} for reason in reasons]}
    return AwsRefusedError(code, 400, document, repeated=False)


CANCELLED: Final = "TransactionCanceledException"
REPORTED: Final = [
    (refused("AccessDeniedException"), "AccessDeniedException"),
    (refused("ValidationException"), "ValidationException"),
    (refused(CANCELLED, "None", "ThrottlingError"), "ThrottlingError"),
    (AwsNotAnsweredError("ConnectTimeout"), "ConnectTimeout"),
]
ANSWERS: Final = [
    refused("ConditionalCheckFailedException"),
    refused("TransactionConflictException"),
    refused(CANCELLED, "None", "ConditionalCheckFailed", "TransactionConflict"),
]


class Failing:
    """AWS calls that fail."""

    def __init__(self, failure: Failure) -> None:
        """Fail so."""
        self._failure = failure

    def call(self, operation: str, request: Document) -> Document:
        """Fail."""
        del operation, request
        raise self._failure


def failed(failure: Failure) -> CountingMeter:
    """Call an operation that fails so, and return what was counted."""
    meter = CountingMeter()
    with pytest.raises(type(failure)):
        ReportedCalls(Failing(failure), meter).call("UpdateItem", {"Key": "confidential"})
    return meter


@pytest.mark.parametrize(("failure", "code"), REPORTED)
def test_a_failure_is_counted_and_logged_with_its_code(
    failure: Failure, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The flow may go on, because a schedule does the same work later."""
    # WHEN a call fails
    with caplog.at_level(logging.WARNING):
        meter = failed(failure)
    # THEN it is counted, and the log tells the operation and the code, and nothing of the request
    denied = {Metric.ACCESS_DENIED: 1} if code == "AccessDeniedException" else {}
    assert meter.counted == {Metric.AWS_REFUSED: 1, **denied}
    (record,) = caplog.records
    assert (record.message, vars(record)["operation"], vars(record)["error"]) == (
        "aws refused",
        "UpdateItem",
        code,
    )
    assert "confidential" not in str(vars(record))


@pytest.mark.parametrize("failure", ANSWERS)
def test_an_answer_to_a_condition_is_no_failure(
    failure: Failure, caplog: pytest.LogCaptureFixture
) -> None:
    """Two writers of one item are the normal case."""
    # WHEN a write meets another one
    meter = failed(failure)
    # THEN nothing is counted or logged
    assert not meter.counted
    assert not caplog.records
