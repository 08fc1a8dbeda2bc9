"""`jetbridge journeys`: how hires fare, and what an operator decides about them."""

from typing import Annotated, Final

import typer

from jetbridge.flows.journey import listing as journeys_of
from jetbridge.flows.journey import show
from jetbridge.flows.journey.listing import Sought
from jetbridge.flows.tenant import tenants as known
from jetbridge.model.journey import Status
from jetbridge.model.journey_events import Decision
from jetbridge.web import journey_resources, who
from jetbridge_cli import arguments, deciding, journey_view, operating, tenancy
from jetbridge_cli.arguments import filled
from jetbridge_cli.deciding import SeenAttempt, SeenReason, SeenStep, SeenVersion, Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
)
from jetbridge_cli.operating import By
from jetbridge_cli.output import AsJson, Row, console, show_json
from jetbridge_cli.output import show as show_rows
from jetbridge_cli.refusals import listing

app: Final = typer.Typer(no_args_is_help=True, help="List and show hires' journeys, and decide.")

_COLUMNS: Final = ("id", "status", "step", "reason", "tenant")

JourneyId = Annotated[str, typer.Argument(metavar="JOURNEY_ID")]


@app.command("list")
def list_(  # noqa: PLR0913 - an option each
    tenant: Annotated[
        str | None,
        typer.Option("--tenant", callback=filled, help="Whose journeys. Every tenant's if none."),
    ] = None,
    status: Annotated[
        list[Status] | None,
        typer.Option("--status", help="Repeatable. Every status if none."),
    ] = None,
    candidate: Annotated[
        str | None,
        typer.Option(
            "--candidate", callback=filled, help="SmartRecruiters' id of the candidate, whole."
        ),
    ] = None,
    application: Annotated[
        str | None,
        typer.Option(
            "--application", callback=filled, help="SmartRecruiters' id of the application, whole."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Begun at or after: 2026-11-29 or 2026-11-29T08:00:00Z."),
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """List journeys, newest first, as the API shows them."""
    sought = Sought(
        frozenset(status or ()), candidate or "", application or "", arguments.seconds(since)
    )
    with listing():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant) if tenant else operating.context(deployment)
        whose = [tenant] if tenant else [each.id for each in known.listed(context.table)]
        found = journeys_of.of_tenants(context.table, whose, sought)
        rows = [
            {"tenant": each.tenant, **journey_resources.item(policy, each)}
            for policy, each in found
        ]
        shown = rows if as_json else [*map(_line, rows)]
        empty = f"{tenant} has no such journeys." if tenant else "There are no such journeys."
        show_rows(shown, _COLUMNS, as_json=as_json, empty=empty)


@app.command("show")
def show_(
    journey_id: JourneyId,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Show one hire: what happened, what is awaited, what to do."""
    with listing():
        context = operating.context(Deployment(stack_name, endpoint))
        journey = deciding.found(context, journey_id)
        shown = journey_resources.journey(*show.told(context.table, journey), told=who.as_stored)
        if as_json:
            show_json({"tenant": journey.tenant, **shown})
        else:
            journey_view.show(console, shown)


@app.command()
def approve(  # noqa: PLR0913, PLR0917 - an option each
    journey_id: JourneyId,
    by: By = "",
    version: SeenVersion = None,
    step: SeenStep = "",
    attempt: SeenAttempt = None,
    reason: SeenReason = None,
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Approve a step that waits for a decision: it counts as done."""
    seen = deciding.seen(version, step, attempt, reason, yes=yes)
    deciding.decide(Deployment(stack_name, endpoint), journey_id, Decision.APPROVE, seen, by)


@app.command()
def retry(  # noqa: PLR0913, PLR0917 - an option each
    journey_id: JourneyId,
    by: By = "",
    version: SeenVersion = None,
    step: SeenStep = "",
    attempt: SeenAttempt = None,
    reason: SeenReason = None,
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Retry a step now. A verification messages the person once more."""
    seen = deciding.seen(version, step, attempt, reason, yes=yes)
    deciding.decide(Deployment(stack_name, endpoint), journey_id, Decision.RETRY, seen, by)


@app.command("new-link")
def new_link(  # noqa: PLR0913, PLR0917 - an option each
    journey_id: JourneyId,
    by: By = "",
    version: SeenVersion = None,
    step: SeenStep = "",
    attempt: SeenAttempt = None,
    reason: SeenReason = None,
    *,
    close_old: Annotated[
        bool,
        typer.Option(
            "--close-old", help="Close the earlier links, where one has reached the wrong person."
        ),
    ] = False,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Issue a new link for the present step, on the bus and to the tenant. Sends no message."""
    seen = deciding.seen(version, step, attempt, reason, yes=yes)
    decision = Decision.REPLACE_LINK if close_old else Decision.NEW_LINK
    deciding.decide(Deployment(stack_name, endpoint), journey_id, decision, seen, by)


@app.command()
def cancel(  # noqa: PLR0913, PLR0917 - an option each
    journey_id: JourneyId,
    by: By = "",
    version: SeenVersion = None,
    step: SeenStep = "",
    attempt: SeenAttempt = None,
    reason: SeenReason = None,
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """End a journey. What it began is cancelled, the workflow of a completed one, too."""
    seen = deciding.seen(version, step, attempt, reason, yes=yes)
    deciding.decide(Deployment(stack_name, endpoint), journey_id, Decision.CANCEL, seen, by)


def _line(row: Row) -> Row:
    """Return a row for the eye: of the step its name."""
    step = row["step"]
    return {**row, "step": step["name"] if isinstance(step, dict) else None}
