"""The local stack's queues behave as Lambda's pollers do."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from jetbridge_local.stack.queues import Queues, failures
from jetbridge_local.stack.template import EventSource, queue_arn

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

PATIENCE = 20.0
"""Seconds after which a test gives up on a poller."""

type Answer = Callable[[list[dict[str, Any]]], object]


class Function:
    """A function that answers as a test wants; `batches` are the bodies that it was called with."""

    def __init__(self, answer: Answer) -> None:
        """Answer a batch's records with `answer`."""
        self._answer = answer
        self.batches: queue.Queue[list[str]] = queue.Queue()

    def call(self, name: str, event: object) -> object:
        """Remember the batch, and answer."""
        assert name == "WorkerFunction"
        assert isinstance(event, dict)
        records = json.loads(json.dumps(event))["Records"]
        answer = self._answer(records)
        self.batches.put([record["body"] for record in records])
        return answer


class Broken(Function):
    """A function whose first invocation ends in an error."""

    def __init__(self) -> None:
        """Fail once, then do everything."""
        failed = threading.Event()

        def answer(_: object) -> object:
            if failed.is_set():
                return {"batchItemFailures": []}
            failed.set()
            return {"errorType": "Runtime.ExitError", "errorMessage": "it ended"}

        super().__init__(answer)


@pytest.fixture(scope="module")
def sqs() -> Iterator["SQSClient"]:
    """An SQS of the test's own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield boto3.client(
        "sqs",
        endpoint_url=f"http://{host}:{port}",
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    server.stop()


@pytest.fixture
def source(sqs: "SQSClient", request: pytest.FixtureRequest) -> EventSource:
    """A queue that keeps dead letters after three receipts, and hides messages for six minutes."""
    dead = sqs.create_queue(QueueName=f"dead-{abs(hash(request.node.name))}")["QueueUrl"]
    redrive = json.dumps({"deadLetterTargetArn": queue_arn(dead), "maxReceiveCount": 3})
    url = sqs.create_queue(
        QueueName=f"work-{abs(hash(request.node.name))}",
        Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "360"},
    )["QueueUrl"]
    return EventSource("Work", "WorkerFunction", url, queue_arn(url), 10, partial=True)


def _dead(sqs: "SQSClient", source: EventSource) -> list[str]:
    url = source.queue_url.replace("/work-", "/dead-")
    answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)
    return [message["Body"] for message in answer.get("Messages", [])]


def _left(sqs: "SQSClient", source: EventSource) -> int:
    answer = sqs.get_queue_attributes(QueueUrl=source.queue_url, AttributeNames=["All"])
    held = answer["Attributes"]
    hidden = int(held["ApproximateNumberOfMessagesNotVisible"])
    return int(held["ApproximateNumberOfMessages"]) + hidden


def test_a_message_that_was_dealt_with_is_gone(sqs: "SQSClient", source: EventSource) -> None:
    """Work is done once, where nothing goes wrong."""
    # GIVEN a queue with a message, and a function that does its work
    sqs.send_message(QueueUrl=source.queue_url, MessageBody="good")
    function = Function(lambda _: {"batchItemFailures": []})
    queues = Queues([source], function, sqs)
    # WHEN the queue is polled
    queues.start()
    batch = function.batches.get(timeout=PATIENCE)
    queues.stop()
    # THEN the function was called with the message, which is in the queue no more
    assert batch == ["good"]
    assert _left(sqs, source) == 0


def test_a_message_keeps_its_trace_until_it_is_a_dead_letter(
    sqs: "SQSClient", source: EventSource
) -> None:
    """Each time that it comes, in the form in which Lambda hands it over."""
    # GIVEN a message that carries a trace, and a function that fails at it
    held = {"traceparent": {"DataType": "String", "StringValue": "00-a-b-01"}}
    sqs.send_message(QueueUrl=source.queue_url, MessageBody="x", MessageAttributes=held)  # type: ignore[arg-type]  # a dict is a TypedDict's shape
    seen: list[object] = []

    def fail(records: list[dict[str, Any]]) -> object:
        seen.extend(record["messageAttributes"] for record in records)
        return {
            "batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in records]
        }

    queues = Queues([source], Function(fail), sqs)
    # WHEN the queue is polled until it gives the message up
    queues.start()
    url = source.queue_url.replace("/work-", "/dead-")
    answer = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20, MessageAttributeNames=["All"])
    queues.stop()
    # THEN each receipt had the trace
    assert seen == [{"traceparent": {"stringValue": "00-a-b-01", "dataType": "String"}}] * 3
    # AND the dead letter has it
    (letter,) = answer["Messages"]
    assert letter["MessageAttributes"]["traceparent"]["StringValue"] == "00-a-b-01"


def test_a_message_that_fails_ends_among_the_dead_letters(
    sqs: "SQSClient", source: EventSource
) -> None:
    """It is tried at once, as often as the queue allows, and takes no other message with it."""
    # GIVEN a queue with a good message and a poisonous one, and a function that names the latter
    sqs.send_message(QueueUrl=source.queue_url, MessageBody="good")
    sqs.send_message(QueueUrl=source.queue_url, MessageBody="poison")
    function = Function(
        lambda records: {
            "batchItemFailures": [
                {"itemIdentifier": record["messageId"]}
                for record in records
                if record["body"] == "poison"
            ]
        }
    )
    queues = Queues([source], function, sqs)
    # WHEN the queue is polled
    queues.start()
    dead = _dead(sqs, source)
    queues.stop()
    # THEN only the poisonous one is among the dead letters, after three tries
    seen = [body for batch in list(function.batches.queue) for body in batch]
    assert dead == ["poison"]
    assert sorted(seen) == ["good", "poison", "poison", "poison"]
    assert _left(sqs, source) == 0


def test_several_pollers_work_at_once(sqs: "SQSClient", source: EventSource) -> None:
    """As Lambda's do: one batch does not wait for another."""
    # GIVEN a function whose first batch ends only when the second has begun
    both = threading.Barrier(2)

    def answer(_: object) -> object:
        both.wait(PATIENCE)
        return {"batchItemFailures": []}

    function = Function(answer)
    # WHEN two messages come, each a batch of its own
    queues = Queues([replace(source, batch_size=1)], function, sqs, pollers=2)
    for body in ("one", "two"):
        sqs.send_message(QueueUrl=source.queue_url, MessageBody=body)
    queues.start()
    batches = [function.batches.get(timeout=PATIENCE) for _ in range(2)]
    queues.stop()
    # THEN both are worked, and neither twice
    assert sorted(batches) == [["one"], ["two"]]
    assert _left(sqs, source) == 0


def test_a_batch_that_takes_long_is_relieved(sqs: "SQSClient", source: EventSource) -> None:
    """One more poller works what waits behind it, and is relieved itself."""
    # GIVEN a function whose batches end only when as many are worked as the mapping allows
    most = 3
    all_of_them = threading.Barrier(most)

    def answer(_: object) -> object:
        all_of_them.wait(PATIENCE)
        return {"batchItemFailures": []}

    function = Function(answer)
    # WHEN messages come, each a batch of its own
    wide = replace(source, batch_size=1, concurrency=most)
    queues = Queues([wide], function, sqs, relief=0)
    for number in range(2 * most):
        sqs.send_message(QueueUrl=source.queue_url, MessageBody=str(number))
    queues.start()
    batches = [function.batches.get(timeout=PATIENCE) for _ in range(2 * most)]
    queues.stop()
    # THEN all were worked, and none twice
    assert sorted(batches) == [[str(number)] for number in range(2 * most)]
    assert _left(sqs, source) == 0


def test_a_function_that_ends_gets_its_messages_again(
    sqs: "SQSClient", source: EventSource
) -> None:
    """An execution environment that dies takes no message with it."""
    # GIVEN a queue with a message, and a function whose first invocation dies
    sqs.send_message(QueueUrl=source.queue_url, MessageBody="once more")
    function = Broken()
    queues = Queues([source], function, sqs)
    # WHEN the queue is polled
    queues.start()
    batches = [function.batches.get(timeout=PATIENCE) for _ in range(2)]
    queues.stop()
    # THEN the message came twice, and is gone
    assert batches == [["once more"], ["once more"]]
    assert _left(sqs, source) == 0


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "a"}]}, {"a"}),
        ({"batchItemFailures": [{"itemIdentifier": "other"}]}, {"a", "b"}),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, {"a", "b"}),
        ({"batchItemFailures": ["a"]}, {"a", "b"}),
        ({"batchItemFailures": "a"}, {"a", "b"}),
        ("done", {"a", "b"}),
        ({"errorType": "Error", "errorMessage": "no"}, {"a", "b"}),
    ],
)
def test_an_answer_says_which_messages_failed(answer: object, failed: set[str]) -> None:
    """As Lambda reads it: what cannot be understood fails the batch."""
    # THEN so many of a batch of two count as failed
    assert failures(answer, {"a", "b"}, partial=True) == failed


def test_without_partial_responses_only_an_error_fails_a_batch() -> None:
    """What the function returns is then of no interest."""
    # THEN the answer counts for nothing, and an error for everything
    answer = {"batchItemFailures": [{"itemIdentifier": "a"}]}
    assert failures(answer, {"a"}, partial=False) == set()
    assert failures({"errorMessage": "no"}, {"a"}, partial=False) == {"a"}
