"""Links by which administrators connect accounts: their items, each of which counts once."""

from functools import partial

from jetbridge.model.connect_link import ConnectLink
from jetbridge.model.transaction import LINK_MEMORY
from jetbridge.store import keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import (
    Check,
    Clause,
    Cursor,
    Item,
    Put,
    Table,
    Update,
    absent,
    at_least,
    equals,
    exists,
)


def put(link: ConnectLink) -> Put:
    """Return the write that stores a new link. It is kept for `LINK_MEMORY` after its end."""
    item = to_item(
        keys.connect_link(link.id),
        link,
        without=() if link.made_for else ("made_for",),
        if_set=("used_at", "revoked_at"),
    )
    place: Item = {
        "tenant_pk": keys.tenant_connect_links(link.tenant),
        "tenant_sk": keys.tenant_order(link.created_at, link.id),
        "ttl": link.expires_at + LINK_MEMORY,
    }
    return Put({**item, **place}, when=(absent("pk"),))


def get(table: Table, link_id: str) -> ConnectLink | None:
    """Return a link, whether it can be opened or not; None where there is none."""
    item = table.get(keys.connect_link(link_id))
    return None if item is None else from_item(ConnectLink, item)


def is_open(link: ConnectLink, now: int) -> Check:
    """Return what lets the writes beside it through only while the link can be opened."""
    return Check(keys.connect_link(link.id), when=_stands(now))


def use(link: ConnectLink, connection_id: str, now: int) -> Update:
    """Return the write by which a link has connected an account.

    It has no other condition: the partner has handed out the credential, and a link that was
    revoked at that moment was used all the same.
    """
    used: Item = {"used_at": now, "used_for": connection_id}
    return Update(keys.connect_link(link.id), set=used, when=(exists("pk"),))


def revoke(link: ConnectLink, now: int) -> Update:
    """Return the write after which a link can be opened no more, unless it was so before."""
    return Update(keys.connect_link(link.id), set={"revoked_at": now}, when=_stands(now))


def readdress(link: ConnectLink, digest: str, now: int) -> Update:
    """Return the write after which a link that can be opened is opened by another address alone."""
    unchanged = equals("digest", link.digest)
    return Update(
        keys.connect_link(link.id), set={"digest": digest}, when=(unchanged, *_stands(now))
    )


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[ConnectLink, ...], Cursor | None]:
    """Return a page of a tenant's links, newest first, and where the next one begins."""
    page = table.query_tenant(keys.tenant_connect_links(tenant), limit=limit, after=after)
    return tuple(readable(partial(from_item, ConnectLink), page.items)), page.next


def _stands(now: int) -> tuple[Clause, ...]:
    """Return what holds of a link that is there, neither used nor revoked, and has not ended."""
    return absent("used_at"), absent("revoked_at"), at_least("expires_at", now + 1)
