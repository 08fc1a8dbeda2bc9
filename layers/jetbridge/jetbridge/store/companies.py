"""Companies: whose each is, which connection each tenant has to it, and its history.

A table of an earlier release has neither: it has one item a company id as it was typed, which
names the connection that last tried. While a company has no tenant here, that item is read. The
connection that it names is the tenant's; where the exchange was once completed, so is the company.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from jetbridge.model import registry
from jetbridge.model.company import Company, Line, as_written, company_key
from jetbridge.model.connection import Connection
from jetbridge.model.partner import Capability
from jetbridge.model.record import replace
from jetbridge.store import connections, keys
from jetbridge.store.listing import items, readable
from jetbridge.store.mapper import from_item, member, to_item
from jetbridge.store.table import (
    Check,
    Clause,
    Cursor,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Update,
    absent,
    equals,
    exists,
    key_of,
    lead,
)

INTEGRATION_ID: Final = "integrationId"
"""The setting of a connection whose exchange was once completed."""

LINE_RETENTION: Final = 365 * 86_400
"""Seconds that a line of a company's history is kept: it may name an administrator."""

_PAGE: Final = 100


def get(table: Table, company_id: str) -> Company:
    """Return whose a company is: a free one, version 0, where nothing is stored."""
    item = table.get(keys.company(company_key(company_id)))
    stored = from_item(Company, item) if item else Company(as_written(company_id))
    if stored.tenant:
        return stored
    former = next((each for _, each in _former(table, company_id) if was_connected(each)), None)
    if former is None:
        return stored
    return replace(
        stored,
        company_id=former.account,
        tenant=former.tenant,
        owned=True,
        since=former.created_at,
        former=True,
    )


def save(before: Company, after: Company) -> Put:
    """Return the write that turns `before` into `after`, where it is as it was read."""
    key = keys.company(before.key)
    item: Item = {
        **to_item(key, after, without=("former",)),
        "version": before.version + 1,
    }
    if after.tenant:
        item["tenant_pk"] = keys.tenant_companies(after.tenant)
        item["tenant_sk"] = keys.tenant_order(after.since, before.key)
    return Put(item, when=(_as_read(before),))


def unchanged(company: Company) -> Check:
    """Return the check that lets a transaction through only while a company is as it was read."""
    return Check(keys.company(company.key), when=(_as_read(company),))


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Company, ...], Cursor | None]:
    """Return a page of the companies that belong to a tenant, the latest first."""
    page = table.query_tenant(keys.tenant_companies(tenant), limit=limit, after=after)
    return tuple(readable(partial(from_item, Company), page.items)), page.next


def was_connected(connection: Connection) -> bool:
    """Return whether the exchange of a connection was once completed."""
    return bool(connection.settings.get(INTEGRATION_ID))


# ------------------------------------------------ connections to a company


def connection(table: Table, company_id: str, tenant: str) -> Connection | None:
    """Return a tenant's connection to a company, whatever its status, or None."""
    item = table.get(keys.company_connection(company_key(company_id), tenant))
    if item is not None:
        return connections.get(table, member(item, "connection_id", str))
    former = (each for _, each in _former(table, company_id) if each.tenant == tenant)
    return next(former, None)


def link(connection: Connection) -> Put:
    """Return the write by which a new connection is its tenant's to the company."""
    key = keys.company_connection(company_key(connection.account), connection.tenant)
    item: Item = {"pk": key.pk, "sk": key.sk, "connection_id": connection.id}
    return Put(item, when=(absent("pk"),))


def is_linked(table: Table, connection: Connection) -> bool:
    """Return whether a tenant's connection to a company is known as such."""
    key = company_key(connection.account)
    return table.get(keys.company_connection(key, connection.tenant)) is not None


def unlink(table: Table, connection: Connection) -> Iterator[Delete]:
    """Return the write by which a connection that is removed is no longer its tenant's, if any."""
    link = keys.company_connection(company_key(connection.account), connection.tenant)
    return lead(table, link, "connection_id", connection.id)


def every_connection(table: Table, company_id: str) -> Iterator[Connection]:
    """Yield the connections of all tenants to a company."""
    pk = keys.company(company_key(company_id)).pk
    prefix = keys.OF_TENANT_PREFIX
    links = items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))
    seen = set[str]()
    for item in links:
        found = connections.get(table, member(item, "connection_id", str))
        if found:
            seen.add(found.id)
            yield found
    yield from (each for _, each in _former(table, company_id) if each.id not in seen)


def forget_former(table: Table, company_id: str, connection: Connection) -> Iterator[Delete]:
    """Yield the writes that remove what an earlier release stored about a company's connection."""
    spellings = (company_id, connection.account)
    former = {key: each for spelling in spellings for key, each in _former(table, spelling)}
    for key, each in former.items():
        if each.id == connection.id:
            yield Delete(key, when=(equals("connection_id", connection.id),))


# ------------------------------------------------ history


def line(company: Company, line: Line, *, number: int) -> Put:
    """Return the write of a line of a company's history; `number` is the version it leads to."""
    key = keys.company_history(company.key, line.at, f"{number:08d}")
    return Put(to_item(key, line) | {"ttl": line.at + LINE_RETENTION}, when=(absent("pk"),))


def history(table: Table, company_id: str, *, limit: int = 50) -> tuple[Line, ...]:
    """Return the latest lines of a company's history, newest first."""
    pk = keys.company(company_key(company_id)).pk
    page = table.query(pk, prefix=keys.HISTORY_PREFIX, limit=limit, newest_first=True)
    return tuple(readable(partial(from_item, Line), page.items))


def lines_without_end(table: Table, company_id: str) -> Iterator[Update]:
    """Yield the writes that end the lines of a company's history that an earlier release wrote."""
    pk, prefix = keys.company(company_id).pk, keys.HISTORY_PREFIX
    for item in items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after)):
        if "ttl" not in item:
            ends = member(item, "at", int) + LINE_RETENTION
            yield Update(key_of(item), set={"ttl": ends}, when=(exists("pk"),))


def _former(table: Table, company_id: str) -> Iterator[tuple[Key, Connection]]:
    """Yield what an earlier release stored of a company: under its key, then as it was typed.

    The plain spelling comes first, so that of `acme` and `ACME` the tenant of `acme` has it.
    """
    spellings = dict.fromkeys((company_key(company_id), as_written(company_id)))
    partners = registry.every(Capability.HIRING_SYSTEM)
    for key in (keys.account(each.name, spelling) for spelling in spellings for each in partners):
        item = table.get(key)
        found = connections.get(table, member(item, "connection_id", str)) if item else None
        if found:
            yield key, found


def _as_read(company: Company) -> Clause:
    return equals("version", company.version) if company.version else absent("pk")
