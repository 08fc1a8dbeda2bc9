"""What stays as long as a journey names it: a page of the tenant's journeys at each look.

A journey names a connection and a version of a policy. Neither gets a new journey once it has
ended, so that a journey that was looked at without being the one is not looked at again: the item
keeps how far the looks have come, the oldest journeys first.
"""

from collections.abc import Mapping
from typing import Final, cast

from jetbridge.model.retention import DAY
from jetbridge.store import due, keys
from jetbridge.store.table import Cursor, Item, Table, Update, Value

AGAIN: Final = 30 * DAY
"""Seconds after which an item is looked at again that a journey names."""
PAGE: Final = 100
"""Journeys that one look reads at the most."""
_SEEN: Final = "journeys_seen"
"""The attribute with how far the tenant's journeys were looked at: a `Cursor`."""


def look_later(
    table: Table, item: Item, tenant: str, now: int, named: tuple[str, str | int]
) -> Update | None:
    """Return the write by which an ended item is looked at again; None where no journey names it.

    Args:
        table: where the journeys are.
        item: as it was read for the look.
        tenant: whose it is.
        now: the time.
        named: the attribute by which a journey, finished or not, names it, and what that is then.
            A journey in which it cannot be read may name it.
    """
    seen = cast("Cursor | None", item.get(_SEEN))
    page = table.query_tenant(
        keys.tenant_journeys(tenant), limit=PAGE, after=seen, newest_first=False
    )
    attribute, value = named
    held = [each.get(attribute) for each in page.items]
    if any(each == value or type(each) is not type(value) for each in held):
        return due.retained(item, now + AGAIN)
    if page.next is None:
        return None
    following: Mapping[str, Value] = {_SEEN: dict(page.next)}
    return due.retained(item, now, following)
