"""What a person was sent in the last day, so that a limit holds however many ask at once."""

from typing import Any, Final, cast

from jetbridge.model.message_limit import WINDOW, Sent
from jetbridge.store import keys
from jetbridge.store.table import Put, Table, absent, equals

_KEPT: Final = 2 * WINDOW
"""Seconds that the item is kept after the last message."""


def load(table: Table, connection_id: str, candidate_id: str) -> tuple[tuple[Sent, ...], int]:
    """Return what was counted for a candidate, and the version of the item; 0 where there is none.

    One that has expired is read as it is: what is too old is not counted.
    """
    item = table.get(keys.candidate_messages(connection_id, candidate_id))
    if item is None:
        return (), 0
    fields = cast("dict[str, Any]", item)
    return tuple(Sent(each["name"], each["at"]) for each in fields["sent"]), fields["version"]


def save(
    connection_id: str, candidate_id: str, sent: tuple[Sent, ...], *, before: int, now: int
) -> Put:
    """Return the write of what was counted, where the item still has the version `before`."""
    key = keys.candidate_messages(connection_id, candidate_id)
    return Put(
        {
            "pk": key.pk,
            "sk": key.sk,
            "sent": [{"name": each.name, "at": each.at} for each in sent],
            "version": before + 1,
            "ttl": now + _KEPT,
        },
        when=(equals("version", before) if before else absent("pk"),),
    )
