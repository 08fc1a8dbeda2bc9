"""The queue port over SQS and the bus port over EventBridge.

Each refusal is logged with AWS's code and counted here, because many callers go on without: the
schedules repeat what was refused.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any, Final

from jetbridge.model import trace
from jetbridge.model.aws_calls import AwsCalls, AwsNotAnsweredError, AwsRefusedError
from jetbridge.model.events import told
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.ports import BusUnavailableError, DomainEvent, QueueUnavailableError
from jetbridge.model.tenant import is_tenant
from jetbridge.model.work import LINKED, UPKEEP
from jetbridge.runtime.reported import count_denied

logger = logging.getLogger(__name__)

_BATCH: Final = 10
"""What SendMessageBatch and PutEvents take at once."""

_HELD: Final = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
"""Attributes of a queue: what waits, and what is being worked off."""

SOURCE: Final = "jetbridge"
"""The `source` of every event on the bus."""


def group(message: Mapping[str, object]) -> dict[str, str]:
    """Return the parameter by which SQS serves tenants by turns; nothing for what is no tenant's.

    All upkeep is one group. It has much under way after an outage, and tenants' work goes first.

    Source: Amazon SQS Developer Guide, "Amazon SQS fair queues".
    """
    if message.get("group") == UPKEEP:
        return {"MessageGroupId": UPKEEP}
    tenant = message.get("tenant")
    return {"MessageGroupId": tenant} if isinstance(tenant, str) and is_tenant(tenant) else {}


def attributes(message: Mapping[str, object]) -> dict[str, object]:
    """Return the parameter that says to which trace a message belongs, beside its body.

    So a message is the same text whenever it is sent, and keeps its trace when it comes again, as
    a dead letter, and when that is moved back. Source: OpenTelemetry, "Semantic conventions for
    messaging systems", "Context propagation".
    """
    if LINKED in message:
        own = trace.begun(linked=str(message[LINKED]))
    else:
        own = trace.current() or trace.begun()
    held = {trace.TRACEPARENT: own.traceparent, LINKED: own.linked}
    return {
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": value}
            for name, value in held.items()
            if value
        }
    }


def trace_of(message: Mapping[str, Any]) -> trace.Trace:
    """Return the trace to which the work of a message belongs, in Lambda's form of it.

    One without a trace, which an earlier release has sent, begins one: the same each time it comes.
    """
    held = message.get("messageAttributes") or {}
    traceparent, linked = (
        (held.get(name) or {}).get("stringValue") or "" for name in (trace.TRACEPARENT, LINKED)
    )
    return trace.continued(traceparent, str(message["messageId"]), linked=linked)


class SqsQueue:
    """A `Queue` on SQS."""

    def __init__(self, sqs: AwsCalls, url: str, meter: Meter) -> None:
        """Send to the queue at `url`; nothing is connected yet."""
        self._sqs = sqs
        self._url = url
        self._meter = meter

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Enqueue the messages. See `jetbridge.model.ports.Queue`."""
        for batch in batched(messages, _BATCH, strict=False):
            entries = [
                {"Id": str(n), "DelaySeconds": delay, "MessageBody": _body(message)}
                | attributes(message)
                | group(message)
                for n, message in enumerate(batch)
            ]
            try:
                answer = self._sqs.call(
                    "SendMessageBatch", {"QueueUrl": self._url, "Entries": entries}
                )
            except (AwsRefusedError, AwsNotAnsweredError) as failure:
                raise _refused(self._meter, self._url, [str(failure)]) from failure
            if failed := answer.get("Failed"):
                raise _refused(self._meter, self._url, (entry["Code"] for entry in failed))


class SqsBacklog:
    """A `Backlog` of queues on SQS."""

    def __init__(self, sqs: AwsCalls, urls: Mapping[str, str], meter: Meter) -> None:
        """Count the messages of the queues at `urls`, by name; nothing is connected yet."""
        self._sqs = sqs
        self._urls = urls
        self._meter = meter

    def held(self) -> Mapping[str, int]:
        """Return how much each queue holds. See `jetbridge.model.ports.Backlog`."""
        return {name: self._count(url) for name, url in self._urls.items()}

    def _count(self, url: str) -> int:
        request = {"QueueUrl": url, "AttributeNames": [*_HELD]}
        try:
            counted = self._sqs.call("GetQueueAttributes", request)["Attributes"]
        except (AwsRefusedError, AwsNotAnsweredError) as failure:
            raise _refused(self._meter, url, [str(failure)]) from failure
        return sum(int(counted[name]) for name in _HELD)


class EventBridgeBus:
    """A `Bus` on EventBridge."""

    def __init__(self, event_bridge: AwsCalls, name: str, meter: Meter) -> None:
        """Publish to the bus called `name`; nothing is connected yet."""
        self._event_bridge = event_bridge
        self._name = name
        self._meter = meter

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Publish the events. See `jetbridge.model.ports.Bus`."""
        for batch in batched(events, _BATCH, strict=False):
            entries = [
                {
                    "EventBusName": self._name,
                    "Source": SOURCE,
                    "DetailType": event.type,
                    "Time": event.at,
                    "Detail": json.dumps(told(event)),
                }
                for event in batch
            ]
            try:
                answer = self._event_bridge.call("PutEvents", {"Entries": entries})
            except (AwsRefusedError, AwsNotAnsweredError) as failure:
                raise self._refused([str(failure)]) from failure
            if answer["FailedEntryCount"]:
                raise self._refused(entry.get("ErrorCode", "") for entry in answer["Entries"])

    def _refused(self, codes: Iterable[str]) -> BusUnavailableError:
        self._meter.count(Metric.BUS_REFUSED)
        facts = {"bus": self._name, "error": _joined(codes)}
        count_denied(self._meter, facts["error"])
        logger.warning("bus refused", extra=facts)
        return BusUnavailableError(facts["error"])


def _refused(meter: Meter, url: str, codes: Iterable[str]) -> QueueUnavailableError:
    meter.count(Metric.QUEUE_REFUSED)
    facts = {"queue": url.rpartition("/")[2], "error": _joined(codes)}
    count_denied(meter, facts["error"])
    logger.warning("queue refused", extra=facts)
    return QueueUnavailableError(facts["error"])


def _body(message: Mapping[str, object]) -> str:
    return json.dumps({name: value for name, value in message.items() if name != LINKED})


def _joined(codes: Iterable[str]) -> str:
    return ", ".join(sorted({code for code in codes if code}))
