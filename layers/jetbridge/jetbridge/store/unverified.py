"""How many deliveries of a connection no key of ours has signed lately. It counts to a few only.

Any sender can send such deliveries, so what one of them may cost is bounded: the count is written
at most `limit` times in a period, whatever comes.
"""

from jetbridge.model.record import record
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import Put, Table, absent, equals


@record
class Count:
    """`count` deliveries in a period that ends `until` (Unix seconds)."""

    count: int
    until: int


def get(table: Table, connection_id: str) -> Count | None:
    """Return the count as last written, of a period that may be over; None for none."""
    item = table.get(keys.unverified(connection_id))
    return None if item is None else from_item(Count, item)


def save(connection_id: str, before: Count | None, after: Count) -> Put:
    """Return the write of a count, where it is still the one that was read."""
    key = keys.unverified(connection_id)
    unchanged = (
        (equals("count", before.count), equals("until", before.until))
        if before
        else (absent("pk"),)
    )
    return Put({**to_item(key, after), "ttl": after.until}, when=unchanged)
