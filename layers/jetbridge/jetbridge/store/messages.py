"""What a person was sent in the last day, so that a limit holds however many ask at once."""

from typing import Final

from jetbridge.model.message_limit import WINDOW, Sent
from jetbridge.model.record import record, replace
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table, absent, equals

_KEPT: Final = 2 * WINDOW
"""Seconds that the item is kept after the last message."""


@record
class Counted:
    """What was counted for a candidate; `version` is 0 where nothing is stored."""

    sent: tuple[Sent, ...] = ()
    version: int = 0


def load(table: Table, connection_id: str, candidate_id: str) -> Counted:
    """Return what was counted for a candidate.

    One that has expired is read as it is: what is too old is not counted.
    """
    item = table.get(keys.candidate_messages(connection_id, candidate_id))
    return Counted() if item is None else from_item(Counted, item)


def save(connection_id: str, candidate_id: str, after: Counted, *, now: int) -> Put:
    """Return the write of what was counted, where it is still what was loaded."""
    key = keys.candidate_messages(connection_id, candidate_id)
    stored = replace(after, version=after.version + 1)
    unchanged = equals("version", after.version) if after.version else absent("pk")
    return Put(to_item(key, stored) | {"ttl": now + _KEPT}, when=(unchanged,))
