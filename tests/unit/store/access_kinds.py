"""The kinds of items of tenants and tokens whose form is recorded."""

from dataclasses import replace
from typing import Any, Final

from jetbridge.broker.dialect import AccessToken
from jetbridge.broker.token_store import Failure, StoredToken, TokenStore
from jetbridge.model.secret import Secret
from jetbridge.model.tenant import Tenant
from jetbridge.oauth import access_tokens, clients
from jetbridge.oauth.access_tokens import LiveToken
from jetbridge.store import keys, tenants
from jetbridge.store.table import Key, Table, Update
from jetbridge.vault.memory import MemorySecrets
from jetbridge.vault.sealing import Vault
from tests.fakes.clock import FrozenClock
from tests.unit.store import kinds
from tests.unit.store.kinds import AT, Kind

KEYRING: Final = MemorySecrets({"keyring": {"active": "k1", "k1": "A" * 43 + "="}})
CLIENT: Final = kinds.KINDS["client"].minimal
TOKEN: Final = "jb_at_" + "a" * 16 + "t" * 43
ENVELOPES: Final = {"token": "v1.sealed"}
"""They do not open: a vault seals nothing twice the same way."""
STORED: Final = StoredToken(
    "source-1",
    stored=True,
    version=AT + 1,
    generation=2,
    obtained_at=AT,
    expires_at=AT + 3_600,
    refresh_at=AT + 3_000,
    envelopes=ENVELOPES,
)


def _token_store(table: Table) -> TokenStore:
    return TokenStore(table, Vault(KEYRING, "keyring"))


def _broker_key(value: StoredToken) -> Key:
    return keys.broker_token(value.name)


def _read_stored_token(table: Table, value: StoredToken) -> StoredToken:
    return _token_store(table).read(value.name)


def _lease(table: Table, value: StoredToken) -> None:
    before = replace(value, stored=False, generation=value.generation - 1)
    _token_store(table).take_lease(before, owner=value.owner, now=AT, until=value.lease_until)


def _release(table: Table, value: StoredToken) -> None:
    held = replace(value, owner="process-1", lease_until=AT + 15)
    _lease(table, held)
    _token_store(table).release(held, value.failure, now=AT, retry_at=value.retry_at)


def _commit(table: Table, value: StoredToken) -> None:
    token = AccessToken(Secret("a-token"), value.expires_at)
    held = replace(value, stored=False, version=value.version - 1)
    _token_store(table).commit(held, token, now=AT, refresh_at=value.refresh_at)
    table.write(Update(_broker_key(value), set={"sealed": dict(value.envelopes)}))


def _tenant(table: Table, value: Tenant) -> None:
    table.write(tenants.add(value) if value.added_at else tenants.opened(value.id))
    if value.closed_at:
        table.write(tenants.close(value.id, by=value.closed_by, now=value.closed_at))
    if value.ended_at:
        table.write(tenants.end(value.id, now=value.ended_at))


def _issue(table: Table, value: LiveToken) -> None:
    lifetime = value.expires_at - value.issued_at
    scopes = sorted(value.scopes)
    token = Secret(TOKEN)
    client_id = value.client.client_id
    put = access_tokens.put(client_id, token, scopes, now=value.issued_at, lifetime=lifetime)
    table.write(put)


def _verify(table: Table, value: Any) -> LiveToken | None:  # noqa: ANN401 - each kind has its own type
    table.write(clients.put(value.client))
    return access_tokens.find(table, FrozenClock(AT), TOKEN)


KINDS: Final = {
    "access_token": Kind(
        LiveToken(
            replace(CLIENT, scopes=("a:read", "b:write")),
            frozenset({"a:read", "b:write"}),
            AT,
            AT + 600,
        ),
        LiveToken(CLIENT, frozenset(), AT, AT + 600),
        lambda value: keys.issued_token(value.client.client_id, TOKEN),
        _issue,
        _verify,
    ),
    "broker_token": Kind(
        STORED,
        replace(STORED, generation=0),
        _broker_key,
        _commit,
        _read_stored_token,
        ("generation", "obtained_at"),
    ),
    "broker_token_leased": Kind(
        replace(STORED, owner="process-1", lease_until=AT + 15),
        StoredToken("source-1", stored=True, generation=1, owner="process-1", lease_until=AT + 15),
        _broker_key,
        _lease,
        _read_stored_token,
        ("obtained_at",),
    ),
    "broker_token_failed": Kind(
        replace(STORED, retry_at=AT + 60, failure=Failure(401, "invalid_client")),
        StoredToken("source-1", stored=True, generation=1),
        _broker_key,
        _release,
        _read_stored_token,
        ("generation", "obtained_at", "retry_at", "failure"),
    ),
    "tenant": Kind(
        Tenant("demo", "Acme", AT, AT + 1, ended_at=AT + 2),
        Tenant("demo"),
        lambda value: keys.tenant(value.id),
        _tenant,
        lambda table, value: tenants.get(table, value.id),
        ("name", "added_at", "closed_at", "closed_by", "ended_at"),
    ),
}
"""By the name of the file in `recorded/`."""
