"""Queue and bus on AWS: what is refused is logged with AWS's code, counted and raised."""

import logging
from collections.abc import Callable
from typing import Final

import pytest

from jetbridge.model.aws_calls import AwsNotAnsweredError, AwsRefusedError, Document
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import BusUnavailableError, DomainEvent, QueueUnavailableError
from jetbridge.runtime.queue import EventBridgeBus, SqsQueue
from tests.fakes.meter import CountingMeter

EVENT: Final = DomainEvent("evt_1", "journey.started", "demo", 1_790_000_000, {})


class Aws:
    """SQS or EventBridge, whose every call is answered by `answer`."""

    def __init__(self, answer: Callable[[], Document]) -> None:
        """Answer so."""
        self._answer = answer

    def call(self, operation: str, request: Document) -> Document:
        """Answer any operation."""
        assert operation in {"SendMessageBatch", "PutEvents"}
        assert request
        return self._answer()


def denied() -> Document:
    """Refuse as AWS does."""
    raise AwsRefusedError("AccessDenied", 403, {"message": "no"}, repeated=False)


def unreachable() -> Document:
    """Fail before AWS answers."""
    raise AwsNotAnsweredError("ConnectionRefusedError")


def in_part() -> Document:
    """Take some, and refuse others."""
    return {
        "Failed": [{"Id": "0", "Code": "InternalError"}, {"Id": "1", "Code": "InternalError"}],
        "FailedEntryCount": 1,
        "Entries": [{"EventId": "1"}, {"ErrorCode": "InternalError"}],
    }


CAUSES: Final = [
    (denied, "AccessDenied"),
    (unreachable, "ConnectionRefusedError"),
    (in_part, "InternalError"),
]


@pytest.mark.parametrize(("cause", "code"), CAUSES)
def test_a_queue_that_refuses_is_logged_and_counted(
    cause: Callable[[], Document], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Most callers leave it to the clock: without this nothing would show it."""
    # GIVEN a queue that does not take a message
    meter = CountingMeter()
    queue = SqsQueue(Aws(cause), "https://sqs.test/1234/work", meter)
    # WHEN one is sent
    with caplog.at_level(logging.WARNING), pytest.raises(QueueUnavailableError, match=code):
        queue.send([{"kind": "x"}])
    # THEN the log names queue and code, and it is counted
    (record,) = caplog.records
    assert (record.message, record.__dict__["queue"]) == ("queue refused", "work")
    assert record.__dict__["error"] == code
    denied = {Metric.ACCESS_DENIED: 1} if code == "AccessDenied" else {}
    assert meter.counted == {Metric.QUEUE_REFUSED: 1, **denied}


@pytest.mark.parametrize(("cause", "code"), CAUSES)
def test_a_bus_that_refuses_is_logged_and_counted(
    cause: Callable[[], Document], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """An event that no rule may take for an hour is more than a delay."""
    # GIVEN a bus that does not take an event
    meter = CountingMeter()
    bus = EventBridgeBus(Aws(cause), "events", meter)
    # WHEN one is published
    with caplog.at_level(logging.WARNING), pytest.raises(BusUnavailableError, match=code):
        bus.publish([EVENT])
    # THEN the log names bus and code, and it is counted
    (record,) = caplog.records
    assert (record.message, record.__dict__["bus"]) == ("bus refused", "events")
    assert record.__dict__["error"] == code
    denied = {Metric.ACCESS_DENIED: 1} if code == "AccessDenied" else {}
    assert meter.counted == {Metric.BUS_REFUSED: 1, **denied}


def test_what_is_taken_counts_nothing() -> None:
    """An answer without failures."""
    # GIVEN a queue and a bus that take everything
    meter, taken = CountingMeter(), Aws(lambda: {"FailedEntryCount": 0})
    # WHEN something is sent
    SqsQueue(taken, "https://sqs.test/1234/work", meter).send([{"kind": "x"}])
    EventBridgeBus(taken, "events", meter).publish([EVENT])
    # THEN nothing is counted
    assert not meter.counted
