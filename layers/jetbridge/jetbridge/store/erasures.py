"""Records of erasures, and the markers by which an erased person is recognised.

A marker is an item under the keyed digest of one name. It names the erasure that wrote it and
nothing else, and stays until an operator lifts the erasure.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from jetbridge.model.erasure import Erasure
from jetbridge.model.record import replace
from jetbridge.store import keys
from jetbridge.store.listing import readable
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import (
    Check,
    Clause,
    Cursor,
    Delete,
    Item,
    Put,
    Table,
    Write,
    absent,
    equals,
)

_MAX: Final = 90
"""Writes in one transaction, or keys in one read: DynamoDB takes 100."""


def marked(table: Table, markers: Iterable[str]) -> tuple[Item, ...]:
    """Return the markers that are stored, each with `tenant` and `erasure_id`."""
    wanted = [keys.erased(marker) for marker in dict.fromkeys(markers)]
    batches = (wanted[at : at + _MAX] for at in range(0, len(wanted), _MAX))
    return tuple(item for batch in batches for item in table.get_many(batch) if item)


def unmarked(marker: str) -> Check:
    """Return the check that lets a transaction through only where a name is not erased."""
    return Check(keys.erased(marker), when=(absent("pk"),))


def get(table: Table, tenant: str, erasure_id: str) -> Erasure | None:
    """Return the record of an erasure, or None."""
    item = table.get(keys.erasure(tenant, erasure_id))
    return None if item is None else from_item(Erasure, item)


def of_tenant(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Erasure, ...], Cursor | None]:
    """Return a page of a tenant's erasures, newest first, and where the next one begins."""
    pk = keys.erasure(tenant, "-").pk
    page = table.query(pk, limit=limit, after=after, newest_first=True)
    return tuple(readable(partial(from_item, Erasure), page.items)), page.next


def save(after: Erasure) -> Put:
    """Return the write of a record, where nothing has written it since it was read."""
    unchanged: Clause = equals("version", after.version) if after.version else absent("pk")
    return Put(to_item(keys.erasure(after.tenant, after.id), stored(after)), when=(unchanged,))


def stored(after: Erasure) -> Erasure:
    """Return the record as it reads after `save` went through."""
    return replace(after, version=after.version + 1)


def begin(erasure: Erasure) -> Iterator[tuple[Write, ...]]:
    """Yield the transactions that begin an erasure: the record with its markers, the first first.

    A marker of an earlier erasure of the same person is taken over.
    """
    yield from _batches([save(erasure), *(_marker(erasure, each) for each in erasure.markers)])


def add(known: Erasure, marker: str) -> tuple[Write, ...]:
    """Return the writes by which a person is recognised by one more name."""
    return save(replace(known, markers=(*known.markers, marker))), _marker(known, marker)


def unmark(erasure: Erasure) -> Iterator[tuple[Write, ...]]:
    """Yield the transactions that remove the markers of an erasure."""
    yield from _batches([Delete(keys.erased(marker)) for marker in erasure.markers])


def undo(erasure: Erasure, earlier: Iterable[Erasure]) -> Iterator[tuple[Write, ...]]:
    """Yield the transactions that take back an erasure that has wiped nothing.

    What was marked by `earlier` ones goes back to them, and is marked all the while.
    """
    given_back = {marker: _marker(one, marker) for one in earlier for marker in one.markers}
    yield from _batches(
        [given_back.get(each) or Delete(keys.erased(each)) for each in erasure.markers]
    )
    yield (Delete(keys.erasure(erasure.tenant, erasure.id)),)


def _batches(writes: Sequence[Write]) -> Iterator[tuple[Write, ...]]:
    for at in range(0, len(writes), _MAX):
        yield tuple(writes[at : at + _MAX])


def _marker(erasure: Erasure, marker: str) -> Put:
    key = keys.erased(marker)
    return Put(
        {"pk": key.pk, "sk": key.sk, "tenant": erasure.tenant, "erasure_id": erasure.id},
    )
