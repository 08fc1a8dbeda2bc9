"""The OAuth clients that Jetbridge issues: a partner's inbound pair, or a tenant's API client.

The functions here build records and writes and do no I/O, but for `find`, `listing` and
`revoke_all`: a flow puts `put(client)` or `revoke(client_id)` into its own transaction.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import partial
from itertools import batched
from typing import Final

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import field, record, replace
from jetbridge.model.scopes import EVERY_TENANT, ClientKind
from jetbridge.model.secret import Secret
from jetbridge.model.system import Clock, Ids
from jetbridge.model.tenant import is_served
from jetbridge.oauth import credentials
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_attributes, to_item
from jetbridge.store.table import Check, Cursor, Item, Put, Table, Update, absent, equals, exists

MAX_SECRETS: Final = 2
"""Live secrets of a client: the one in use and the one that its holder is changing to."""
MAX_AT_ONCE: Final = 30
"""Clients that one transaction revokes: DynamoDB takes 100 writes, others stand beside them."""
SHOWN: Final = 90 * 86_400
"""Seconds that a revoked client is kept, for those who ask what became of it."""


class ClientStatus(StrEnum):
    """Whether a client may do anything. A revoked one never comes back."""

    ACTIVE = "active"
    REVOKED = "revoked"


@record
class IssuedSecret:
    """What is kept of a client secret. Times are Unix seconds; None: it does not expire."""

    digest: str = field(repr=False)
    created_at: int
    expires_at: int | None = None

    def is_live(self, now: int) -> bool:
        """Return whether the secret still authenticates its client."""
        return self.expires_at is None or now < self.expires_at


@record
class Client:
    """One client. `connection_id` and `partner` are empty for API clients.

    `version` counts the changes of its secrets, so that two rotations at once cannot both win.
    `made_for` is the digest of the request that made it, by its `Idempotency-Key`; empty where it
    had none. `rotated_for` is the same of the request that gave it its newest secret.
    """

    client_id: str
    kind: ClientKind
    tenant: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    partner: str = ""
    connection_id: str = ""
    status: ClientStatus = ClientStatus.ACTIVE
    secrets: tuple[IssuedSecret, ...] = ()
    version: int = 1
    made_for: str = ""
    rotated_for: str = ""

    @property
    def may_act(self) -> bool:
        """Whether the client is active, for a tenant that it may speak for.

        An earlier release made clients for any text (`jetbridge.model.tenant.is_served`).
        """
        of_every_tenant = self.kind is ClientKind.PARTNER and self.tenant == EVERY_TENANT
        served = of_every_tenant or is_served(self.tenant)
        return served and self.status is ClientStatus.ACTIVE


class TwoLiveSecretsError(JetbridgeError):
    """A third live secret was asked for. `until` is when the older one ends; None: it does not."""

    def __init__(self, until: int | None) -> None:
        """`until` in Unix seconds."""
        super().__init__("the client has two live secrets")
        self.until = until


def new_client(  # noqa: PLR0913 - two ports, and what the record says, each by its name
    ids: Ids,
    clock: Clock,
    *,
    kind: ClientKind,
    tenant: str,
    name: str,
    scopes: Sequence[str],
    partner: str = "",
    connection_id: str = "",
    handle: str = "",
    made_for: str = "",
) -> tuple[Client, Secret]:
    """Return a client that is not stored yet, and its secret, which cannot be read again.

    Its id is drawn, or made of a `handle`.
    """
    now = clock.now()
    secret = credentials.mint_client_secret(ids)
    client = Client(
        client_id=credentials.client_id_of(handle or ids.handle()),
        kind=kind,
        tenant=tenant,
        name=name,
        scopes=tuple(scopes),
        created_at=now,
        partner=partner,
        connection_id=connection_id,
        secrets=(IssuedSecret(keys.digest(secret.reveal()), now),),
        made_for=made_for,
    )
    return client, secret


def put(client: Client) -> Put:
    """Return the write that stores a new client."""
    unset = [name for name in ("made_for", "rotated_for") if not getattr(client, name)]
    item: Item = {
        **to_item(keys.client(client.client_id), client, without=unset),
        "tenant_pk": keys.tenant_clients(client.tenant),
        "tenant_sk": keys.tenant_order(client.created_at, client.client_id),
    }
    return Put(item, when=(absent("pk"),))


def revoke(client_id: str, now: int) -> Update:
    """Return the write that ends a client, its secrets and its access tokens, for good.

    What is left of it is shown for `SHOWN` seconds.
    """
    return Update(
        keys.client(client_id),
        set={"status": str(ClientStatus.REVOKED), "secrets": [], "ttl": now + SHOWN},
        when=(exists("pk"),),
    )


def stays(client: Client) -> Check:
    """Return what lets the writes beside it through only while a client is not revoked."""
    active = equals("status", str(ClientStatus.ACTIVE))
    return Check(keys.client(client.client_id), when=(active,))


def kept(client_id: str, now: int) -> Update:
    """Return the write by which a client that an earlier release has revoked ends, too."""
    revoked = equals("status", str(ClientStatus.REVOKED)), absent("ttl")
    return Update(keys.client(client_id), set={"ttl": now + SHOWN}, when=revoked)


def revoke_all(table: Table, client_ids: Iterable[str], now: int) -> tuple[Update, ...]:
    """Return the writes that end clients, as many as fit into the caller's transaction.

    Of more than `MAX_AT_ONCE` the first ones are revoked at once, before the caller commits. So
    it may only be called for clients that no longer serve, whatever becomes of the transaction.

    Raises:
        StoreError: as `Table.write` does; a repeat goes on where this one ended.
    """
    ids = tuple(client_ids)
    ahead, last = ids[:-MAX_AT_ONCE], ids[-MAX_AT_ONCE:]
    for batch in batched(ahead, MAX_AT_ONCE, strict=False):
        table.write(*(revoke(each, now) for each in batch))
    return tuple(revoke(each, now) for each in last)


def rotate(
    client: Client, ids: Ids, clock: Clock, *, overlap: int, rotated_for: str = ""
) -> tuple[Client, Secret, Update]:
    """Give `client` a new secret; its present one stays valid for `overlap` seconds.

    `rotated_for` is the digest of the request that wants it.

    With `overlap` 0 every earlier secret ends at once. Access tokens that were obtained with the
    earlier secrets live until they expire: `revoke` is the answer to a stolen secret.

    Returns:
        The client as it will be, the new secret, and the write, which fails with ConditionFailed
        where the client was revoked or rotated in between.

    Raises:
        TwoLiveSecretsError: there are two already, and `overlap` is not 0.
    """
    now = clock.now()
    live = [secret for secret in client.secrets if secret.is_live(now)] if overlap else []
    if len(live) >= MAX_SECRETS:
        raise TwoLiveSecretsError(min((s.expires_at for s in live if s.expires_at), default=None))
    return _with_another(client, ids, now, _ending(live, now + overlap), rotated_for)


def rotate_again(
    client: Client, ids: Ids, clock: Clock, *, overlap: int
) -> tuple[Client, Secret, Update]:
    """Give `client` another secret in the place of its newest one, which no one may have got.

    The one before that stays valid for as long as it would be. Where there is none the newest one
    does, for `overlap` seconds. Returns what `rotate` does.
    """
    now = clock.now()
    *older, newest = client.secrets
    live = [secret for secret in older if secret.is_live(now)] or [newest]
    return _with_another(client, ids, now, _ending(live, now + overlap), client.rotated_for)


def _ending(live: Iterable[IssuedSecret], at: int) -> tuple[IssuedSecret, ...]:
    return tuple(replace(old, expires_at=old.expires_at or at) for old in live)


def _with_another(
    client: Client, ids: Ids, now: int, ending: tuple[IssuedSecret, ...], rotated_for: str
) -> tuple[Client, Secret, Update]:
    secret = credentials.mint_client_secret(ids)
    secrets = (*ending, IssuedSecret(keys.digest(secret.reveal()), now))
    after = replace(client, secrets=secrets, version=client.version + 1, rotated_for=rotated_for)
    return after, secret, with_secrets(client, secrets, rotated_for=rotated_for)


def with_secrets(
    client: Client, secrets: Iterable[IssuedSecret], *, rotated_for: str = ""
) -> Update:
    """Return the write that gives a client these secrets in the place of those that it has.

    It fails with ConditionFailed where the client was revoked or rotated in between.
    """
    return Update(
        keys.client(client.client_id),
        set={
            "secrets": [to_attributes(each) for each in secrets],
            "version": client.version + 1,
            "rotated_for": rotated_for,
        },
        when=(equals("version", client.version), equals("status", str(ClientStatus.ACTIVE))),
    )


def older_until(client: Client) -> int:
    """Return when the last earlier secret of a rotated client ends (Unix seconds)."""
    *older, newest = client.secrets
    return max((secret.expires_at or 0 for secret in older), default=newest.created_at)


def find(table: Table, client_id: str) -> Client | None:
    """Return the client, revoked ones included, or None."""
    if not credentials.is_client_id(client_id):
        return None
    item = table.get(keys.client(client_id))
    return from_item(Client, item) if item else None


def listing(
    table: Table, tenant: str, *, limit: int, after: Cursor | None = None
) -> tuple[tuple[Client, ...], Cursor | None]:
    """Return a tenant's clients, newest first, and where the next page begins."""
    from jetbridge.store.listing import readable  # the functions that know tokens list nothing

    page = table.query_tenant(keys.tenant_clients(tenant), limit=limit, after=after)
    return tuple(readable(partial(from_item, Client), page.items)), page.next
