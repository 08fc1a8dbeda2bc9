"""The access tokens that Jetbridge issues: stored by digest, verified in one request.

A token is active (RFC 7662 §2.2) while it is not expired and its client is active. Nothing is
written to a client's tokens when the client ends: they stop being active because it does, so a
token that is issued in the very moment of the revocation is not active either.
"""

from collections.abc import Sequence
from typing import Final

from jetbridge.model.identity import Identity
from jetbridge.model.record import record
from jetbridge.model.secret import Secret
from jetbridge.model.system import Clock
from jetbridge.oauth import credentials
from jetbridge.oauth.clients import Client
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, member, to_item
from jetbridge.store.table import Delete, Item, Put, Table

USE_KEPT: Final = 400 * 86_400
"""Seconds for which it is known when a client last obtained a token."""


@record
class IssuedToken:
    """What is stored of an access token. Times are Unix seconds."""

    client_id: str
    scopes: tuple[str, ...]
    issued_at: int
    expires_at: int


@record
class LiveToken:
    """An active access token, and its client. Times are Unix seconds."""

    client: Client
    scopes: frozenset[str]
    issued_at: int
    expires_at: int


def put(client_id: str, token: Secret, scopes: list[str], *, now: int, lifetime: int) -> Put:
    """Return the write that stores `token`, valid for `lifetime` seconds from `now`."""
    key = keys.issued_token(client_id, token.reveal())
    issued = IssuedToken(client_id, tuple(scopes), now, now + lifetime)
    return Put(to_item(key, issued) | {"ttl": issued.expires_at})


def use(client_id: str, now: int) -> Put:
    """Return the write that notes that a client obtained a token. It has a token's attributes."""
    key = keys.client_use(client_id)
    noted: Item = {"pk": key.pk, "sk": key.sk, "client_id": client_id, "issued_at": now}
    return Put({**noted, "ttl": now + USE_KEPT})


def used_at(table: Table, client_ids: Sequence[str]) -> tuple[int | None, ...]:
    """Return when each of up to 100 clients obtained a token (Unix seconds, to the day)."""
    found = table.get_many([keys.client_use(each) for each in client_ids]) if client_ids else []
    return tuple(member(item, "issued_at", int) if item else None for item in found)


def delete(client_id: str, token: str) -> Delete:
    """Return the write that ends `token`. It is no error where there is none."""
    return Delete(keys.issued_token(client_id, token))


def find(table: Table, clock: Clock, token: str) -> LiveToken | None:
    """Return what `token` stands for, in one BatchGetItem, or None: it is not active.

    Its scopes are those that the client still has.
    """
    client_id = credentials.client_of(token)
    if client_id is None:
        return None
    found, holder = table.get_many([keys.issued_token(client_id, token), keys.client(client_id)])
    if found is None or holder is None:
        return None
    issued, client = from_item(IssuedToken, found), from_item(Client, holder)
    if clock.now() >= issued.expires_at or not client.may_act:
        return None
    scopes = frozenset(issued.scopes) & frozenset(client.scopes)
    return LiveToken(client, scopes, issued.issued_at, issued.expires_at)


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
