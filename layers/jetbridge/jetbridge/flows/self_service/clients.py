"""A tenant's API clients, by one of them or a person: listed, made, given another secret, revoked.

A client gives no more than it has: neither a new client nor the secret of another one may hold a
scope that the caller's access token lacks. An administrator gives what a client may have. Partners'
clients end and change with their connections, and are not seen here.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.identity import Acting, Giving
from jetbridge.model.record import record
from jetbridge.model.scopes import HELD_BY, ClientKind, Scope
from jetbridge.model.secret import Secret
from jetbridge.oauth import access_tokens, clients
from jetbridge.oauth.clients import Client, ClientStatus, TwoLiveSecretsError
from jetbridge.store import tenants
from jetbridge.store.table import ConditionFailedError, Cursor, Table
from jetbridge.web.json_object import invalid

_PAGE: Final = 100


@record
class Seen:
    """A client, and when it last obtained an access token: to the day, in Unix seconds."""

    client: Client
    used_at: int | None


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Seen, ...], Cursor | None]:
    """Return a page of the tenant's API clients, newest first, revoked ones included.

    It holds fewer than `limit` where there are partners' clients among them.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        found, following = clients.listing(table, tenant, limit=limit, after=after)
    return seen(table, [each for each in found if _is_own(each, tenant)]), following


def seen(table: Table, found: Sequence[Client]) -> tuple[Seen, ...]:
    """Return clients with their last uses, which are one BatchGetItem."""
    used = access_tokens.used_at(table, [each.client_id for each in found])
    return tuple(Seen(each, at) for each, at in zip(found, used, strict=True))


def find(table: Table, tenant: str, client_id: str) -> Seen:
    """Return an API client of the tenant.

    Raises:
        ApiProblem: 404, it has no such client.
    """
    (found,) = seen(table, [_own(table, tenant, client_id)])
    return found


def create(
    context: Context, identity: Giving, *, name: str, scopes: tuple[str, ...]
) -> tuple[Client, Secret]:
    """Make an API client of the caller's tenant. Its secret cannot be read again.

    Raises:
        ApiProblem: 422, a scope is none that the caller has; 409, the tenant is being offboarded.
    """
    if faults := tuple(_faults(identity, scopes)):
        raise invalid(*faults)
    client, secret = clients.new_client(
        context.ids,
        context.clock,
        kind=ClientKind.API,
        tenant=identity.tenant,
        name=name,
        scopes=tuple(sorted(set(scopes))),
    )
    try:
        context.table.write(clients.put(client), tenants.opened(identity.tenant))
    except ConditionFailedError:
        raise _changed("The tenant is being offboarded") from None
    return client, secret


def rotate(
    context: Context, identity: Giving, client_id: str, overlap: int
) -> tuple[Client, Secret]:
    """Give a client another secret; the present one stays valid for `overlap` seconds.

    Raises:
        ApiProblem: 404, there is no such client; 403, it may do more than the caller; 409, it is
            revoked, has two secrets, or was changed at this moment.
    """
    client = _own(context.table, identity.tenant, client_id)
    if not set(client.scopes) <= identity.scopes:
        title = "The client may do more than the access token"
        detail = "Its secret would give its holder scopes that the caller does not have."
        raise ApiProblem(403, "wider-client", title, detail)
    try:
        after, secret, write = clients.rotate(client, context.ids, context.clock, overlap=overlap)
        context.table.write(write)
    except TwoLiveSecretsError:
        title = "The client has two live secrets"
        detail = "Wait until the older one ends, or end both with overlapInSeconds 0."
        raise ApiProblem(409, "two-live-secrets", title, detail) from None
    except ConditionFailedError:
        raise _changed("The client is revoked, or was changed at the same moment") from None
    return after, secret


def revoke(context: Context, identity: Acting, client_id: str, *, even_last: bool) -> None:
    """End a client, its secrets and its access tokens, for good. A revoked one stays as it is.

    Without `even_last` another client that may make clients has to be left: else only the operator
    could give the tenant a new one. That it is left is a condition of the transaction, so that two
    clients that revoke each other are not both gone.

    Raises:
        ApiProblem: 404, there is no such client; 409, it is the last that may make clients, or the
            other one was changed at this moment.
    """
    client = _own(context.table, identity.tenant, client_id)
    if client.status is ClientStatus.REVOKED:
        return
    ended, makes = clients.revoke(client_id, context.clock.now()), _makes_clients(client)
    left = _another(context.table, client) if makes and not even_last else None
    if makes and not even_last and left is None:
        title = "The client is the last one that may make clients"
        detail = "With allowLast=true it is revoked all the same: the operator makes the next one."
        raise ApiProblem(409, "last-client", title, detail)
    stays = () if left is None else (clients.stays(left),)
    try:
        context.table.write(ended, *stays)
    except ConditionFailedError:
        raise _changed("Another client was changed at the same moment") from None


def _another(table: Table, client: Client) -> Client | None:
    """Return another active client of the tenant that may make clients, the newest."""
    after: Cursor | None = None
    while True:
        found, after = clients.listing(table, client.tenant, limit=_PAGE, after=after)
        for each in found:
            if each.client_id != client.client_id and each.may_act and _makes_clients(each):
                return each
        if after is None:
            return None


def _makes_clients(client: Client) -> bool:
    return Scope.CLIENTS_WRITE in client.scopes


def _own(table: Table, tenant: str, client_id: str) -> Client:
    found = lookup.own(clients.find, table, client_id, tenant, "client")
    if not _is_own(found, tenant):
        raise lookup.missing("client")
    return found


def _is_own(client: Client, tenant: str) -> bool:
    return client.kind is ClientKind.API and client.tenant == tenant


def _faults(identity: Giving, scopes: tuple[str, ...]) -> Iterator[Violation]:
    for number, each in enumerate(scopes):
        if each not in HELD_BY[ClientKind.API]:
            yield Violation(f"/scopes/{number}", "scope", "There is no such scope.")
        elif each not in identity.scopes:
            rule = "The access token does not have this scope, so it cannot give it."
            yield Violation(f"/scopes/{number}", "scope_not_held", rule)


def _changed(title: str) -> ApiProblem:
    return ApiProblem(409, "changed-meanwhile", title, "Read it, then repeat.")
