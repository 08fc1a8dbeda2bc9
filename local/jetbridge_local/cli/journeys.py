"""`jetbridge journeys`: how hires fare, and what an operator decides about them."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import show
from jetbridge.model.journey import Status
from jetbridge.model.journey_news import Decision
from jetbridge.store.listing import every
from jetbridge.web import journey_resources
from jetbridge_local import story
from jetbridge_local.cli import deciding, operating
from jetbridge_local.cli.deciding import SeenAttempt, SeenReason, SeenStep, SeenVersion, Yes
from jetbridge_local.cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    told,
)
from jetbridge_local.cli.operating import By
from jetbridge_local.cli.output import AsJson, Row, console, show_json
from jetbridge_local.cli.output import show as show_rows

app: Final = typer.Typer(no_args_is_help=True, help="Look at hires' journeys, and decide.")

_COLUMNS: Final = ("id", "status", "step", "reason")
_PAGE: Final = 100

JourneyId = Annotated[str, typer.Argument(metavar="JOURNEY_ID")]


@app.command("list")
def list_(
    tenant: Annotated[str, typer.Option("--tenant", help="Whose journeys.")],
    status: Annotated[
        list[Status] | None,
        typer.Option("--status", help="Repeatable. Every status if none."),
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """List a tenant's journeys, newest first, as the API shows them."""
    with told():
        bridge = operating.bridge(Deployment(stack_name, endpoint))
        rows = [row for row in _rows(bridge, tenant) if not status or row["status"] in status]
    shown = rows if as_json else [*map(_line, rows)]
    show_rows(shown, _COLUMNS, as_json=as_json, empty=f"{tenant} has no such journeys.")


@app.command("show")
def show_(
    journey_id: JourneyId,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Tell the story of one hire: what happened, what is awaited, what to do."""
    with told():
        bridge = operating.bridge(Deployment(stack_name, endpoint))
        journey = deciding.found(bridge, journey_id)
        shown = journey_resources.journey(*show.told(bridge, journey))
    if as_json:
        show_json({"tenant": journey.tenant, **shown})
    else:
        story.tell(console, shown)


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
    """Let a step that waits for a decision count as done."""
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
    """Have a step tried again, or at once. A verification messages the person once more."""
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
        typer.Option("--close-old", help="Close the earlier links, of which one went astray."),
    ] = False,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Issue a new link for the present step, on the bus and to the tenant. Messages nobody."""
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


def _rows(bridge: Bridge, tenant: str) -> Iterator[Row]:
    for each in every(lambda at: show.page(bridge, tenant, limit=_PAGE, after=at)):
        yield journey_resources.item(*each)
