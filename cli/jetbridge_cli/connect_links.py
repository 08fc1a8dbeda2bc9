"""`jetbridge connections link` and its relatives: links that connect accounts."""

from typing import Annotated, Final

import typer

from jetbridge.flows.connection import connect_links as flow
from jetbridge.model.audit import Action
from jetbridge.model.connect_link import DEFAULT_MINUTES, MAX_MINUTES, Order
from jetbridge.model.errors import ApiProblem
from jetbridge.store import connect_links
from jetbridge.store.listing import every
from jetbridge.web import connect_link_resources as resources
from jetbridge.web import who
from jetbridge_cli import asking, auditing, operating, tenancy
from jetbridge_cli.asking import Yes
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

_COLUMNS: Final = ("id", "partner", "status", "connectionId", "expiresAt")
_PAGE: Final = 100
_DAY: Final = 1_440


def link(  # noqa: PLR0913 - an option each
    tenant: Annotated[str, typer.Option("--tenant", help="Whose account is to be connected.")],
    partner: Annotated[
        str, typer.Option("--partner", help=f"One of: {' '.join(flow.partners())}.")
    ],
    *,
    connection: Annotated[
        str, typer.Option("--connection", help="The connection to connect again. It keeps its id.")
    ] = "",
    return_url: Annotated[
        str, typer.Option("--return-url", help="Where the browser goes once it is connected.")
    ] = "",
    days: Annotated[
        int, typer.Option("--days", min=1, max=MAX_MINUTES // _DAY, help="How long it is good.")
    ] = DEFAULT_MINUTES // _DAY,
    by: By = "",
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Make a link by which a tenant's administrator connects an account. It is shown this once."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant, active=True)
        order = Order(partner, days * _DAY, connection, return_url)
        asks, origin = by or operating.operator(), deployment.output("ApiUrl")
        with auditing.recorded(deployment, Action.CONNECT_LINK_CREATE, tenant=tenant) as on:
            try:
                made, url = flow.create(context, tenant, order, by=asks, base_url=origin)
            except ApiProblem as refused:
                raise CommandError(_rules(refused)) from None
            on.append(made.id)
        shown = resources.created(made, url, context.clock.now(), who.as_stored)
    show_one({**shown}, as_json=as_json)


def links(
    tenant: Annotated[str, typer.Option("--tenant", help="Whose links.")],
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List a tenant's links that connect accounts, newest first, without their addresses."""
    with listing():
        deployment = Deployment(stack_name, endpoint, table)
        at, now = tenancy.table(deployment, tenant), deployment.clock().now()
        found = every(lambda page: connect_links.of_tenant(at, tenant, limit=_PAGE, after=page))
        rows = [{**resources.link(each, now, who.as_stored)} for each in found]
        show(rows, _COLUMNS, as_json=as_json, empty=f"{tenant} has no links.")


def revoke_link(
    link_id: Annotated[str, typer.Argument(metavar="LINK_ID")],
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Revoke a link that connects an account. One that was used stays as it is."""
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        found = connect_links.get(context.table, link_id)
        if found is None:
            raise CommandError(f"there is no link {link_id}")
        asking.agree_at_terminal(f"Revoke {link_id} of {found.tenant} for good?", yes=yes)
        with auditing.recorded(
            deployment, Action.CONNECT_LINK_REVOKE, tenant=found.tenant, on=[link_id]
        ):
            flow.revoke(context, found.tenant, link_id)
    say(f"{link_id} opens no more.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to a group."""
    app.command("link")(link)
    app.command("links")(links)
    app.command("revoke-link")(revoke_link)


def _rules(refused: ApiProblem) -> str:
    """Return what is wrong with what was asked, by the options' names."""
    if not refused.errors:
        return f"nothing was made: {refused.title[0].lower()}{refused.title[1:]}"
    names = {"/partner": "--partner", "/connectionId": "--connection", "/returnUrl": "--return-url"}
    broken = (f"{names[each.pointer]}: {each.detail}" for each in refused.errors)
    return f"nothing was made: {' '.join(broken)}"
