"""Tenants: an item each, written when an operator adds one, or when it first has something.

What begins for a tenant carries `opened` in its transaction: the tenant is known from then on, and
nothing begins any more once its offboarding has begun. A tenant of an earlier release has no item
before that; `jetbridge.flows.tenant.tenants` knows it by what it has.
"""

from jetbridge.model.tenant import Tenant
from jetbridge.store import keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import at_home, from_item
from jetbridge.store.table import Cursor, Item, Table, Update, Value, absent, exists

_ENDS = ("closed_at", "closed_by", "ended_at")


def get(table: Table, tenant: str) -> Tenant | None:
    """Return a tenant's item, or None."""
    return of_item(table.get(keys.tenant(tenant)))


def of_item(item: Item | None) -> Tenant | None:
    """Return the tenant that an item holds; None where there is no item."""
    return None if item is None else _tenant(item)


def _tenant(item: Item) -> Tenant:
    found = from_item(Tenant, item)
    return at_home(found, item, keys.tenant(found.id))


def is_closed(table: Table, tenant: str) -> bool:
    """Return whether a tenant's offboarding has begun, or is over."""
    found = get(table, tenant)
    return found is not None and found.closed_at is not None


def shown(table: Table, tenant: str) -> str:
    """Return what pages call a tenant."""
    return (get(table, tenant) or Tenant(tenant)).shown


def listing(
    table: Table, *, limit: int, after: Cursor | None
) -> tuple[tuple[Tenant, ...], Cursor | None]:
    """Return a page of the tenants that have an item, by their ids."""
    page = table.query_tenant(keys.tenants(), limit=limit, after=after, newest_first=False)
    return tuple(readable(_tenant, page.items)), page.next


def opened(tenant: str) -> Update:
    """Return the write that makes a tenant known, where its offboarding has not begun.

    A repeat changes nothing.
    """
    return _write(tenant, {})


def add(tenant: Tenant) -> Update:
    """Return the write of a tenant that an operator adds or renames, in the same place."""
    return _write(tenant.id, {"name": tenant.name, "added_at": tenant.added_at})


def close(tenant: str, *, by: str, now: int) -> Update:
    """Return the write by which an offboarding begins, where none has."""
    return _write(tenant, {"closed_at": now, "closed_by": by})


def end(tenant: str, *, now: int) -> Update:
    """Return the write that says that everything of a tenant has ended, once.

    Who began that is in the audit trail, for as long as its entries are kept.
    """
    is_ending = exists("closed_at"), absent("ended_at")
    return Update(keys.tenant(tenant), set={"ended_at": now}, remove=("closed_by",), when=is_ending)


def reopen(tenant: str) -> Update:
    """Return the write that takes on a tenant again whose offboarding is over."""
    return Update(keys.tenant(tenant), remove=_ENDS, when=(exists("ended_at"),))


def _write(tenant: str, members: dict[str, Value]) -> Update:
    item: dict[str, Value] = {
        "tenant": tenant,
        "tenant_pk": keys.tenants(),
        "tenant_sk": tenant,
        **members,
    }
    return Update(keys.tenant(tenant), set=item, when=(absent("closed_at"),))
