"""How far the re-seal of the table's values has come: one item for the deployment."""

from jetbridge.model.record import replace
from jetbridge.model.reseal import Reseal, State
from jetbridge.store import due, keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table, Update, absent, equals


def get(table: Table) -> Reseal | None:
    """Return the latest re-seal as last written, or None."""
    item = table.get(keys.reseal())
    return None if item is None else from_item(Reseal, item)


def save(run: Reseal) -> Put:
    """Return the write of a re-seal, unless it was written since it was read."""
    key = keys.reseal()
    item = to_item(key, stored(run))
    if run.state is State.RUNNING:
        item |= due.at(key, run.next_at)
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
