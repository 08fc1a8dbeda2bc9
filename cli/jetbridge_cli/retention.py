"""`jetbridge retention`: how long each kind of item is kept, and its removal from now on."""

from typing import Annotated, Final

import typer

from jetbridge.flows.retention import apply as flow
from jetbridge.flows.retention.due import periods
from jetbridge.flows.tenant import tenants
from jetbridge.model.audit import Action
from jetbridge.store import retention
from jetbridge_cli import asking, auditing, operating, tenancy
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import DEFAULT_STACK, Deployment, Endpoint, StackName
from jetbridge_cli.output import AsJson, Row, show
from jetbridge_cli.refusals import listing

app: Final = typer.Typer(
    no_args_is_help=True, help="Show how long things are kept, and apply it to what is stored."
)

_KINDS: Final = ("item", "kept", "removed_by", "parameter")
_APPLIED: Final = (
    "tenant",
    "journeys",
    "onboardings",
    "connections",
    "policies",
    "clients",
    "company_lines",
)

OneTenant = Annotated[str, typer.Option("--tenant", help="Whose things; of every tenant if not.")]


@app.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List the kinds of items, how long each is kept by default, and what removes it."""
    rows: list[Row] = [
        {"item": name, "kept": each.kept, "removed_by": str(each.by), "parameter": each.parameter}
        for name, each in retention.KINDS.items()
    ]
    show(rows, _KINDS, as_json=as_json, empty="")


@app.command()
def apply(
    tenant: OneTenant = "",
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Have what has ended looked at now: after an upgrade from 0.1.0, or for a shorter period.

    What was kept long enough is removed by the schedule, within a quarter of an hour or so. The
    rest is looked at again when its time is over.
    """
    with listing():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        days = periods(context.settings)
        asking.agree_at_terminal(
            f"Remove what has ended and was kept longer: journeys and onboardings {days.onboarding}"
            f" days, fields of persons {days.person}, connections {days.connection}?",
            yes=yes,
        )
        if tenant:
            tenancy.context(deployment, tenant)
        named = [tenant] if tenant else [each.id for each in tenants.listed(context.table)]
        rows: list[Row] = []
        for each in named:
            with auditing.recorded(deployment, Action.RETENTION_APPLY, tenant=each):
                rows.append({"tenant": each, **flow.apply(context, each)})
        show(rows, _APPLIED, as_json=as_json, empty="There are no tenants.")
