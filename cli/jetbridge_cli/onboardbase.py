"""`jetbridge onboardbase`: a deployer's own configuration, kept at Onboardbase."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Final

import typer

from jetbridge.partners.onboardbase import pull
from jetbridge.partners.onboardbase.pull import NothingPulledError
from jetbridge.partners.onboardbase.secrets import PulledSecret
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import SecretUnavailableError
from jetbridge_cli import tenancy
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, Row, show
from jetbridge_cli.refusals import told

app: Final = typer.Typer(no_args_is_help=True, help="Read what a tenant keeps at Onboardbase.")

Tenant = Annotated[str, typer.Option("--tenant", help="Whose connection to read through.")]


@app.command()
def projects(
    tenant: Tenant,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """List the projects that the connection's key sees."""
    with told(), _explained():
        context = tenancy.context(Deployment(stack_name, endpoint), tenant)
        titles = pull.projects(context, tenant)
    rows: list[Row] = [{"project": title} for title in titles]
    show(rows, ("project",), as_json=as_json, empty="The key sees no projects.")


@app.command("pull")
def pull_(  # noqa: PLR0913 - an option each
    tenant: Tenant,
    project: Annotated[str, typer.Option("--project", help="The project's title.")],
    environment: Annotated[str, typer.Option("--environment", help="The environment's title.")],
    *,
    values: Annotated[
        bool,
        typer.Option("--values", help="Print JSON with the values, too: secrets in the clear."),
    ] = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Read the secrets of a project: their names, and their values only where asked for."""
    with told(), _explained():
        context = tenancy.context(Deployment(stack_name, endpoint), tenant)
        found = pull.secrets(context, tenant, project=project, environment=environment)
    rows = _rows(found, values=values)
    show(rows, ("name",), as_json=as_json or values, empty="There are no secrets.")


def _rows(found: Sequence[PulledSecret], *, values: bool) -> list[Row]:
    return [
        {"name": secret.name, **({"value": secret.value.reveal()} if values else {})}
        for secret in found
    ]


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what stood in the way into a message.

    Raises:
        CommandError: nothing was read.
    """
    try:
        yield
    except (NothingPulledError, SecretUnavailableError, UnsealableError) as obstacle:
        raise CommandError(str(obstacle)) from None
