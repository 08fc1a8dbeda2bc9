"""The access tokens that Jetbridge issues: stored by digest, verified in one request.

A token is alive while it is not expired and its client is active. Nothing is written to a client's
tokens when the client ends: they stop being alive because it does, so a token that is issued in
the very moment of the revocation is dead, too.
"""

from dataclasses import dataclass
from typing import Any

from jetbridge.model.identity import Identity
from jetbridge.model.ports import Clock
from jetbridge.model.secret import Secret
from jetbridge.oauth import clients, credentials
from jetbridge.oauth.clients import Client
from jetbridge.store import keys
from jetbridge.store.table import Delete, Item, Put, Table


@dataclass(frozen=True, slots=True)
class LiveToken:
    """An access token that is alive, and its client. Times are Unix seconds."""

    client: Client
    scopes: frozenset[str]
    issued_at: int
    expires_at: int


def put(client_id: str, token: Secret, scopes: list[str], *, now: int, lifetime: int) -> Put:
    """Return the write that stores `token`, alive for `lifetime` seconds from `now`."""
    key = keys.issued_token(client_id, token.reveal())
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "client_id": client_id,
        "scopes": list(scopes),
        "issued_at": now,
        "expires_at": now + lifetime,
        "ttl": now + lifetime,
    }
    return Put(item)


def delete(client_id: str, token: str) -> Delete:
    """Return the write that ends `token`. It is no error where there is none."""
    return Delete(keys.issued_token(client_id, token))


def find(table: Table, clock: Clock, token: str) -> LiveToken | None:
    """Return what `token` stands for, in one BatchGetItem, or None: it is not alive.

    Its scopes are those that the client still has.
    """
    client_id = credentials.client_of(token)
    if client_id is None:
        return None
    issued, holder = table.get_many([keys.issued_token(client_id, token), keys.client(client_id)])
    if issued is None or holder is None:
        return None
    held: dict[str, Any] = issued
    client = clients.read(holder)
    if clock.now() >= held["expires_at"] or not client.may_act:
        return None
    scopes = frozenset(held["scopes"]) & frozenset(client.scopes)
    return LiveToken(client, scopes, held["issued_at"], held["expires_at"])


def verify(table: Table, clock: Clock, token: str) -> Identity | None:
    """Return who bears `token`, or None: it is malformed, unknown, expired or revoked."""
    live = find(table, clock, token)
    if live is None:
        return None
    return Identity(
        client_id=live.client.client_id,
        kind=live.client.kind,
        tenant=live.client.tenant,
        scopes=live.scopes,
        connection_id=live.client.connection_id,
    )
