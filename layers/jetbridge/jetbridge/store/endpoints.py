"""The endpoints that tenants are told at: a first one, and further ones that a directory lists.

Release 0.1.0 knows the first one alone. The directory has what is needed where events are recorded,
so that no endpoint but the first is read there.
"""

from collections.abc import Iterable
from typing import Final

from jetbridge.model.record import replace
from jetbridge.model.webhook import (
    ENDPOINT_ID,
    FAILING_AFTER,
    LATE,
    Directory,
    Endpoint,
    Listed,
    Receiver,
    Receivers,
)
from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.listing import items, or_else, readable
from jetbridge.store.mapper import UnreadableItemError, at_home, from_item, to_item
from jetbridge.store.table import (
    Clause,
    Delete,
    Item,
    Key,
    Put,
    Table,
    Write,
    absent,
    equals,
    key_of,
)

SECRETS_FIELD: Final = "secrets"
_PAGE: Final = 100


def get(table: Table, tenant: str, further: str = "") -> Endpoint | None:
    """Return an endpoint of a tenant as last written: its first one, or a further one by its id."""
    return of_item(table.get(keys.endpoint(tenant, further)))


def find(table: Table, tenant: str, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint of a tenant by what it is called, or None."""
    return get(table, tenant, "" if endpoint_id == ENDPOINT_ID else endpoint_id)


def every(table: Table, tenant: str) -> tuple[Endpoint, ...]:
    """Return all endpoints of a tenant, the first one first."""
    return read(table, tenant)[1]


def read(table: Table, tenant: str) -> tuple[Directory, tuple[Endpoint, ...]]:
    """Return the list of a tenant's further endpoints, and all of its endpoints, the first first.

    What is written with the list is refused where an endpoint was made, or removed, since.
    """
    first, item = table.get_many(places(tenant))
    listed = or_else(lambda: _directory(item, tenant), Directory(tenant))
    further = table.get_many([keys.endpoint(tenant, each) for each in listed.ids])
    return listed, (*readable(_endpoint, filter(None, (first, *further))),)


def places(tenant: str) -> tuple[Key, Key]:
    """Return the keys of the items from which `receivers` is read."""
    return keys.endpoint(tenant), keys.endpoint_directory(tenant)


def receivers(table: Table, tenant: str, stored: Iterable[Item | None]) -> Receivers:
    """Return where a tenant is told, as the items `stored` at its `places` say.

    What cannot be read stops no event, and no event is lost to it: an endpoint that may want it
    gets it, once it can be read again (docs/decisions/0124).
    """
    first, listed = stored
    told = () if first is None else (_receiver(first, ""),)
    return Receivers((*told, *_further(table, tenant, listed)))


def read_receivers(table: Table, tenant: str) -> Receivers:
    """Return where a tenant is told."""
    return receivers(table, tenant, table.get_many(places(tenant)))


def further_ids(table: Table, tenant: str) -> tuple[str, ...]:
    """Return the ids of a tenant's further endpoints, whether their list can be read or not."""
    item = table.get(keys.endpoint_directory(tenant))
    return tuple(each.further for each in _further(table, tenant, item))


def _further(table: Table, tenant: str, item: Item | None) -> tuple[Receiver, ...]:
    """Return the further endpoints in the list; where that cannot be read, those that are there."""
    try:
        listed = _directory(item, tenant).endpoints
    except UnreadableItemError:
        pk, prefix = keys.endpoint(tenant).pk, keys.FURTHER_PREFIX
        found = items(lambda at: table.query(pk, prefix=prefix, limit=_PAGE, after=at))
        return tuple(_receiver(each, keys.endpoint_in(key_of(each))) for each in found)
    return tuple(Receiver(each.id, each.types) for each in listed)


def _receiver(item: Item, further: str) -> Receiver:
    """Return what an event needs of an endpoint. One that cannot be read may want every event."""
    try:
        found = from_item(Endpoint, item)
    except UnreadableItemError:
        return Receiver(further, ())
    return Receiver(further, found.types, found.handle)


def directory(table: Table, tenant: str) -> Directory:
    """Return the list of a tenant's further endpoints, empty where it has none."""
    item = table.get(keys.endpoint_directory(tenant))
    return or_else(lambda: _directory(item, tenant), Directory(tenant))


def of_item(item: Item | None) -> Endpoint | None:
    """Return the endpoint that an item holds; None where there is no item."""
    return None if item is None else _endpoint(item)


def _endpoint(item: Item) -> Endpoint:
    found = from_item(Endpoint, item)
    return at_home(found, item, keys.endpoint(found.tenant, found.further))


def put(endpoint: Endpoint, listed: Directory) -> tuple[Write, ...]:
    """Return the writes of an endpoint that was made or changed, with the directory as it was read.

    Refused where either was written since it was read.
    """
    if not endpoint.further:
        return (save(endpoint),)
    mine = Listed(endpoint.further, endpoint.types)
    if mine in listed.endpoints:
        return (save(endpoint),)
    after = [mine if each.id == mine.id else each for each in listed.endpoints]
    if mine.id not in listed.ids:
        after.append(mine)
    return save(endpoint), save_directory(listed, after)


def removal(endpoint: Endpoint, listed: Directory) -> tuple[Write, ...]:
    """Return the writes that forget an endpoint, refused as those of `put` are."""
    gone = remove(endpoint)
    if endpoint.further not in listed.ids:
        return (gone,)
    others = [each for each in listed.endpoints if each.id != endpoint.further]
    return gone, save_directory(listed, others)


def save(endpoint: Endpoint) -> Put:
    """Return the write of an endpoint, unless it was written since it was read.

    One that was removed and set again counts its versions from the beginning: its age tells it
    apart.
    """
    return Put(
        _item(stored(endpoint)),
        when=_same(endpoint) if endpoint.version else (absent("pk"),),
    )


def remove(endpoint: Endpoint) -> Delete:
    """Return the write that forgets an endpoint, unless it was written since it was read."""
    return Delete(keys.endpoint(endpoint.tenant, endpoint.further), when=_same(endpoint))


def save_directory(before: Directory, endpoints: Iterable[Listed]) -> Put:
    """Return the write of a directory, unless it was written since it was read."""
    after = replace(before, endpoints=(*endpoints,), version=before.version + 1)
    unchanged = equals("version", before.version) if before.version else absent("pk")
    return Put(to_item(keys.endpoint_directory(before.tenant), after), when=(unchanged,))


def stored(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint as it reads after `save` went through."""
    return replace(endpoint, version=endpoint.version + 1)


def _directory(item: Item | None, tenant: str) -> Directory:
    return Directory(tenant) if item is None else from_item(Directory, item)


def _same(endpoint: Endpoint) -> tuple[Clause, ...]:
    return equals("version", endpoint.version), equals("created_at", endpoint.created_at)


def _item(endpoint: Endpoint) -> Item:
    key = keys.endpoint(endpoint.tenant, endpoint.further)
    without = [name for name in ("rotated_for", "handle") if not getattr(endpoint, name)]
    item = to_item(key, endpoint, without=without, if_set=("paused_at", "resumed_at"))
    return item | _due(endpoint, key)


def _due(endpoint: Endpoint, key: Key) -> Item:
    """Return what has an endpoint looked at.

    Once it has been failing for so long that it is told, since attempts there may be hours apart;
    and once all that a pause held can be found.
    """
    moments = []
    if endpoint.tells_of_failure:
        moments.append((endpoint.failing_since or 0) + FAILING_AFTER)
    if endpoint.resumed_at is not None:
        moments.append(endpoint.resumed_at + LATE)
    return due.at(key, min(moments), Partition.POST) if moments else {}
