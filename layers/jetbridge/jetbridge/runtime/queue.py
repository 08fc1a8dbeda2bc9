"""The queue port over SQS and the bus port over EventBridge.

Clients are made at the first use: most requests need neither. Each refusal is logged with AWS's
code and counted here, because many callers go on without: the schedules repeat what was refused.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import batched
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from jetbridge.model.events import told
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.ports import BusUnavailableError, DomainEvent, QueueUnavailableError
from jetbridge.model.tenant import is_tenant
from jetbridge.runtime import aws

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_sqs import SQSClient

logger = logging.getLogger(__name__)

_BATCH: Final = 10
"""What SendMessageBatch and PutEvents take at once."""

SOURCE: Final = "jetbridge"
"""The `source` of every event on the bus."""


def group(message: Mapping[str, object]) -> dict[str, str]:
    """Return the parameter by which SQS serves tenants by turns; nothing for what is no tenant's.

    Source: Amazon SQS Developer Guide, "Amazon SQS fair queues".
    """
    tenant = message.get("tenant")
    return {"MessageGroupId": tenant} if isinstance(tenant, str) and is_tenant(tenant) else {}


class SqsQueue:
    """A `Queue` on SQS."""

    def __init__(self, url: str, meter: Meter, *, client: "SQSClient | None" = None) -> None:
        """Send to the queue at `url`; nothing is connected yet.

        Without a `client`, region, endpoint and credentials come from the environment.
        """
        self._url = url
        self._meter = meter
        self._given = client

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Enqueue the messages. See `jetbridge.model.ports.Queue`."""
        for batch in batched(messages, _BATCH, strict=False):
            entries = [
                {"Id": str(n), "DelaySeconds": delay, "MessageBody": json.dumps(dict(body))}
                | group(body)
                for n, body in enumerate(batch)
            ]
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)  # type: ignore[arg-type]  # a dict is a TypedDict's shape
            except (BotoCoreError, ClientError) as error:
                raise self._refused([_code(error)]) from error
            if failed := answer.get("Failed"):
                raise self._refused(entry["Code"] for entry in failed)

    def _refused(self, codes: Iterable[str]) -> QueueUnavailableError:
        self._meter.count(Metric.QUEUE_REFUSED)
        facts = {"queue": self._url.rpartition("/")[2], "error": _joined(codes)}
        logger.warning("queue refused", extra=facts)
        return QueueUnavailableError(facts["error"])

    @cached_property
    def _client(self) -> "SQSClient":
        return self._given or aws.sqs()


class EventBridgeBus:
    """A `Bus` on EventBridge."""

    def __init__(
        self, name: str, meter: Meter, *, client: "EventBridgeClient | None" = None
    ) -> None:
        """Publish to the bus called `name`; nothing is connected yet.

        Without a `client`, region, endpoint and credentials come from the environment.
        """
        self._name = name
        self._meter = meter
        self._given = client

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Publish the events. See `jetbridge.model.ports.Bus`."""
        for batch in batched(events, _BATCH, strict=False):
            entries = [
                {
                    "EventBusName": self._name,
                    "Source": SOURCE,
                    "DetailType": event.type,
                    "Time": datetime.fromtimestamp(event.at, UTC),
                    "Detail": json.dumps(told(event)),
                }
                for event in batch
            ]
            try:
                answer = self._client.put_events(Entries=entries)  # type: ignore[arg-type]  # a dict is a TypedDict's shape
            except (BotoCoreError, ClientError) as error:
                raise self._refused([_code(error)]) from error
            if answer["FailedEntryCount"]:
                raise self._refused(entry.get("ErrorCode", "") for entry in answer["Entries"])

    def _refused(self, codes: Iterable[str]) -> BusUnavailableError:
        self._meter.count(Metric.BUS_REFUSED)
        facts = {"bus": self._name, "error": _joined(codes)}
        logger.warning("bus refused", extra=facts)
        return BusUnavailableError(facts["error"])

    @cached_property
    def _client(self) -> "EventBridgeClient":
        return self._given or aws.event_bridge()


def _code(error: BotoCoreError | ClientError) -> str:
    """Return AWS's code of a refusal, or the kind of failure where AWS did not answer."""
    return (
        error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
    )


def _joined(codes: Iterable[str]) -> str:
    return ", ".join(sorted({code for code in codes if code}))
