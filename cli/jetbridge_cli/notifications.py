"""`jetbridge notifications`: what partners told us, and handling it again."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from jetbridge.flows.notification import replay as flow
from jetbridge.model.audit import Action
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.partner import Capability
from jetbridge.model.work import Kind, Message
from jetbridge.runtime.queue import group
from jetbridge.store import notifications
from jetbridge.store.listing import every
from jetbridge.store.table import Table
from jetbridge_cli import arguments, asking, auditing, dead_letters, operating
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, Row, moment, say, show
from jetbridge_cli.refusals import listing, told

app: Final = typer.Typer(
    no_args_is_help=True, help="List partners' notifications, and handle them again."
)

_COLUMNS: Final = ("event_id", "received_at", "status", "event_type", "note")
_PAGE: Final = 100


Partner = Annotated[str, arguments.partner(Capability.NOTIFIES, help_text="Who sent them.")]


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
    with listing():
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
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Handle stored notifications again, as if they had just arrived."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        found = {each: notifications.get(context.table, partner, each) for each in event_ids}
        if missing := [each for each, stored in found.items() if not stored]:
            raise CommandError(
                f"nothing was done: {partner} has sent no event {', '.join(missing)}"
            )
        asking.agree_at_terminal(
            f"Have {len(event_ids)} notifications of {partner} handled again?", yes=yes
        )
        with auditing.recorded(deployment, Action.NOTIFICATION_REPLAY, on=event_ids):
            for event_id, stored in found.items():
                if stored and not flow.again(context, stored):
                    raise CommandError(f"{event_id} is being handled: try again, from this one on")
    say(f"{len(found)} enqueued.")


@app.command("dead-letters")
def dead_letters_(
    *, as_json: AsJson = False, stack_name: StackName = DEFAULT_STACK, endpoint: Endpoint = None
) -> None:
    """List the dead letters: work and webhooks that failed for good, and why they failed last."""
    with listing():
        deployment = Deployment(stack_name, endpoint)
        at, sqs, dead = deployment.table(), deployment.sqs(), deployment.output("DeadLettersUrl")
        letters = dead_letters.taken(sqs, dead)
        try:
            rows = [dead_letters.row(at, each) for each in letters]
        finally:
            dead_letters.release(sqs, dead, letters)
        show(rows, dead_letters.COLUMNS, as_json=as_json, empty="There are no dead letters.")


@app.command("replay-dead-letters")
def replay_dead_letters(
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Put every dead letter back into its queue, once the cause is fixed.

    A webhook to an endpoint that is paused, disabled or unreadable stays, and so does a
    notification that cannot be read. They are named: exit 1.
    """
    asking.agree_at_terminal("Put every dead letter back into its queue?", yes=yes)
    with told():
        deployment = Deployment(stack_name, endpoint)
        at, sqs, now = deployment.table(), deployment.sqs(), deployment.clock().now()
        dead = deployment.output("DeadLettersUrl")
        # All are taken before the first is put back: one that fails again would never end it.
        with auditing.recorded(deployment, Action.DEAD_LETTERS_REPLAY):
            taken = dead_letters.taken(sqs, dead)
            kept = {
                each.id: why for each in taken if (why := dead_letters.why_kept(at, each.message))
            }
            dead_letters.release(sqs, dead, [each for each in taken if each.id in kept])
            letters = [each for each in taken if each.id not in kept]
            for each in letters:
                _renew(at, each.message, now)
                url = deployment.output(dead_letters.queue_of(each.message))
                sqs.send_message(
                    QueueUrl=url,
                    MessageBody=each.body,
                    MessageAttributes=each.attributes,
                    **group(each.message),  # type: ignore[arg-type]  # a dict is a TypedDict's shape
                )
                sqs.delete_message(QueueUrl=dead, ReceiptHandle=each.receipt)
    say(f"{len(letters)} enqueued.")
    if kept:
        named = (f"  {why}" for why in sorted({*kept.values()}))
        raise CommandError(f"{len(kept)} kept, which would fail again now:", *named)


def _renew(table: Table, message: Message, now: int) -> None:
    """Have the notification that a letter is about handled from the beginning, if it is one."""
    if message.get("kind") == Kind.NOTIFICATION:
        ids = str(message.get("partner")), str(message.get("event_id"))
        if found := notifications.get(table, *ids):
            flow.renew(table, found, now)


def _all(table: Table, partner: str, status: NotificationStatus) -> Iterator[Notification]:
    return every(lambda at: notifications.listing(table, partner, status, limit=_PAGE, after=at))


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
