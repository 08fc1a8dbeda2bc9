"""`jetbridge events`: what partners told us, and having it acted on again."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jetbridge.model.notification import Notification, NotificationStatus, reopened
from jetbridge.model.work import Kind, Message, notification
from jetbridge.runtime.queue import group
from jetbridge.store import notifications
from jetbridge.store.listing import every
from jetbridge.store.table import ConditionFailed, Table
from jetbridge_local import clock
from jetbridge_local.cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
    told,
)
from jetbridge_local.cli.failure import Failed
from jetbridge_local.cli.output import AsJson, Row, moment, say, show

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

app: Final = typer.Typer(
    no_args_is_help=True, help="Look at partners' notifications, and have them acted on again."
)

_COLUMNS: Final = ("event_id", "received_at", "status", "event_type", "note")
_PAGE: Final = 100
_BATCH: Final = 10

Partner = Annotated[str, typer.Option("--partner", help="smartrecruiters or incode.")]


@app.command("list")
def list_(  # noqa: PLR0913 - an option each
    partner: Partner,
    status: Annotated[
        list[NotificationStatus] | None,
        typer.Option("--status", help="Repeatable. Every status if none."),
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List a partner's notifications by status, newest first."""
    with told():
        at = Deployment(stack_name, endpoint, table).table()
        rows = [
            _row(each) for one in status or NotificationStatus for each in _all(at, partner, one)
        ]
    show(rows, _COLUMNS, as_json=as_json, empty=f"Nothing of {partner} is stored.")


@app.command()
def replay(
    partner: Partner,
    event_ids: Annotated[list[str], typer.Argument(metavar="EVENT_ID...")],
    *,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Have stored notifications acted on as if they had just come."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        at, sqs = deployment.table(), deployment.sqs()
        for event_id in event_ids:
            if not _renew(at, partner, event_id):
                raise Failed(f"there is no event {event_id} of {partner}, or it is being acted on")
            body = json.dumps(dict(notification(partner, event_id)))
            sqs.send_message(QueueUrl=deployment.output("QueueUrl"), MessageBody=body)
    say(f"{len(event_ids)} enqueued.")


@app.command("replay-dead-letters")
def replay_dead_letters(
    *,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Put every dead letter back into its queue: what failed for good, after it was mended."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        at, sqs = deployment.table(), deployment.sqs()
        dead = deployment.output("DeadLettersUrl")
        # All are taken before the first is put back: one that fails again would never end it.
        letters = [*_dead_letters(sqs, dead)]
        for body, receipt in letters:
            message = _read(body)
            if message.get("kind") == Kind.NOTIFICATION:
                _renew(at, str(message.get("partner")), str(message.get("event_id")))
            url = deployment.output(queue_of(message))
            sqs.send_message(QueueUrl=url, MessageBody=body, **group(message))  # type: ignore[arg-type]  # a dict is a TypedDict's shape
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=receipt)
    say(f"{len(letters)} enqueued.")


def queue_of(message: Message) -> str:
    """Return the output that names the queue of a message."""
    return "WebhookQueueUrl" if message.get("kind") == Kind.DELIVERY else "QueueUrl"


def _all(table: Table, partner: str, status: NotificationStatus) -> Iterator[Notification]:
    return every(lambda at: notifications.listing(table, partner, status, limit=_PAGE, after=at))


def _renew(table: Table, partner: str, event_id: str) -> bool:
    """Make a notification as good as new; tell whether it is there."""
    found = notifications.get(table, partner, event_id)
    if found is None:
        return False
    new = reopened(found, clock.operators().now())
    try:
        table.write(notifications.save(found, new))
    except ConditionFailed:
        return False
    return True


def _read(body: str) -> Message:
    """Return what a dead letter says; nothing where it is no message of ours."""
    try:
        message = json.loads(body)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


def _dead_letters(sqs: "SQSClient", url: str) -> Iterator[tuple[str, str]]:
    """Yield each dead letter once, and its receipt."""
    while True:
        answer = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=1, VisibilityTimeout=60
        )
        messages = answer.get("Messages", [])
        if not messages:
            return
        for message in messages:
            yield message["Body"], message["ReceiptHandle"]


def _row(found: Notification) -> Row:
    return {
        "event_id": found.event_id,
        "received_at": moment(found.received_at),
        "status": str(found.status),
        "event_type": found.event_type,
        "note": found.note,
        "connection_id": found.connection_id or None,
        "facts": dict(found.facts),
    }
