"""`jetbridge clients`: the OAuth clients of a tenant's own backend."""

from itertools import batched
from typing import Annotated, Final

import typer

from jetbridge.flows.self_service import clients as self_service
from jetbridge.flows.tenant import tenants as flow
from jetbridge.model.audit import Action
from jetbridge.model.partner import Capability
from jetbridge.model.scopes import BY_DEFAULT, EVERY_TENANT, HELD_BY, ClientKind, Scope
from jetbridge.model.tenant import fault, is_tenant
from jetbridge.oauth import clients
from jetbridge.oauth.clients import Client, TwoLiveSecretsError
from jetbridge.runtime.ids import RandomIds
from jetbridge.store import tenants
from jetbridge.store.listing import every
from jetbridge.store.table import ConditionFailedError, Table
from jetbridge_cli import arguments, asking, auditing, tenancy
from jetbridge_cli.asking import Yes
from jetbridge_cli.deployment import (
    DEFAULT_STACK,
    Deployment,
    Endpoint,
    StackName,
    TableName,
)
from jetbridge_cli.failure import CommandError
from jetbridge_cli.output import AsJson, Row, moment, say, show, show_one
from jetbridge_cli.refusals import listing, told

app: Final = typer.Typer(no_args_is_help=True, help="Issue credentials to a tenant's backend.")

_API_SCOPES: Final = tuple(sorted(HELD_BY[ClientKind.API]))
_DEFAULT: Final = tuple(sorted(BY_DEFAULT))
_DAY: Final = 86_400
_COLUMNS: Final = (
    "client_id",
    "kind",
    "status",
    "secrets",
    "created_at",
    "last_used_at",
    "name",
)
_PAGE: Final = 100


_NOTIFIER: Final = arguments.partner(
    Capability.NOTIFIES,
    Capability.CONNECTS,
    help_text="The partner that is to notify us with this client.",
)
"""A partner that notifies with a client of its own, not with a connection's."""

Tenant = Annotated[str, typer.Option("--tenant", help="Whose client: the tenant's identifier.")]
ClientId = Annotated[str, typer.Argument(metavar="CLIENT_ID")]


@app.command()
def create(  # noqa: PLR0913 - an option each
    tenant: Annotated[
        str | None,
        typer.Option(
            "--tenant", help="Whose client. May be left out with --partner: any tenant's."
        ),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="What people call the client.")] = "",
    scopes: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help=f"Repeatable, of: {' '.join(_API_SCOPES)}. If none: {' '.join(_DEFAULT)}.",
        ),
    ] = None,
    partner: Annotated[str | None, _NOTIFIER] = None,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Create an API client, or a partner's. Its secret is shown this once."""
    if partner and scopes:
        raise typer.BadParameter("a partner's client has one scope", param_hint="--scope")
    if not partner and tenant is None:
        raise typer.BadParameter("an API client is a tenant's", param_hint="--tenant")
    unknown = [scope for scope in scopes or [] if scope not in _API_SCOPES]
    if unknown:
        raise typer.BadParameter(
            f"{' '.join(unknown)} is not among {' '.join(_API_SCOPES)}", param_hint="--scope"
        )
    deployment = Deployment(stack_name, endpoint, table)
    with told():
        at = deployment.table()
        events = {} if tenant is None else _events(at, tenant)
        client, secret = clients.new_client(
            RandomIds(),
            deployment.clock(),
            kind=ClientKind.PARTNER if partner else ClientKind.API,
            tenant=EVERY_TENANT if tenant is None else tenant,
            name=name or partner or "",
            scopes=(Scope.NOTIFICATIONS_WRITE,) if partner else scopes or _DEFAULT,
            partner=partner or "",
        )
        try:
            opened = () if tenant is None else (tenants.opened(tenant),)
            with auditing.recorded(
                deployment, Action.CLIENT_CREATE, tenant=client.tenant, on=[client.client_id]
            ):
                at.write(clients.put(client), *opened)
        except ConditionFailedError:
            raise tenancy.closed(client.tenant) from None
    show_one(
        {
            "client_id": client.client_id,
            "client_secret": secret.reveal(),
            "tenant": client.tenant,
            "scopes": list(client.scopes),
            **events,
        },
        as_json=as_json,
    )


@app.command("list")
def list_(
    tenant: Tenant,
    *,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """List a tenant's clients, newest first, revoked ones included."""
    deployment = Deployment(stack_name, endpoint, table)
    with listing():
        rows = _rows(tenancy.table(deployment, tenant), tenant, deployment.clock().now())
        show(rows, _COLUMNS, as_json=as_json, empty=f"{tenant} has no clients.")


@app.command()
def rotate(  # noqa: PLR0913 - an option each
    client_id: ClientId,
    overlap: Annotated[
        int,
        typer.Option(min=0, help="Seconds that the present secret stays valid. 0: it ends now."),
    ] = _DAY,
    *,
    yes: Yes = False,
    as_json: AsJson = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Give a client a new secret, shown this once. The present one stays valid for a while."""
    deployment = Deployment(stack_name, endpoint, table)
    with told():
        at, clock = deployment.table(), deployment.clock()
        client = _find(at, client_id)
        _agree_to_rotate(client, ending_at=clock.now() + overlap, yes=yes)
        try:
            with auditing.recorded(
                deployment, Action.CLIENT_ROTATE, tenant=client.tenant, on=[client_id]
            ):
                after, secret, write = clients.rotate(client, RandomIds(), clock, overlap=overlap)
                at.write(write)
        except TwoLiveSecretsError as error:
            end = moment(error.until) or "it is rotated with --overlap 0"
            raise CommandError(f"{client_id} has two live secrets until {end}") from None
        except ConditionFailedError:
            raise CommandError(f"{client_id} is revoked, or was rotated meanwhile") from None
    rotated = {
        "client_id": client_id,
        "client_secret": secret.reveal(),
        "older_until": moment(clients.older_until(after)),
    }
    show_one(rotated, as_json=as_json)


@app.command()
def revoke(
    client_id: ClientId,
    *,
    yes: Yes = False,
    stack_name: StackName = DEFAULT_STACK,
    endpoint: Endpoint = None,
    table: TableName = None,
) -> None:
    """Revoke a client, its secrets and its access tokens, at once and permanently."""
    with told():
        deployment = Deployment(stack_name, endpoint, table)
        at = deployment.table()
        client = _find(at, client_id)
        asking.agree_at_terminal(
            f"Revoke {_named(client)} for good, with its secrets and access tokens?", yes=yes
        )
        with auditing.recorded(
            deployment, Action.CLIENT_REVOKE, tenant=client.tenant, on=[client_id]
        ):
            at.write(clients.revoke(client.client_id, deployment.clock().now()))
    say(f"{client_id} is revoked.")


def _events(table: Table, tenant: str) -> Row:
    """Return what to say of a tenant that this client makes known; nothing of one that is.

    Raises:
        BadParameter: it is none, and nothing may be made for it.
    """
    if flow.is_known(table, tenant):
        return {}
    if not is_tenant(tenant):
        raise typer.BadParameter(fault(tenant), param_hint="--tenant")
    return {"new_tenant": f"{tenant} was not there before.{tenancy.nearest(table, tenant)}"}


def _agree_to_rotate(client: Client, *, ending_at: int, yes: bool) -> None:
    question = f"Give {_named(client)} a new secret? The present one ends at {moment(ending_at)}."
    asking.agree_at_terminal(question, yes=yes)


def _named(client: Client) -> str:
    name = f" ({client.name})" if client.name else ""
    return f"{client.client_id}{name} of {client.tenant}"


def _find(table: Table, client_id: str) -> Client:
    """Return an API client.

    A partner's client ends and changes with its connection, in one transaction.

    Raises:
        CommandError: there is none of that id, or it is a partner's.
    """
    client = clients.find(table, client_id)
    if client is None:
        raise CommandError(f"there is no client {client_id}")
    if client.connection_id:
        raise CommandError(f"{client_id} belongs to the connection {client.connection_id}")
    return client


def _rows(table: Table, tenant: str, now: int) -> list[Row]:
    found = every(lambda at: clients.listing(table, tenant, limit=_PAGE, after=at))
    return [
        _row(each, now)
        for page in batched(found, _PAGE, strict=False)
        for each in self_service.seen(table, page)
    ]


def _row(seen: self_service.Seen, now: int) -> Row:
    client = seen.client
    return {
        "client_id": client.client_id,
        "name": client.name,
        "kind": client.kind,
        "status": client.status,
        "secrets": sum(secret.is_live(now) for secret in client.secrets),
        "created_at": moment(client.created_at),
        "last_used_at": moment(seen.used_at),
        "scopes": list(client.scopes),
        "connection_id": client.connection_id or None,
    }
