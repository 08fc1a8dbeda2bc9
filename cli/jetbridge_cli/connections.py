"""`jetbridge connections`: what is connected, and how it fares."""

from typing import Annotated, Final

import typer

from jetbridge.flows.connection import disconnect
from jetbridge.model.audit import Action
from jetbridge.partners.smartrecruiters import companies
from jetbridge.partners.smartrecruiters.companies import CompanyActionRefusedError
from jetbridge.store import company_attempts, connections
from jetbridge.store.listing import every
from jetbridge.store.table import WriteConflictError
from jetbridge.web import resources, who
from jetbridge_cli import asking, auditing, connect_links, operating, tenancy
from jetbridge_cli.arguments import filled
from jetbridge_cli.asking import Yes
from jetbridge_cli.companies import attempt_rows, moved
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.operating import By
from jetbridge_cli.output import AsJson, say, show, show_one
from jetbridge_cli.refusals import listing, told

app: Final = typer.Typer(
    no_args_is_help=True, help="List and show tenants' connections, end them, release companies."
)
connect_links.add_to(app)

_COLUMNS: Final = ("id", "partner", "companyId", "status", "reason")
_ATTEMPTS: Final = ("company", "at", "tenant", "by", "why")
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
    with listing():
        deployment = Deployment(stack_name, endpoint, table)
        at, now = tenancy.table(deployment, tenant), deployment.clock().now()
        found = every(lambda page: connections.of_tenant(at, tenant, limit=_PAGE, after=page))
        rows = [resources.connection(each, now) for each in found]
        waits = any(row["retryAt"] for row in rows)
        show(
            rows,
            (*_COLUMNS, "retryAt") if waits else _COLUMNS,
            as_json=as_json,
            empty=f"{tenant} has no connections.",
        )


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
    with listing():
        deployment = Deployment(stack_name, endpoint, table)
        at, now = deployment.table(), deployment.clock().now()
        connection = connections.get(at, connection_id)
        if connection is None:
            raise CommandError(f"there is no connection {connection_id}")
        history = connections.history(at, connection_id)
        lines = [resources.change(each, who.as_stored) for each in history]
        shown = {"tenant": connection.tenant, **resources.connection(connection, now)}
        show_one({**shown, "history": lines}, as_json=as_json)


@app.command("disconnect")
def disconnect_connection(
    connection_id: Annotated[str, typer.Argument(metavar="CONNECTION_ID")],
    by: By = "",
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """End a connection, as its tenant may by the API. A company stays its tenant's."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        connection = connections.get(context.table, connection_id)
        if connection is None:
            raise CommandError(f"there is no connection {connection_id}")
        if not yes:
            asking.agree(
                f"End {connection_id} of {connection.tenant}, which is {connection.status}?"
            )
        try:
            with auditing.recorded(
                deployment,
                Action.CONNECTION_DISCONNECT,
                tenant=connection.tenant,
                on=[connection_id],
            ):
                disconnect.end(context, connection_id, by=operating.marked(by))
        except WriteConflictError:
            raise CommandError("it changed during every attempt: run the command again") from None
    say(f"{connection_id} is disconnected.")


@app.command()
def release(  # noqa: PLR0913 - an option each
    name: Annotated[str, typer.Argument(metavar="COMPANY_OR_CONNECTION_ID")],
    by: By = "",
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Release a SmartRecruiters company, so that another tenant may connect it.

    Its connection has to be disconnected before. Who released it, and when, is kept.
    """
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        try:
            company = companies.owned(context.table, name)
            if not yes:
                asking.agree(f"Release {company.company_id} from {company.tenant}?")
            with auditing.recorded(
                deployment,
                Action.COMPANY_RELEASE,
                tenant=company.tenant,
                on=[company.company_id],
            ):
                after = companies.release(context, name, by=operating.marked(by))
        except CompanyActionRefusedError as why:
            raise CommandError(f"nothing was changed: {why}") from None
    moved(after, as_json=as_json)


@app.command()
def attempts(
    company: Annotated[
        str | None, typer.Option("--company", callback=filled, help="Of this company only.")
    ] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List refused attempts to connect companies, of 90 days, latest first."""
    with listing():
        at = Deployment(stack_name, endpoint, table).table()
        found = (
            [company_attempts.get(at, company)]
            if company
            else every(lambda page: company_attempts.listing(at, limit=_PAGE, after=page))
        )
        rows = [row for each in found for row in attempt_rows(each)]
        show(rows, _ATTEMPTS, as_json=as_json, empty="No attempt was refused.")
