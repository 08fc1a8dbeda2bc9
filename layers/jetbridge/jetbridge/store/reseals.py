"""How far the re-seal of the table's values has come: one item for the deployment."""

from typing import Final

from jetbridge.model.record import replace
from jetbridge.model.reseal import Reseal, State
from jetbridge.store import due, keys
from jetbridge.store.mapper import UnreadableItemError, from_item, member, to_item
from jetbridge.store.table import Item, Put, Table, Update, absent, equals
from jetbridge.store.unread import Unread, unread

_CHANGING: Final = ("version", "state", "key", "begins_at", "next_at", "updated_at")


def get(table: Table) -> Reseal | None:
    """Return the latest re-seal as last written, or None."""
    item = table.get(keys.reseal())
    return None if item is None else _read(item)


def get_or_unread(table: Table) -> Reseal | Unread | None:
    """Return the latest re-seal as `get` does, or what is in its place and cannot be read."""
    item = table.get(keys.reseal())
    if item is None:
        return None
    try:
        return _read(item)
    except UnreadableItemError as error:
        return unread(item, error, *_CHANGING)


def save(run: Reseal, before: Unread | None = None) -> Put:
    """Return the write of a re-seal, unless it was written since it was read.

    `before` is what it is written in the place of, where that cannot be read.
    """
    key = keys.reseal()
    item = to_item(key, stored(run))
    if run.state is State.RUNNING:
        item |= due.at(key, run.next_at)
    if before:
        return Put(item, when=before.unchanged)
    unchanged = equals("version", run.version) if run.version else absent("pk")
    return Put(item, when=(unchanged,))


def stored(run: Reseal) -> Reseal:
    """Return the re-seal as it reads after `save` went through."""
    return replace(run, version=run.version + 1)


def lease(run: Reseal, *, until: int) -> Update:
    """Return the write by which a message takes a re-seal up, alone until then (Unix seconds).

    It is no progress: how often the entry of the due index was taken up stays counted.
    """
    unchanged = equals("version", run.version)
    taken = {"next_at": until, "version": run.version + 1}
    return Update(keys.reseal(), set=taken, when=(unchanged,))


def _read(item: Item) -> Reseal:
    member(item, "version", int)  # without it no write would find the re-seal as it was read
    return from_item(Reseal, item)
