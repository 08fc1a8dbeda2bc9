"""The template's event source mappings: queues polled by threads, for their functions."""

import contextlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from jetbridge_local.stack.pool import PoolStopped
from jetbridge_local.stack.template import EventSource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_LONG_POLL: Final = 1
"""Seconds that a poll waits for a first message. The longest that `stop` waits, too."""

_BREATH: Final = 0.5
"""Seconds between polls while the queue does not answer."""


class Caller(Protocol):
    """What invokes functions. See `functions.Functions`."""

    def call(self, name: str, event: object) -> object:
        """Invoke a function with a JSON event, and return its answer."""
        ...


class Queues:
    """Invokes functions with what their queues hold, as Lambda's pollers do.

    A message is deleted when its function has dealt with it. One that failed is visible again at
    once, not after the queue's visibility timeout: it is tried again, and reaches the dead letters
    by its count of receipts, without anybody having to wait.
    """

    def __init__(
        self, sources: Iterable[EventSource], functions: Caller, sqs: "SQSClient", pollers: int = 1
    ) -> None:
        """Poll for `sources` once `start` is called, each by so many `pollers` at once."""
        self._functions = functions
        self._sqs = sqs
        self._stopped = threading.Event()
        self._threads: Final = [
            threading.Thread(target=self._run, args=(source,), name=f"queue {source.name}")
            for source in sources
            for _ in range(pollers)
        ]

    def start(self) -> None:
        """Begin to poll."""
        for thread in self._threads:
            thread.daemon = True
            thread.start()

    def stop(self) -> None:
        """Take no more messages, and wait for the batches under way."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _run(self, source: EventSource) -> None:
        while not self._stopped.is_set():
            try:
                self._poll(source)
            except PoolStopped:
                return
            except (BotoCoreError, ClientError):
                self._stopped.wait(_BREATH)

    def _poll(self, source: EventSource) -> None:
        messages = self._sqs.receive_message(
            QueueUrl=source.queue_url,
            MaxNumberOfMessages=source.batch_size,
            WaitTimeSeconds=_LONG_POLL,
            AttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            return
        failed = {message["MessageId"] for message in messages}
        try:
            answer = self._functions.call(source.function, event(source, messages))
            failed = failures(answer, failed, partial=source.partial)
        finally:
            self._settle(source.queue_url, messages, failed)

    def _settle(self, url: str, messages: Sequence["MessageTypeDef"], failed: set[str]) -> None:
        for message in messages:
            handle = message["ReceiptHandle"]
            if message["MessageId"] not in failed:
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
                continue
            # It may be among the dead letters, or gone, by now.
            with contextlib.suppress(ClientError):
                self._sqs.change_message_visibility(
                    QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0
                )


def event(source: EventSource, messages: Iterable["MessageTypeDef"]) -> Mapping[str, Any]:
    """Return the event with which Lambda invokes a function for messages of a queue."""
    region = source.queue_arn.split(":")[3]
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": source.queue_arn,
                "awsRegion": region,
            }
            for message in messages
        ]
    }


def failures(answer: object, sent: set[str], *, partial: bool) -> set[str]:
    """Return which of the messages that were `sent` count as failed, after a function's answer.

    `partial`: the mapping has ReportBatchItemFailures. An answer that cannot be understood, or
    names a message that was not sent, fails the whole batch (Lambda Developer Guide, "Handling
    errors for an SQS event source").
    """
    if isinstance(answer, dict) and "errorMessage" in answer:
        return sent
    if not partial or not answer:
        return set()
    items = answer.get("batchItemFailures") if isinstance(answer, dict) else ()
    if items is None:
        return set()
    if not isinstance(items, list):
        return sent
    named = {item.get("itemIdentifier") if isinstance(item, dict) else None for item in items}
    return {str(name) for name in named} if named <= sent else sent
