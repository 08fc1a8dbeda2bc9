"""Receipts of copies of persons' data."""

from functools import partial

from jetbridge.model.export import Export
from jetbridge.store import keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Cursor, Put, Table, absent


def create(receipt: Export, *, until: int) -> Put:
    """Return the write of a receipt, where there is none of its id.

    It is kept `until` then (Unix seconds).
    """
    item = to_item(keys.export(receipt.tenant, receipt.id), receipt)
    return Put(item | {"ttl": until}, when=(absent("pk"),))


def get(table: Table, tenant: str, receipt_id: str) -> Export | None:
    """Return a receipt, or None."""
    item = table.get(keys.export(tenant, receipt_id))
    return None if item is None else from_item(Export, item)


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Export, ...], Cursor | None]:
    """Return a page of a tenant's receipts, newest first, and where the next one begins."""
    pk = keys.export(tenant, "-").pk
    page = table.query(pk, limit=limit, after=after, newest_first=True)
    return tuple(readable(partial(from_item, Export), page.items)), page.next
