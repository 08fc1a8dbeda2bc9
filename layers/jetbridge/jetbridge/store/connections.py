"""Connections, their history, and which connection holds an account at a partner."""

from dataclasses import asdict
from typing import Any, cast

from jetbridge.model import events, schedule
from jetbridge.model.connection import EXCHANGE_LEASE, Change, Connection, Exchange, Health, Status
from jetbridge.store import due, keys, outbox, tenants
from jetbridge.store.due import Lane
from jetbridge.store.table import (
    Cursor,
    Item,
    Put,
    Table,
    Update,
    Value,
    Write,
    absent,
    at_most,
    equals,
    exists,
)


def get(table: Table, connection_id: str) -> Connection | None:
    """Return a connection as last written, or None."""
    item = table.get(keys.connection(connection_id))
    return None if item is None else _connection(item)


def holder(table: Table, partner: str, account: str) -> Connection | None:
    """Return the connection that last held an account at a partner, or None."""
    owner = table.get(keys.account(partner, account))
    return None if owner is None else get(table, str(owner["connection_id"]))


def save(
    before: Connection | None, after: Connection, *, by: str, tell: bool = False
) -> tuple[Write, ...]:
    """Return the writes that turn `before` into `after`, for one transaction.

    The connection is written where nobody else has written it since, with the tasks that its
    status calls for. A change of status or reason becomes a line of the history; with `tell`, so
    does any change. A change of status is an event, too (`jetbridge.flows.outbox` publishes it).
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


def claim(previous: Connection | None, claimant: Connection) -> Put:
    """Return the write by which `claimant` takes the account that `previous` held, if any did.

    It fails where anybody, `previous` itself included, has claimed the account since `previous`
    was read: a claim notes the version that it brings its connection to.
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


def asked_to_wait(connection_id: str, until: int) -> Update:
    """Return the write that keeps until when (Unix seconds) a partner asks to be left alone.

    It grows the version: whoever is just writing the connection reads it again.
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
    return tuple(
        Change(
            cast("int", item["at"]),
            Status(str(item["status"])),
            str(item["reason"]),
            str(item["by"]),
        )
        for item in page.items
    )


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Connection, ...], Cursor | None]:
    """Return a page of a tenant's connections, newest first, and where the next one begins."""
    page = table.query_tenant(keys.tenant_connections(tenant), limit=limit, after=after)
    return tuple(map(_connection, page.items)), page.next


def _history(connection: Connection, change: Change, version: int) -> Put:
    key = keys.history(connection.id, change.at, f"{version:08d}")
    return Put(
        {
            "pk": key.pk,
            "sk": key.sk,
            "at": change.at,
            "status": str(change.status),
            "reason": change.reason,
            "by": change.by,
        }
    )


def _item(connection: Connection, version: int) -> Item:
    key = keys.connection(connection.id)
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "tenant_pk": keys.tenant_connections(connection.tenant),
        "tenant_sk": keys.tenant_order(connection.created_at, connection.id),
        "id": connection.id,
        "tenant": connection.tenant,
        "partner": connection.partner,
        "account": connection.account,
        "status": str(connection.status),
        "reason": connection.reason,
        "created_at": connection.created_at,
        "updated_at": connection.updated_at,
        "version": version,
        "settings": dict(connection.settings),
        "sealed": dict(connection.sealed),
        "clients": list(connection.clients),
        "scopes": list(connection.scopes),
        "expires_at": connection.expires_at,
        "health": asdict(connection.health),
        "tasks": dict(connection.tasks),
        "begun": dict(connection.begun),
        "retry_at": connection.retry_at,
    }
    if connection.checked_at is not None:
        item["checked_at"] = connection.checked_at
    if connection.exchange:
        item["exchange"] = {
            "id": connection.exchange.id,
            "client_id": connection.exchange.client_id,
            "started_at": connection.exchange.started_at,
        }
        return item | due.at(key, connection.exchange.started_at + EXCHANGE_LEASE)
    if connection.tasks:
        return item | due.at(key, min(connection.tasks.values()), Lane.TASK)
    return item


def _connection(item: Item) -> Connection:
    exchange = cast("dict[str, Value] | None", item.get("exchange"))
    return Connection(
        id=str(item["id"]),
        tenant=str(item["tenant"]),
        partner=str(item["partner"]),
        account=str(item["account"]),
        status=Status(str(item["status"])),
        reason=str(item["reason"]),
        created_at=cast("int", item["created_at"]),
        updated_at=cast("int", item["updated_at"]),
        version=cast("int", item["version"]),
        exchange=_exchange(exchange) if exchange else None,
        settings=cast("dict[str, str]", item["settings"]),
        sealed=cast("dict[str, str]", item["sealed"]),
        clients=tuple(map(str, cast("list[Value]", item["clients"]))),
        scopes=tuple(map(str, cast("list[Value]", item["scopes"]))),
        expires_at=cast("int | None", item["expires_at"]),
        health=Health(**cast("dict[str, Any]", item["health"])),
        tasks=cast("dict[str, int]", item["tasks"]),
        begun=cast("dict[str, int]", item.get("begun", {})),
        retry_at=cast("int | None", item.get("retry_at")),
        checked_at=cast("int | None", item.get("checked_at")),
    )


def _exchange(item: dict[str, Value]) -> Exchange:
    return Exchange(str(item["id"]), str(item["client_id"]), cast("int", item["started_at"]))
