"""The one item that says how much waits in the queues."""

from jetbridge.model.backlog import NotedBacklog
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table


def get(table: Table) -> NotedBacklog | None:
    """Return what was noted last; None where nothing was yet."""
    item = table.get(keys.backlog())
    return None if item is None else from_item(NotedBacklog, item)


def put(backlog: NotedBacklog) -> Put:
    """Return the write of what was noted, in the place of what was noted before.

    Of two runs at once either may be the later one: what it says is true, if seconds older.
    """
    return Put(to_item(keys.backlog(), backlog))
