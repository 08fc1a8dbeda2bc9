"""Limiters in the table: one small item each, changed only on the version that was read.

One that cannot be read says nothing of what is under way: the next call replaces it. If that sends
a partner too much, the partner says so, and is obeyed.
"""

from typing import Final

from jetbridge.broker.dialect import DAY
from jetbridge.broker.limiter_state import LimiterState
from jetbridge.store import keys
from jetbridge.store.mapper import UnreadableItemError, from_item, member, to_item
from jetbridge.store.table import (
    Clause,
    ConditionFailedError,
    Put,
    Table,
    TableUnavailableError,
    WriteConflictError,
    absent,
    equals,
)
from jetbridge.store.unread import Unread, unread

type Version = int | Unread
"""0: it is not stored; or it cannot be read."""

_CHANGING: Final = ("version", "closed_until", "timeouts", "ttl")


def read(table: Table, name: str) -> tuple[LimiterState, Version]:
    """Return a limiter's state and its version."""
    item = table.get(keys.limiter(name))
    if item is None:
        return LimiterState(), 0
    try:
        return from_item(LimiterState, item), member(item, "version", int)
    except UnreadableItemError as error:
        return LimiterState(), unread(item, error, *_CHANGING)


def write(table: Table, name: str, state: LimiterState, version: Version, *, now: int) -> int:
    """Store a limiter's state for eight days, unless it has changed since `version`.

    Return its version then, 0 where it was not stored.
    """
    # A replaced one counts from the time: no process knows another state of that version.
    stored = (now if isinstance(version, Unread) else version) + 1
    item = to_item(keys.limiter(name), state) | {"version": stored, "ttl": now + 8 * DAY}
    try:
        table.write(Put(item, when=_as_read(version)))
    except (ConditionFailedError, WriteConflictError, TableUnavailableError):
        return 0
    if isinstance(version, Unread):
        version.log_replaced()
    return stored


def _as_read(version: Version) -> tuple[Clause, ...]:
    if isinstance(version, Unread):
        return version.unchanged
    return (equals("version", version) if version else absent("pk"),)
