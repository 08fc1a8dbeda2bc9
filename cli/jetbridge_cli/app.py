"""The commands, put together."""

from typing import Annotated

import typer

from jetbridge import __version__
from jetbridge_cli import checkout, keyring
from jetbridge_cli.arguments import Commands
from jetbridge_cli.audit import app as audit
from jetbridge_cli.brand import app as brand
from jetbridge_cli.clients import app as clients
from jetbridge_cli.companies import app as companies
from jetbridge_cli.connections import app as connections
from jetbridge_cli.doctor import doctor
from jetbridge_cli.environment import env
from jetbridge_cli.journeys import app as journeys
from jetbridge_cli.notifications import app as notifications
from jetbridge_cli.onboardbase import app as onboardbase
from jetbridge_cli.output import say
from jetbridge_cli.people import app as people
from jetbridge_cli.policies import app as policies
from jetbridge_cli.restore import app as restore
from jetbridge_cli.retention import app as retention
from jetbridge_cli.secrets import app as secrets
from jetbridge_cli.secrets_testing import ask
from jetbridge_cli.status import status
from jetbridge_cli.tenants import app as tenants
from jetbridge_cli.webhooks import app as webhooks


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer's signature
    if wanted:
        say(f"jetbridge {__version__}")
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


checkout.add(app, "up")
app.command()(env)
app.command()(status)
app.command()(doctor)
checkout.add(app, "demo")
checkout.add(app, "visit")
secrets.command("test")(ask)
for command in (keyring.rotate_keyring, keyring.reseal, keyring.keys, keyring.retire_key):
    secrets.command()(command)
app.add_typer(secrets, name="secrets")
app.add_typer(tenants, name="tenants")
app.add_typer(brand, name="brand")
app.add_typer(clients, name="clients")
app.add_typer(connections, name="connections")
app.add_typer(companies, name="companies")
app.add_typer(notifications, name="notifications")
app.add_typer(notifications, name="events", hidden=True)  # its former name
app.add_typer(onboardbase, name="onboardbase")
app.add_typer(webhooks, name="webhooks")
app.add_typer(policies, name="policy")
app.add_typer(journeys, name="journeys")
app.add_typer(people, name="people")
app.add_typer(retention, name="retention")
app.add_typer(audit, name="audit")
app.add_typer(restore, name="restore")
