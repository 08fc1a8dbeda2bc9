"""`jetbridge connections`: what is connected, and how it fares."""

from typing import Annotated, Final

import typer

from jetbridge.store import connections
from jetbridge.store.listing import every
from jetbridge.web import resources
from jetbridge_local.cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
    told,
)
from jetbridge_local.cli.failure import Failed
from jetbridge_local.cli.output import AsJson, show, show_one

app: Final = typer.Typer(no_args_is_help=True, help="Look at tenants' connections.")

_COLUMNS: Final = ("id", "partner", "companyId", "status", "reason")
_PAGE: Final = 100


@app.command("list")
def list_(
    tenant: Annotated[str, typer.Option("--tenant", help="Whose connections.")],
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List a tenant's connections, newest first, as the API shows them."""
    with told():
        at = Deployment(stack_name, endpoint, table).table()
        found = every(lambda page: connections.of_tenant(at, tenant, limit=_PAGE, after=page))
        rows = [*map(resources.connection, found)]
    show(rows, _COLUMNS, as_json=as_json, empty=f"{tenant} has no connections.")


@app.command("show")
def show_connection(
    connection_id: Annotated[str, typer.Argument(metavar="CONNECTION_ID")],
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Show a connection and its history, latest first."""
    with told():
        at = Deployment(stack_name, endpoint, table).table()
        connection = connections.get(at, connection_id)
        if connection is None:
            raise Failed(f"there is no connection {connection_id}")
        history = connections.history(at, connection_id)
    shown = {"tenant": connection.tenant, **resources.connection(connection)}
    show_one({**shown, "history": [*map(resources.change, history)]}, as_json=as_json)
