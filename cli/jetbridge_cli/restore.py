"""`jetbridge restore`: what a restored table must be told before the stack uses it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated, Final

import typer

from jetbridge.flows.audit import Trail
from jetbridge.flows.context import Context
from jetbridge.flows.restore import apply as flow
from jetbridge.flows.restore import trail
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.preview import preview
from jetbridge.flows.restore.steps import Result, Step
from jetbridge.flows.tenant import tenants
from jetbridge.model.audit import OPERATOR, Action
from jetbridge.model.changes_since import Since
from jetbridge.model.record import replace
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.settings import Settings
from jetbridge.runtime.ids import RandomIds
from jetbridge_cli import arguments, asking, auditing, change_list, findings, operating, published
from jetbridge_cli import restored_table as settings
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.failure import CommandError
from jetbridge_cli.findings import Finding
from jetbridge_cli.output import AsJson, Row, moment, show
from jetbridge_cli.refusals import told

app: Final = typer.Typer(
    no_args_is_help=True, help="Put a restored table in order before the stack uses it."
)

_COLUMNS: Final = ("result", "what", "tenant", "about", "do")

RestoredTable = Annotated[
    str, typer.Argument(metavar="TABLE", help="The name of the table that was restored.")
]
Point = Annotated[
    str,
    typer.Option(
        "--since", help="The moment that it was restored to, such as 2026-11-29T08:00:00Z."
    ),
]
Former = Annotated[
    str | None,
    typer.Option(
        "--list", callback=arguments.filled, help="The log group of another stack's changes."
    ),
]


@app.command()
def check(  # noqa: PLR0913 - an option each
    table: RestoredTable,
    since: Point,
    changes: Former = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Look whether a restored table is set up, and how much has happened since. Changes nothing."""
    stack = Deployment(stack_name, endpoint)
    point = _moment(stack, since)
    findings.run(
        (
            ("table", partial(_settings, stack, point, table)),
            ("changes", partial(_counts, stack, point, changes)),
            ("tokens", partial(_tokens, stack, point)),
        ),
        as_json=as_json,
    )


@app.command()
def changes(
    since: Point,
    changes: Former = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """List what has happened since a moment, and what is made of it in a restored table."""
    with told():
        stack = Deployment(stack_name, endpoint)
        found = _since(stack, _moment(stack, since), changes)
        rows = [_row(each) for each in preview(found)]
    show(rows, _COLUMNS, as_json=as_json, empty="Nothing has happened since.")


@app.command()
def apply(  # noqa: PLR0913 - an option each
    table: RestoredTable,
    since: Point,
    changes: Former = None,
    *,
    hold_all: Annotated[
        bool,
        typer.Option("--hold-all", help="Hold every journey: the functions' logs may lack lines."),
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Apply to a restored table what has happened since. No function may use it meanwhile.

    Persons are erased again, what was ended ends again, and nothing that went on is done twice. It
    may be run again at any time. Exit status 1 where something is left to apply.
    """
    with told():
        stack = Deployment(stack_name, endpoint)
        point = _moment(stack, since)
        restored = Deployment(stack_name, endpoint, table)
        found = _since(stack, point, changes)
        if stack.output("TableName") == table:
            raise CommandError(
                f"nothing was applied: {table} is the table that the stack uses. Apply to it before"
                " the stack does"
            )
        stack.dynamodb().describe_table(TableName=table)  # there is one to apply it to
        if not yes:
            asking.agree(f"Apply {_told(found)} to {table}?", undone="nothing was applied")
        context, on = operating.context(restored), (str(moment(point)), table)
        with (
            shown(as_json=as_json) as rows,
            # In the restored table: the stack's own one may be gone.
            auditing.recorded(stack, Action.TABLE_RESTORE, on=on, table=context.table),
        ):
            _tell_the_trail(context, restored, on)
            for each in _applied(Restored(context, point), found, hold_all=hold_all):
                rows.append(each)
    failed = sum(each["result"] == Result.FAILED for each in rows)
    if failed:
        raise CommandError(f"{failed} of {len(rows)} could not be applied: run the command again")


@contextmanager
def shown(*, as_json: bool) -> Iterator[list[Row]]:
    """Yield a list, and show what it holds at the end, or when something fails.

    What was held and listed by then is not told by the next run.
    """
    rows: list[Row] = []
    empty = "Nothing was applied."
    try:
        yield rows
        empty = "Everything was applied before."
    finally:
        told_of = [each for each in rows if each["result"] != Result.NOTHING]
        show(told_of, _COLUMNS, as_json=as_json, empty=empty)


def _moment(stack: Deployment, since: str) -> int:
    """Return the moment of a restore.

    Raises:
        BadParameter: it is to come. Nothing has happened since, and nothing would be applied.
    """
    point = arguments.seconds(since)
    if point > stack.clock().now():
        raise typer.BadParameter("is to come: give it in UTC", param_hint="--since")
    return point


def _settings(stack: Deployment, point: int, table: str) -> Iterator[Finding]:
    protected = stack.parameters().get("DeletionProtection", "true") == "true"
    key = stack.parameter("KmsKeyArn")
    return settings.checks(stack.dynamodb(), table, point, protected=protected, key=key)


def _counts(stack: Deployment, point: int, group: str | None) -> Iterator[Finding]:
    steps = [*preview(_since(stack, point, group))]
    counted = Counter(each.what for each in steps)
    about = ", ".join(f"{count} {what}" for what, count in sorted(counted.items()))
    do = "`jetbridge restore apply` applies them, and says what is left to you." if steps else ""
    yield Finding(findings.Result.NOTE, "changes", about or "none since", do)


def _tokens(stack: Deployment, point: int) -> Iterator[Finding]:
    chosen = Settings(published.variables(stack.parameters()))
    console = chosen.console_session_minutes * 60
    yield settings.tokens(point, chosen.access_token_lifetime, console, stack.clock().now())


def _since(stack: Deployment, point: int, group: str | None) -> Since:
    group = group or stack.output("ChangesLogGroup")
    return change_list.since(stack.logs(), group, stack.stack_name, point)


def _told(found: Since) -> str:
    parts = (
        (len(found.erased), "erasures"),
        (len(found.changed), "changes"),
        (len(found.hired), "lost journeys"),
        (len(found.moved), "journeys that moved"),
        (len(found.requested), "requests"),
    )
    return ", ".join(f"{count} {what}" for count, what in parts)


def _tell_the_trail(context: Context, restored: Deployment, on: tuple[str, ...]) -> None:
    table = context.table
    written = replace(Trail.of(context), changes=restored.changes())
    actor, handle = f"{OPERATOR}{restored.identity()}", f"restore-{RandomIds().handle()}"
    for tenant in (EVERY_TENANT, *(each.id for each in tenants.listed(table))):
        trail.tell(written, tenant, actor=actor, handle=handle, on=on)


def _applied(restored: Restored, found: Since, *, hold_all: bool) -> Iterable[Row]:
    return map(_row, flow.apply(restored, found, hold_all=hold_all))


def _row(step: Step) -> Row:
    return {
        "result": str(step.result),
        "what": step.what,
        "tenant": step.tenant,
        "about": list(step.about),
        "do": step.do,
    }
