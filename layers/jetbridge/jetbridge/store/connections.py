"""Connections, their history, and which connection holds an account at a partner."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from jetbridge.model import events, retention, schedule
from jetbridge.model.connection import EXCHANGE_LEASE, Change, Connection, Status
from jetbridge.store import due, keys, outbox, tenants
from jetbridge.store.due import Partition
from jetbridge.store.listing import items, readable, sought
from jetbridge.store.mapper import at_home, from_item, member, to_item
from jetbridge.store.table import (
    Cursor,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    Value,
    Write,
    absent,
    at_most,
    equals,
    exists,
    key_of,
    lead,
)

_PAGE: Final = 100

type Sought = Callable[[Connection], bool]
"""Tells whether a connection is one of those that are asked for."""


def get(table: Table, connection_id: str) -> Connection | None:
    """Return a connection as last written, or None."""
    return of_item(table.get(keys.connection(connection_id)))


def of_item(item: Item | None) -> Connection | None:
    """Return the connection that an item holds; None where there is no item."""
    return None if item is None else _connection(item)


def _connection(item: Item) -> Connection:
    found = from_item(Connection, item)
    return at_home(found, item, keys.connection(found.id))


def holder(table: Table, partner: str, account: str) -> Connection | None:
    """Return the connection that last held an account at a partner, or None."""
    owner = table.get(keys.account(partner, account))
    return None if owner is None else get(table, member(owner, "connection_id", str))


def save(
    before: Connection | None, after: Connection, *, by: str, tell: bool = False
) -> tuple[Write, ...]:
    """Return the writes that turn `before` into `after`, for one transaction.

    The connection is written unless it was written meanwhile, with the tasks that its
    status calls for. A change of status or reason becomes a line of the history; with `tell`, so
    does any change. A change of status is an event, too (published by the outbox).
    `before` is None for a new connection. One that is new, or comes back, makes its tenant known,
    and is refused to a tenant that is being offboarded.
    """
    version = before.version if before else 0
    after = schedule.arranged(before, after)
    writes: list[Write] = [
        Put(
            _item(after, version + 1),
            when=(equals("version", version) if before else absent("pk"),),
        )
    ]
    if before is None or tell or (before.status, before.reason) != (after.status, after.reason):
        change = Change(after.updated_at, after.status, after.reason, by)
        writes.append(_history(after, change, version + 1))
    if (before is None or before.status is Status.DISABLED) and after.status is not Status.DISABLED:
        writes.append(tenants.opened(after.tenant))
    event = events.of_connection(before, after, version + 1)
    if event:
        writes.append(outbox.record(event))
    return tuple(writes)


def resealed(connection: Connection, sealed: dict[str, Value]) -> Update:
    """Return the write of a connection's secrets under another key, if it is still as it was read.

    Its version stays, so that no other write fails because of this one.
    """
    unchanged = equals("version", connection.version)
    return Update(keys.connection(connection.id), set={"sealed": sealed}, when=(unchanged,))


def is_saved(table: Table, writes: Iterable[Write]) -> bool:
    """Return whether the transaction of these writes of `save`, with a history line, was made.

    The line is its own: its key holds the version that no other transaction brings about.
    """
    lines = [
        write
        for write in writes
        if isinstance(write, Put) and write.key.sk.startswith(keys.HISTORY_PREFIX)
    ]
    return bool(lines) and all(table.get(line.key) == line.item for line in lines)


def claim(previous: Connection | None, claimant: Connection) -> Put:
    """Return the write by which `claimant` takes the account that `previous` held, if any did.

    It fails where any connection, `previous` itself included, has claimed the account since
    `previous` was read: a claim notes the version that it brings its connection to.
    """
    key = keys.account(claimant.partner, claimant.account)
    return Put(
        {
            "pk": key.pk,
            "sk": key.sk,
            "connection_id": claimant.id,
            "connection_version": claimant.version + 1,
            "tenant": claimant.tenant,
        },
        when=(
            equals("connection_id", previous.id),
            at_most("connection_version", previous.version),
        )
        if previous
        else (absent("pk"),),
    )


def unclaim(table: Table, connection: Connection) -> Iterator[Delete]:
    """Return the write by which a connection that is removed holds no account any more, if any."""
    account = keys.account(connection.partner, connection.account)
    return lead(table, account, "connection_id", connection.id)


def remove(connection: Connection) -> Delete:
    """Return the write that removes a connection, where nothing has written it since."""
    unchanged = equals("version", connection.version)
    return Delete(keys.connection(connection.id), when=(unchanged,))


def beside(table: Table, connection_id: str) -> Iterator[Key]:
    """Yield the keys of everything in a connection's partition but the connection itself."""
    own = keys.connection(connection_id)
    found = items(lambda after: table.query(own.pk, limit=_PAGE, after=after))
    yield from (key for key in map(key_of, found) if key != own)


def asked_to_wait(connection_id: str, until: int) -> Update:
    """Return the write that keeps until when (Unix seconds) a partner asks to be left alone.

    It increments the version: a concurrent writer of the connection reads it again.
    """
    key = keys.connection(connection_id)
    return Update(key, set={"retry_at": until}, add={"version": 1}, when=(exists("pk"),))


def history(table: Table, connection_id: str, *, limit: int = 50) -> tuple[Change, ...]:
    """Return the latest changes of a connection, newest first."""
    page = table.query(
        keys.connection(connection_id).pk,
        prefix=keys.HISTORY_PREFIX,
        limit=limit,
        newest_first=True,
    )
    return tuple(readable(partial(from_item, Change), page.items))


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None, is_sought: Sought | None = None
) -> tuple[tuple[Connection, ...], Cursor | None]:
    """Return a page of a tenant's connections, newest first, and where the next one begins.

    Of those that are sought a page may hold few (`listing.sought`).
    """
    place, read = keys.tenant_connections(tenant), _connection
    if is_sought:
        return sought(table, place, read, is_sought, limit=limit, after=after)
    page = table.query_tenant(place, limit=limit, after=after)
    return tuple(readable(read, page.items)), page.next


def _history(connection: Connection, change: Change, version: int) -> Put:
    key = keys.history(connection.id, change.at, f"{version:08d}")
    return Put(to_item(key, change))


def _item(connection: Connection, version: int) -> Item:
    key = keys.connection(connection.id)
    item: Item = {
        **to_item(key, connection, if_set=("exchange", "checked_at")),
        "tenant_pk": keys.tenant_connections(connection.tenant),
        "tenant_sk": keys.tenant_order(connection.created_at, connection.id),
        "version": version,
    }
    if connection.exchange:
        return item | due.at(key, connection.exchange.started_at + EXCHANGE_LEASE)
    if connection.tasks:
        return item | due.at(key, min(connection.tasks.values()), Partition.TASK)
    if connection.status is not Status.DISABLED:
        return item
    first = connection.updated_at + retention.SHORTEST_OF_CONNECTION
    return item | due.at(key, first, Partition.RETENTION)
