"""Limiters in the table: one small item each, changed only on the version that was read."""

from jetbridge.broker.dialect import DAY
from jetbridge.broker.limiter_state import LimiterState
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, member, to_item
from jetbridge.store.table import (
    ConditionFailedError,
    Put,
    Table,
    TableUnavailableError,
    WriteConflictError,
    absent,
    equals,
)


def read(table: Table, name: str) -> tuple[LimiterState, int]:
    """Return a limiter's state and its version, 0 where it is not stored."""
    item = table.get(keys.limiter(name))
    if item is None:
        return LimiterState(), 0
    return from_item(LimiterState, item), member(item, "version", int)


def write(table: Table, name: str, state: LimiterState, version: int, *, now: int) -> bool:
    """Store a limiter's state for eight days, unless it has changed since `version`.

    Return whether it was stored.
    """
    item = to_item(keys.limiter(name), state) | {"version": version + 1, "ttl": now + 8 * DAY}
    try:
        table.write(Put(item, when=(equals("version", version) if version else absent("pk"),)))
    except (ConditionFailedError, WriteConflictError, TableUnavailableError):
        return False
    return True
