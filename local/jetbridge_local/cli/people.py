"""`jetbridge people`: what is stored of one person, and its erasure."""

from dataclasses import asdict
from typing import Annotated, Final

import typer

from jetbridge.flows.journey import erase as erasing
from jetbridge.flows.journey.erase import StillUnderWay
from jetbridge.model.errors import ApiProblem
from jetbridge.store.table import ConditionFailed
from jetbridge_local.cli import operating
from jetbridge_local.cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    told,
)
from jetbridge_local.cli.failure import Failed
from jetbridge_local.cli.operating import By
from jetbridge_local.cli.output import AsJson, console, show_one

app: Final = typer.Typer(no_args_is_help=True, help="Erase what is stored of a person.")


@app.callback()
def people() -> None:
    """Keep `erase` a command of its own, though it is the only one."""


@app.command()
def erase(  # noqa: PLR0913 - an option each
    tenant: Annotated[str, typer.Option("--tenant", help="Whose candidate or onboarding it is.")],
    candidate: Annotated[
        str, typer.Option("--candidate", help="SmartRecruiters' id of the person.")
    ] = "",
    onboarding: Annotated[
        str,
        typer.Option("--onboarding", help="An onboarding of theirs, where there is no such id."),
    ] = "",
    by: By = "",
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Wipe one person's data for good; what remains is that something happened, and when.

    Reads all of the tenant's journeys and onboardings, and all notifications of 90 days. The
    partners keep what they have.
    """
    if bool(candidate) == bool(onboarding):
        raise typer.BadParameter("give one of the two", param_hint="--candidate / --onboarding")
    with told():
        bridge = operating.bridge(Deployment(stack_name, endpoint))
        try:
            found = erasing.find(bridge, tenant, candidate_id=candidate, onboarding_id=onboarding)
            for journey in found.journeys if not as_json else ():
                console.print(f"{journey.id}  {journey.status}", soft_wrap=True)
            if not yes:
                question = (
                    f"Erase the person of {len(found.journeys)} journeys, {len(found.onboardings)}"
                    f" onboardings and {len(found.notifications)} notifications for good?"
                )
                typer.confirm(question, abort=True)
            report = erasing.erase(bridge, found, by=by or operating.operator())
        except StillUnderWay as why:
            raise Failed(f"nothing was erased: {why}") from None
        except ApiProblem as problem:
            raise Failed(f"{problem.title.lower()}: {onboarding}") from None
        except ConditionFailed:
            raise Failed("something of it was being written: run the command again") from None
    show_one(asdict(report), as_json=as_json)
