"""The endpoints that tenants are told at, one a tenant."""

from typing import Final

from jetbridge.model.record import replace
from jetbridge.model.webhook import FAILING_AFTER, Endpoint, EndpointStatus
from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Clause, Delete, Item, Put, Table, absent, equals

SECRETS_FIELD: Final = "secrets"


def get(table: Table, tenant: str) -> Endpoint | None:
    """Return a tenant's endpoint as last written, or None."""
    return of_item(table.get(keys.endpoint(tenant)))


def of_item(item: Item | None) -> Endpoint | None:
    """Return the endpoint that an item holds; None where there is no item."""
    return None if item is None else from_item(Endpoint, item)


def save(endpoint: Endpoint) -> Put:
    """Return the write of an endpoint, unless it was written since it was read.

    One that was removed and set again counts its versions from the beginning: its age tells it
    apart.
    """
    return Put(
        _item(stored(endpoint)),
        when=_same(endpoint) if endpoint.version else (absent("pk"),),
    )


def stored(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint as it reads after `save` went through."""
    return replace(endpoint, version=endpoint.version + 1)


def remove(endpoint: Endpoint) -> Delete:
    """Return the write that forgets an endpoint, unless it was written since it was read."""
    return Delete(keys.endpoint(endpoint.tenant), when=_same(endpoint))


def _same(endpoint: Endpoint) -> tuple[Clause, ...]:
    return equals("version", endpoint.version), equals("created_at", endpoint.created_at)


def _item(endpoint: Endpoint) -> Item:
    key = keys.endpoint(endpoint.tenant)
    return to_item(key, endpoint) | _due(endpoint)


def _due(endpoint: Endpoint) -> Item:
    """Return what has an endpoint looked at once it has been failing for so long that it is told.

    Attempts there may be hours apart.
    """
    if endpoint.failing_since is None or endpoint.failure_told:
        return {}
    key, moment = keys.endpoint(endpoint.tenant), endpoint.failing_since + FAILING_AFTER
    return due.at(key, moment, Partition.POST) if endpoint.status is EndpointStatus.ACTIVE else {}
