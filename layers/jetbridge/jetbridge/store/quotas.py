"""What a tenant has used of a quota in the present minute, counted for all functions together.

For requests that cost more than a call of the table. The quotas of all requests are counted
without one (`jetbridge.oauth.quotas`).
"""

from enum import StrEnum
from typing import Final

from jetbridge.store import keys
from jetbridge.store.table import (
    ConditionFailedError,
    Table,
    Update,
    at_most,
    differs,
    equals,
)

WINDOW: Final = 60
"""Seconds that a quota is for. It begins with the clock's minute."""
_KEPT: Final = 86_400
"""Seconds that a count is kept after it was begun."""


class Quota(StrEnum):
    """What is counted."""

    DRY_RUNS = "dry-runs"
    WEBHOOK_TESTS = "webhook-tests"
    WEBHOOK_REPLAYS = "webhook-replays"
    PEOPLE = "people"


def take(table: Table, quota: Quota, tenant: str, *, most: int, now: int) -> bool:
    """Count a request of a tenant, and return whether it is among the `most` of this minute."""
    window = now // WINDOW
    another = _counted(quota, tenant, window, most)
    # Of two that find the minute not begun one begins it, and the other is counted after all.
    tries = another, _begun(quota, tenant, window, now), another
    return any(_made(table, each) for each in tries)


def left_in(now: int) -> int:
    """Return the seconds after which the quotas begin again."""
    return WINDOW - now % WINDOW


def _counted(quota: Quota, tenant: str, window: int, most: int) -> Update:
    """Return the write that counts one more in a minute that was begun."""
    is_left = equals("window", window), at_most("used", most - 1)
    return Update(keys.quota(quota, tenant), add={"used": 1}, when=is_left)


def _begun(quota: Quota, tenant: str, window: int, now: int) -> Update:
    """Return the write that counts the first one of a minute."""
    counted = {"window": window, "used": 1, "ttl": now + _KEPT}
    return Update(keys.quota(quota, tenant), set=counted, when=(differs("window", window),))


def _made(table: Table, write: Update) -> bool:
    try:
        table.write(write)
    except ConditionFailedError:
        return False
    return True
