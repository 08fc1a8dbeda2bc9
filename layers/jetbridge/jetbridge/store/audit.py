"""The chains of the audit trail: an item an entry, and one that says where the chain ends.

An entry and the new end are written in one transaction, each under a condition, so that of two
writers at once one appends and the other reads again. Nothing else writes these items.
"""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final

from jetbridge.model.audit import DIGEST, Chain, Change, Entry, Head, Outcome, digest, following
from jetbridge.model.record import fields
from jetbridge.store import keys, listing
from jetbridge.store.listing import readable
from jetbridge.store.mapper import UnreadableItemError, from_item, to_item
from jetbridge.store.table import Cursor, Item, Put, Table, absent, equals, key_of

_PAGE: Final = 500


def append(
    table: Table, change: Change, outcome: Outcome, *, now: int, keep: int
) -> tuple[str, Item]:
    """Append an entry to the chain of a change, and return the chain and the entry as stored.

    Raises:
        ConditionFailedError: another one was appended meanwhile. Nothing was written.
    """
    chain = keys.audit_chain(change.tenant, change.request_id)
    head = end(table, chain)
    before = head or Head()
    entry = following(before, change, outcome, now=now, keep=keep)
    item = to_item(keys.audit_entry(chain, entry.number), entry)
    after = Head(entry.number, digest(item), entry.ttl)
    unchanged = absent("pk") if head is None else equals("number", before.number)
    stored: Item = item | {DIGEST: after.digest}
    table.write(
        Put(stored, when=(absent("pk"),)),
        Put(to_item(keys.audit_head(chain), after), when=(unchanged,)),
    )
    return chain, stored


def end(table: Table, chain: str) -> Head | None:
    """Return where a chain ends; None: it has no entry.

    Raises:
        UnreadableItemError: what says so was tampered with.
    """
    return _head(chain, table.get(keys.audit_head(chain)))


def _head(chain: str, item: Item | None) -> Head | None:
    if item is None:
        return None
    head = from_item(Head, item)
    if not all(type(getattr(head, each.name)) is type(each.default) for each in fields(Head)):
        raise UnreadableItemError(f"the end of the chain {chain} of the audit trail")
    return head


def entries(table: Table, chain: str) -> Iterator[Item]:
    """Yield the entries of a chain as they are stored, in order."""
    pk, prefix = keys.audit_head(chain).pk, keys.AUDIT_ENTRY_PREFIX
    return listing.items(lambda after: table.query(pk, prefix=prefix, limit=_PAGE, after=after))


def newest(table: Table, chain: str, *, before: int = 0, limit: int) -> tuple[Entry, ...]:
    """Return the newest entries of a chain, newest first: those before a number, where it is given.

    Raises:
        UnreadableItemError: one was tampered with.
    """
    pk, prefix = keys.audit_head(chain).pk, keys.AUDIT_ENTRY_PREFIX
    start = keys.audit_entry(chain, before)
    first: Cursor | None = {"pk": start.pk, "sk": start.sk} if before else None
    found = listing.items(
        lambda after: table.query(
            pk, prefix=prefix, limit=limit, after=after or first, newest_first=True
        )
    )
    return tuple(islice(readable(partial(from_item, Entry), found), limit))


def read(table: Table, chain: str) -> Chain:
    """Return a chain, to be checked.

    Raises:
        UnreadableItemError: its end was tampered with.
    """
    began = end(table, chain)
    items = tuple(entries(table, chain))
    item = table.get(keys.audit_head(chain))
    ended = _head(chain, item)
    has_more = bool(item and ended and item.keys() != to_item(key_of(item), ended).keys())
    return Chain(began, items, ended, has_more)
