"""Quotas that are counted in the table, by several processes at once."""

from collections.abc import Sequence
from typing import Final

from jetbridge.store import quotas
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.quotas import Quota
from jetbridge.store.table import Table, Update, Write
from tests.fakes.meanwhile import Meanwhile

NOW: Final = 1_795_360_400


def begins(writes: Sequence[Write]) -> bool:
    """Return whether a minute is begun."""
    return any(isinstance(each, Update) and each.set for each in writes)


def taken(table: Table, *, most: int = 2, now: int = NOW) -> bool:
    """Count a test of an endpoint."""
    return quotas.take(table, Quota.WEBHOOK_TESTS, "demo", most=most, now=now)


def test_so_many_a_minute_and_no_more() -> None:
    """The next minute begins again."""
    table = MemoryTable()
    assert [taken(table) for _ in range(3)] == [True, True, False]
    assert taken(table, now=NOW + quotas.WINDOW)


def test_two_that_begin_a_minute_are_both_counted() -> None:
    """Neither is refused while the quota has room, and both are counted."""
    # GIVEN two processes that both find that the minute was not begun
    plain, firsts = MemoryTable(), list[bool]()
    table = Meanwhile(plain, lambda: firsts.append(taken(plain)), begins)
    # WHEN both begin it, THEN both requests are among those of the minute
    assert taken(table)
    assert firsts == [True]
    # AND there is no room left
    assert not taken(plain)
