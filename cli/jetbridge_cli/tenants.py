"""`jetbridge tenants`: which tenants there are, what each has, and the end of one."""

from collections import Counter
from typing import Annotated, Final

import typer

from jetbridge.flows.tenant import offboarding
from jetbridge.flows.tenant import tenants as flow
from jetbridge.flows.tenant.offboarding import OffboardingUnfinishedError
from jetbridge.flows.tenant.tenants import Holdings, TenantOffboardedError
from jetbridge.model import text
from jetbridge.model.audit import Action
from jetbridge.model.tenant import MAX_NAME_LENGTH, Status, Tenant, fault, is_tenant
from jetbridge.oauth.clients import ClientStatus
from jetbridge.partners.smartrecruiters.companies import CompanyActionRefusedError
from jetbridge.store import endpoints, policies
from jetbridge.store.listing import noted
from jetbridge.store.table import Table
from jetbridge_cli import asking, auditing, offboarding_words, operating, tenancy
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
from jetbridge_cli.output import AsJson, Row, moment, say, show, show_json, show_one
from jetbridge_cli.refusals import listing, told, told_of

app: Final = typer.Typer(
    no_args_is_help=True, help="Add tenants, see what each has, end everything of one."
)

_COLUMNS: Final = ("tenant", "status", "added_at", "name")

TenantId = Annotated[str, typer.Argument(metavar="TENANT")]


@app.command()
def add(  # noqa: PLR0913 - an option each
    tenant: TenantId,
    name: Annotated[str, typer.Option("--name", help="What people call it: on pages, too.")] = "",
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """Add a tenant, or rename one. Asks before it adds an offboarded tenant again."""
    if why := text.name_fault(name, MAX_NAME_LENGTH):
        raise typer.BadParameter(why, param_hint="--name")
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = operating.context(deployment)
        known = flow.find(context.table, tenant)
        if known is None and not is_tenant(tenant):
            raise typer.BadParameter(fault(tenant), param_hint="TENANT")
        if known and known.status is Status.OFFBOARDED and not yes:
            asking.agree(f"{tenant} was offboarded {moment(known.ended_at)}. Take it on again?")
        try:
            with auditing.recorded(deployment, Action.TENANT_ADD, tenant=tenant):
                if known and known.status is Status.OFFBOARDED:
                    flow.reopen(context.table, tenant)
                added = flow.add(context, tenant, name)
        except TenantOffboardedError:
            raise CommandError(
                f"nothing was done: {tenant} is being offboarded. Finish it first: `jetbridge"
                f" tenants offboard {tenant}`"
            ) from None
    show_one(_row(added), as_json=as_json)


@app.command("list")
def list_(
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List the tenants, by id. One of an earlier release is listed a day after the upgrade."""
    with listing():
        rows = [*map(_row, flow.listed(Deployment(stack_name, endpoint, table).table()))]
        show(rows, _COLUMNS, as_json=as_json, empty="There are no tenants.")


@app.command("show")
def show_(
    tenant: TenantId,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Show a tenant and what it has."""
    with listing():
        at = Deployment(stack_name, endpoint, table).table()
        shown = {**_row(tenancy.require(at, tenant)), **_has(at, tenant)}
        if broken := noted():
            shown["unreadable"] = [told_of(each) for each in broken]
        if as_json:
            show_json(shown)
        else:
            show_one(offboarding_words.as_lines(shown), as_json=False)


@app.command()
def offboard(  # noqa: PLR0913 - an option each
    tenant: TenantId,
    by: By = "",
    *,
    yes: Yes = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="End connections and endpoint although a journey, or a delivery, has not ended.",
        ),
    ] = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
) -> None:
    """End everything of a tenant, and list what is left. Asks first.

    May be run again at any time: it does what is still to be done.
    """
    with told():
        deployment = Deployment(stack_name, endpoint)
        context = tenancy.context(deployment, tenant)
        if not as_json:
            show_one(offboarding_words.as_lines(_has(context.table, tenant)), as_json=False)
            say(offboarding_words.CONSEQUENCE)
        if not yes:
            asking.agree(f"Offboard {tenant}?")
        try:
            with auditing.recorded(deployment, Action.TENANT_OFFBOARD, tenant=tenant):
                for done in offboarding.offboard(
                    context, tenant, by=by or operating.operator(), force=force
                ):
                    if not as_json:
                        offboarding_words.tell(done)
        except OffboardingUnfinishedError as goes_on:
            raise CommandError(offboarding_words.unfinished(tenant, goes_on)) from None
        except CompanyActionRefusedError as why:
            raise CommandError(f"{tenant} is not offboarded yet: {why}. Run it again") from None
        known = tenancy.require(context.table, tenant)
        offboarding_words.tell_left(context.table, known, as_json=as_json)


def _row(tenant: Tenant) -> Row:
    return {
        "tenant": tenant.id,
        "name": tenant.name or None,
        "status": str(tenant.status),
        "added_at": moment(tenant.added_at),
        "offboarded_at": moment(tenant.ended_at),
    }


def _has(table: Table, tenant: str) -> Row:
    """Return what a tenant has, for programs."""
    held = Holdings(table, tenant)
    told_at, policy = endpoints.every(table, tenant), policies.latest(table, tenant)
    return {
        "connections": [
            {"id": each.id, "partner": each.partner, "status": str(each.status)}
            for each in held.connections
        ],
        "clients": [
            {"client_id": each.client_id, "kind": str(each.kind), "name": each.name}
            for each in held.clients
            if each.status is ClientStatus.ACTIVE
        ],
        "companies": [each.company_id for each in held.companies],
        "journeys": dict(Counter(str(each.status) for each in held.journeys)),
        "onboardings": dict(Counter(str(each.status) for each in held.onboardings)),
        "endpoint": next((each.url for each in told_at if not each.further), None),
        "endpoints": {each.id: each.url for each in told_at},
        "policy": policy.in_force or None,
    }
