"""A tenant's API clients, by one of them or a person: listed, made, given another secret, revoked.

A client gives no more than it has: neither a new client nor the secret of another one may hold a
scope that the caller's access token lacks. An administrator gives what a client may have. Partners'
clients end and change with their connections, and are not seen here.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from jetbridge.flows import lookup, repeats
from jetbridge.flows.context import Context
from jetbridge.flows.passing_over import passing_over
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.identity import Acting, Giving
from jetbridge.model.record import record
from jetbridge.model.scopes import HELD_BY, ClientKind, Scope
from jetbridge.model.secret import Secret
from jetbridge.oauth import access_tokens, clients
from jetbridge.oauth.clients import Client, ClientStatus, TwoLiveSecretsError
from jetbridge.store import keys, tenants
from jetbridge.store.listing import sought
from jetbridge.store.mapper import from_item
from jetbridge.store.table import ConditionFailedError, Cursor, Table, Update
from jetbridge.web.client_bodies import ClientBody
from jetbridge.web.json_object import invalid

MAX_ACTIVE: Final = 50
"""Active API clients up to which a tenant may make another one."""
_PAGE: Final = 100
_ON_ITS_WAY: Final = 3_600
"""Seconds that a secret stays valid whose answer may have got lost."""
_PRESSED_AGAIN: Final = 60
"""Seconds within which a rotation that comes again is a repeat: later the secret may be in use."""


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
    context: Context, identity: Giving, body: ClientBody, key: str | None
) -> tuple[Client, Secret]:
    """Make an API client of the caller's tenant. Its secret cannot be read again.

    A repeat under the same `Idempotency-Key` gets the client that the first request has made, with
    another secret, as long as the client was never used: the first answer may have got lost.

    Raises:
        ApiProblem: 422, a scope is none that the caller has, or the key belongs to another request;
            409, the tenant is being offboarded or has as many clients as it may have, or what an
            earlier request has made is in use.
    """
    if faults := tuple(_faults(identity, body.scopes)):
        raise invalid(*faults)
    client, secret = clients.new_client(
        context.ids,
        context.clock,
        kind=ClientKind.API,
        tenant=identity.tenant,
        name=body.name,
        scopes=tuple(sorted(set(body.scopes))),
        handle=repeats.handle(identity.tenant, "client", key) if key else "",
        made_for=repeats.made_for(body.model_dump_json(), key),
    )
    if made := _made_before(context, client):
        return made
    if _is_full(context, identity.tenant):
        raise _too_many()
    try:
        context.table.write(clients.put(client), tenants.opened(identity.tenant))
    except ConditionFailedError:
        if made := _made_before(context, client):  # at the same moment
            return made
        raise _changed("The tenant is being offboarded") from None
    return client, secret


def _made_before(context: Context, wanted: Client) -> tuple[Client, Secret] | None:
    """Return the client that an earlier request with the same key has made, and another secret.

    The earlier secret stays valid for a while: the answer that had it may be on its way.

    Raises:
        ApiProblem: 422, the key was another request's; 409, the client was used, so that its
            secret is known, or it is revoked.
    """
    found = clients.find(context.table, wanted.client_id) if wanted.made_for else None
    if found is None or not repeats.is_same_key(found.made_for, wanted.made_for):
        return None
    (known,) = seen(context.table, [found])
    if known.used_at is not None or not found.may_act:
        raise _made_already(found)
    is_third = len(found.secrets) >= clients.MAX_SECRETS
    try:
        after, secret, write = clients.rotate(
            found, context.ids, context.clock, overlap=0 if is_third else _ON_ITS_WAY
        )
        context.table.write(write)
    except ConditionFailedError:
        raise _changed("The client is revoked, or was changed at the same moment") from None
    return after, secret


def rotate(
    context: Context, identity: Giving, client_id: str, overlap: int, key: str | None = None
) -> tuple[Client, Secret]:
    """Give a client another secret; the present one stays valid for `overlap` seconds.

    A repeat under the same `key`, within a minute, gets a further one in the place of the first
    one's: who repeats has not got that.

    Raises:
        ApiProblem: 404, there is no such client; 403, it may do more than the caller; 409, it is
            revoked, has two secrets, or was changed at this moment; 422, the key is of another
            request.
    """
    client = _own(context.table, identity.tenant, client_id)
    if not set(client.scopes) <= identity.scopes:
        title = "The client may do more than the access token"
        detail = "Its secret would give its holder scopes that the caller does not have."
        raise ApiProblem(403, "wider-client", title, detail)
    try:
        after, secret, write = _another_secret(context, client, overlap, key)
        context.table.write(write)
    except TwoLiveSecretsError:
        title = "The client has two live secrets"
        detail = "Wait until the older one ends, or end both with overlapInSeconds 0."
        raise ApiProblem(409, "two-live-secrets", title, detail) from None
    except ConditionFailedError:
        raise _changed("The client is revoked, or was changed at the same moment") from None
    return after, secret


def _another_secret(
    context: Context, client: Client, overlap: int, key: str | None
) -> tuple[Client, Secret, Update]:
    wanted = repeats.made_for(str(overlap), key)
    is_recent = client.secrets[-1:] and (
        context.clock.now() < client.secrets[-1].created_at + _PRESSED_AGAIN
    )
    if is_recent and repeats.is_same_key(client.rotated_for, wanted):
        return clients.rotate_again(client, context.ids, context.clock, overlap=_ON_ITS_WAY)
    return clients.rotate(client, context.ids, context.clock, overlap=overlap, rotated_for=wanted)


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
    left = _another(context, client) if makes and not even_last else None
    if makes and not even_last and left is None:
        title = "The client is the last one that may make clients"
        detail = "With allowLast=true it is revoked all the same: the operator makes the next one."
        raise ApiProblem(409, "last-client", title, detail)
    stays = () if left is None else (clients.stays(left),)
    try:
        context.table.write(ended, *stays)
    except ConditionFailedError:
        raise _changed("Another client was changed at the same moment") from None


def _another(context: Context, client: Client) -> Client | None:
    """Return another active client of the tenant that may make clients, the newest."""
    after: Cursor | None = None
    while True:
        with passing_over(context.meter):
            found, after = clients.listing(context.table, client.tenant, limit=_PAGE, after=after)
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


def _is_full(context: Context, tenant: str) -> bool:
    """Return whether a tenant has as many API clients as it may make.

    Those of the last moment may not be among them. Where the list goes on behind what is looked at,
    there are too many revoked ones.
    """
    with passing_over(context.meter):
        found, following = sought(
            context.table,
            keys.tenant_clients(tenant),
            lambda item: from_item(Client, item),
            lambda each: each.kind is ClientKind.API and each.status is ClientStatus.ACTIVE,
            limit=MAX_ACTIVE,
            after=None,
        )
    return len(found) >= MAX_ACTIVE or following is not None


def _made_already(client: Client) -> ApiProblem:
    title = "The client was made before"
    detail = "It was used or revoked since, so no repeat changes its secret: rotate gives another."
    return ApiProblem(409, "made-before", title, detail, extensions={"madeId": client.client_id})


def _too_many() -> ApiProblem:
    title = "The tenant has as many clients as it may have"
    detail = "Revoke one that is not needed. Revoked ones count, too, where 500 are listed."
    return ApiProblem(409, "too-many-clients", title, detail)


def _changed(title: str) -> ApiProblem:
    return ApiProblem(409, "changed-meanwhile", title, "Read it, then repeat.")
