"""The template's event source mappings: queues polled by threads, for their functions."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from jetbridge_local.stack.pool import PoolStoppedError
from jetbridge_local.stack.template import EventSource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_LONG_POLL: Final = 1
"""Seconds that a poll waits for a first message. The longest that `stop` waits, too."""

RELIEF: Final = 3.0
"""Seconds after which a batch that is still being worked on no longer keeps the others waiting."""

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
    by its count of receipts, without a wait.

    A batch that takes long is relieved by one more poller, up to the mapping's concurrency, so that
    what waits behind it is worked meanwhile. Lambda has more pollers to begin with.
    """

    def __init__(
        self,
        sources: Iterable[EventSource],
        functions: Caller,
        sqs: "SQSClient",
        pollers: int = 1,
        relief: float = RELIEF,
    ) -> None:
        """Poll for `sources` once `start` is called, each by so many `pollers` at once.

        They are relieved after `relief` seconds.
        """
        self._functions = functions
        self._sqs = sqs
        self._relief = relief
        self._sources: Final = [source for source in sources for _ in range(pollers)]
        self._stopped = threading.Event()
        self._changing = threading.Lock()
        self._polling: Final = Counter[EventSource]()
        self._threads: Final[list[threading.Thread]] = []

    def start(self) -> None:
        """Begin to poll."""
        for source in self._sources:
            self._begin(source, partial(self._run, source))

    def stop(self) -> None:
        """Take no more messages, and wait for the batches under way."""
        with self._changing:
            self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _begin(self, source: EventSource, program: Callable[[], None]) -> None:
        thread = threading.Thread(target=program, name=f"queue {source.name}", daemon=True)
        self._threads.append(thread)
        self._polling[source] += 1
        thread.start()

    def _relieve(self, source: EventSource, ended: threading.Event) -> None:
        with self._changing:
            if not self._stopped.is_set() and self._polling[source] < source.concurrency:
                self._begin(source, partial(self._help_out, source, ended))

    def _run(self, source: EventSource) -> None:
        while not self._stopped.is_set():
            try:
                self._poll(source)
            except PoolStoppedError:
                return
            except (BotoCoreError, ClientError):
                self._stopped.wait(_BREATH)

    def _help_out(self, source: EventSource, ended: threading.Event) -> None:
        """Poll until the batch that is relieved has ended, and nothing is left."""
        with contextlib.suppress(PoolStoppedError, BotoCoreError, ClientError):
            while not self._stopped.is_set() and (self._poll(source) or not ended.is_set()):
                pass
        with self._changing:
            self._polling[source] -= 1

    def _poll(self, source: EventSource) -> bool:
        """Work off a batch; return whether there was one."""
        messages = self._sqs.receive_message(
            QueueUrl=source.queue_url,
            MaxNumberOfMessages=source.batch_size,
            WaitTimeSeconds=_LONG_POLL,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            return False
        failed = {message["MessageId"] for message in messages}
        ended = threading.Event()
        relief = threading.Timer(self._relief, self._relieve, [source, ended])
        relief.daemon = True
        relief.start()
        try:
            answer = self._functions.call(source.function, event(source, messages))
            failed = failures(answer, failed, partial=source.partial)
        finally:
            relief.cancel()
            ended.set()
            self._settle(source.queue_url, messages, failed)
        return True

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
                "messageAttributes": {
                    name: {"stringValue": held["StringValue"], "dataType": held["DataType"]}
                    for name, held in message.get("MessageAttributes", {}).items()
                },
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
