"""`jetbridge companies`: which SmartRecruiters company belongs to which tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer

from jetbridge.model.audit import Action
from jetbridge.model.company import Attempts, Company
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.partners.smartrecruiters.companies import CompanyActionRefusedError
from jetbridge.store import companies
from jetbridge.store.listing import every
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
from jetbridge_cli.output import AsJson, Row, moment, show, show_one
from jetbridge_cli.refusals import listing, told

app: Final = typer.Typer(
    no_args_is_help=True, help="List companies for tenants, and see whose they are."
)

_COLUMNS: Final = ("company", "owned", "listed", "since")
_ADOPTED: Final = ("connection", "company", "tenant")
_PAGE: Final = 100

Tenant = Annotated[str, typer.Option("--tenant", help="Whose companies.")]
CompanyId = Annotated[str, typer.Argument(metavar="COMPANY_ID")]


@app.command()
def allow(  # noqa: PLR0913 - an option each
    company_id: CompanyId,
    tenant: Tenant,
    by: By = "",
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Reserve a company for a tenant: no other tenant can connect it from now on."""
    with told(), _explained():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant, active=True)
        with auditing.recorded(deployment, Action.COMPANY_ALLOW, tenant=tenant, on=[company_id]):
            after = smartrecruiters_companies.allow(
                context, tenant, company_id, by=by or operating.operator()
            )
    moved(after, as_json=as_json)


@app.command()
def revoke(  # noqa: PLR0913 - an option each
    company_id: CompanyId,
    tenant: Tenant,
    by: By = "",
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Remove a company from a tenant's list. One that it has connected stays its own."""
    with told(), _explained():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant)
        asking.agree_at_terminal(f"Take {company_id} off the list of {tenant}?", yes=yes)
        with auditing.recorded(deployment, Action.COMPANY_REVOKE, tenant=tenant, on=[company_id]):
            after = smartrecruiters_companies.revoke(
                context, tenant, company_id, by=by or operating.operator()
            )
    moved(after, as_json=as_json)


@app.command("list")
def list_(
    tenant: Tenant,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List the companies that belong to a tenant, or are listed for it."""
    with listing():
        at = tenancy.table(Deployment(stack_name, endpoint, table), tenant)
        found = every(lambda page: companies.of_tenant(at, tenant, limit=_PAGE, after=page))
        rows = [*map(_row, found)]
        show(rows, _COLUMNS, as_json=as_json, empty=f"{tenant} has no companies.")


@app.command("show")
def show_company(
    name: Annotated[str, typer.Argument(metavar="COMPANY_OR_CONNECTION_ID")],
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Show whose a company is, its connections, its history and refused attempts."""
    with told():
        table = operating.context(Deployment(stack_name, endpoint)).table
        try:
            found = smartrecruiters_companies.find(table, name)
        except CompanyActionRefusedError as why:
            raise CommandError(str(why)) from None
    shown = {
        **_row(found.company),
        "connections": [
            {"tenant": each.tenant, "id": each.id, "status": str(each.status)}
            for each in found.connections
        ],
        "history": [
            {
                "at": moment(line.at),
                "act": str(line.act),
                "tenant": line.tenant,
                "by": line.by,
                "connection": line.connection_id,
            }
            for line in found.history
        ],
        "refused": found.attempts.count,
        "latest_refused": [*attempt_rows(found.attempts)],
    }
    show_one(shown, as_json=as_json)


@app.command()
def adopt(
    tenant: Tenant,
    by: By = "",
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """After an upgrade: make the companies that a tenant has connected before its own.

    The daily check does so for connections that work; those that ended before need this.
    """
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant)
        with auditing.recorded(deployment, Action.COMPANY_ADOPT, tenant=tenant) as made:
            found = smartrecruiters_companies.adopt(context, tenant, by=by or operating.operator())
            made += [company.company_id for _, company in found]
    rows = [
        {"connection": each.id, "company": each.account, "tenant": company.tenant}
        for each, company in found
    ]
    show(rows, _ADOPTED, as_json=as_json, empty=f"{tenant} has connected no company.")


def moved(company: Company, *, as_json: bool) -> None:
    """Show whose a company is now."""
    show_one(_row(company), as_json=as_json)


def attempt_rows(found: Attempts) -> Iterator[Row]:
    """Yield a row for each refused attempt that is kept."""
    for each in found.latest:
        yield {
            "company": found.company_id,
            "at": moment(each.at),
            "tenant": each.tenant,
            "by": each.by,
            "why": str(each.why),
        }


def _row(company: Company) -> Row:
    return {
        "company": company.company_id,
        "tenant": company.tenant or None,
        "owned": company.owned,
        "listed": company.listed,
        "since": moment(company.since) if company.tenant else None,
    }


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what stood in the way into a message.

    Raises:
        CommandError: nothing was changed.
    """
    try:
        yield
    except CompanyActionRefusedError as why:
        raise CommandError(f"nothing was changed: {why}") from None
