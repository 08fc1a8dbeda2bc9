"""`jetbridge notifications dead-letters`: work that failed for good, and its replay."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Final

from jetbridge.flows.event.webhooks.endpoint import NotToldError, require_told
from jetbridge.model import trace, work
from jetbridge.model.schedule import Task
from jetbridge.model.webhook import ENDPOINT_ID
from jetbridge.model.work import Kind, Message
from jetbridge.store import deliveries, endpoints, failures, notifications
from jetbridge.store.failures import Failure
from jetbridge.store.listing import or_else
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import Table
from jetbridge_cli.output import Row, moment

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageAttributeValueOutputTypeDef

COLUMNS: Final = ("kind", "about", "sent_at", "failed_at", "error", "code", "tenant")

_BATCH: Final = 10
_HIDDEN: Final = 60
"""Seconds that a letter is hidden from others while it is looked at."""
_UNREAD: Final[Failure | None] = Failure("what is stored of it cannot be read", "", 0)
_NOT_IDS: Final = frozenset({"kind", "anew", "tenant"})


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter. `sent_at` is when its work was enqueued, in Unix seconds.

    `attributes` say to which trace it belongs. A replay keeps them.
    """

    id: str
    body: str
    receipt: str
    sent_at: int
    attributes: Mapping[str, "MessageAttributeValueOutputTypeDef"] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        """What it says; nothing where it is no message of ours."""
        try:
            message = json.loads(self.body)
        except ValueError:
            return {}
        return message if isinstance(message, dict) else {}

    @property
    def trace_id(self) -> str | None:
        """The trace by which the log has what became of it; None where it has none."""
        held = self.attributes.get(trace.TRACEPARENT)
        found = trace.continued(held.get("StringValue")) if held else None
        return found.trace_id if found and found.parent_id else None


def queue_of(message: Message) -> str:
    """Return the output of the stack that names the queue of a message."""
    if message.get("kind") in (Kind.EXCHANGE, Kind.PERSON) or message.get("task") == Task.POLL:
        return "SlowQueueUrl"
    to_tenants = message.get("kind") in (Kind.DELIVERY, Kind.ENDPOINT)
    return "WebhookQueueUrl" if to_tenants else "QueueUrl"


def taken(sqs: "SQSClient", url: str) -> list[Letter]:
    """Take every dead letter. They are hidden from others until they are released or deleted."""
    found: dict[str, Letter] = {}
    # One that comes again was hidden for too short a time: everything else has come before it.
    while batch := [each for each in _received(sqs, url) if each.id not in found]:
        found |= {each.id: each for each in batch}
    return [*found.values()]


def release(sqs: "SQSClient", url: str, letters: list[Letter]) -> None:
    """Let others see letters again at once."""
    for batch in batched(letters, _BATCH, strict=False):
        sqs.change_message_visibility_batch(
            QueueUrl=url,
            Entries=[
                {"Id": str(number), "ReceiptHandle": each.receipt, "VisibilityTimeout": 0}
                for number, each in enumerate(batch)
            ],
        )


def row(table: Table, letter: Letter) -> Row:
    """Return a letter as it is shown, with why its work failed last."""
    message = letter.message
    failure = or_else(lambda: _failure(table, message), _UNREAD)
    return {
        "id": letter.id,
        "kind": message.get("kind"),
        "about": [value for name, value in message.items() if name not in _NOT_IDS] or letter.body,
        "sent_at": moment(letter.sent_at),
        "failed_at": moment(failure.at or None) if failure else None,
        "error": failure.error if failure else "none was noted: its process was ended",
        "code": failure.code if failure else None,
        "tenant": message.get("tenant"),
        "trace_id": letter.trace_id,
        "message": dict(message),
    }


def why_kept(table: Table, message: Message) -> str:
    """Return why a letter is not put back now, and what it is about; empty: it can be.

    A webhook stays where nothing is sent to its endpoint, and so does a notification that cannot be
    read: they would fail again.
    """
    if message.get("kind") == Kind.NOTIFICATION:
        return _unread(table, message)
    if message.get("kind") != Kind.DELIVERY:
        return ""
    ids = str(message.get("journey_id")), str(message.get("event_id"))
    further = work.endpoint_in(message)
    try:
        delivery = deliveries.get(table, *ids, further)
        found = endpoints.get(table, delivery.event.tenant, further) if delivery else None
        if found:
            require_told(found)
    except (NotToldError, UnreadableItemError) as why:
        return f"{message.get('tenant', '?')} {further or ENDPOINT_ID}: {why}"
    return ""


def _unread(table: Table, message: Message) -> str:
    ids = str(message.get("partner")), str(message.get("event_id"))
    try:
        notifications.get(table, *ids)
    except UnreadableItemError as why:
        return f"{' '.join(ids)}: {why}"
    return ""


def _failure(table: Table, message: Message) -> Failure | None:
    if message.get("kind") == Kind.DELIVERY:
        ids = str(message.get("journey_id")), str(message.get("event_id"))
        delivery = deliveries.get(table, *ids, work.endpoint_in(message))
        if delivery and delivery.outcome:
            return Failure(delivery.outcome, "", delivery.updated_at)
    return failures.get(table, message)


def _received(sqs: "SQSClient", url: str) -> Iterator[Letter]:
    answer = sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=_BATCH,
        WaitTimeSeconds=1,
        VisibilityTimeout=_HIDDEN,
        MessageSystemAttributeNames=["SentTimestamp"],
        MessageAttributeNames=["All"],
    )
    for each in answer.get("Messages", []):
        sent = int(each["Attributes"]["SentTimestamp"]) // 1000
        held = each.get("MessageAttributes", {})
        yield Letter(each["MessageId"], each["Body"], each["ReceiptHandle"], sent, held)
