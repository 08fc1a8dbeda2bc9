"""The commands, put together."""

from importlib import metadata
from typing import Annotated

import typer

from jetbridge_local.cli.arguments import Commands
from jetbridge_local.cli.clients import app as clients
from jetbridge_local.cli.companies import app as companies
from jetbridge_local.cli.connections import app as connections
from jetbridge_local.cli.demo import demo
from jetbridge_local.cli.environment import env
from jetbridge_local.cli.events import app as events
from jetbridge_local.cli.journeys import app as journeys
from jetbridge_local.cli.onboardbase import app as onboardbase
from jetbridge_local.cli.output import say
from jetbridge_local.cli.people import app as people
from jetbridge_local.cli.policies import app as policies
from jetbridge_local.cli.secrets import app as secrets
from jetbridge_local.cli.secrets_testing import ask
from jetbridge_local.cli.tenants import app as tenants
from jetbridge_local.cli.up import up
from jetbridge_local.cli.webhooks import app as webhooks


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer's signature
    if wanted:
        say(f"jetbridge {metadata.version('jetbridge')}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    # A traceback of ours shows no values: some of them are secrets.
    pretty_exceptions_show_locals=False,
)


@app.callback()
def options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Jetbridge: the local stack, the demo, and an operator's commands."""


app.command()(up)
app.command()(env)
app.command()(demo)
secrets.command("test")(ask)
app.add_typer(secrets, name="secrets")
app.add_typer(tenants, name="tenants")
app.add_typer(clients, name="clients")
app.add_typer(connections, name="connections")
app.add_typer(companies, name="companies")
app.add_typer(events, name="events")
app.add_typer(onboardbase, name="onboardbase")
app.add_typer(webhooks, name="webhooks")
app.add_typer(policies, name="policy")
app.add_typer(journeys, name="journeys")
app.add_typer(people, name="people")
