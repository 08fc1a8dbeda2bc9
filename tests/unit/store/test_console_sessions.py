"""A session of the console: its id is never taken twice, and what was ended stays ended."""

from typing import Final

import pytest

from jetbridge.model.console import SEEN_EVERY, Role, Session
from jetbridge.model.record import replace
from jetbridge.store import console_sessions, keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError

AT: Final = 1_700_000_000
IDLE: Final = 1_800
SESSION: Final = Session("sub", "A Person", "demo", (Role.VIEWER,), AT, AT, AT + IDLE, AT + 28_800)


@pytest.fixture
def table() -> MemoryTable:
    """Return a table with a session."""
    table = MemoryTable()
    console_sessions.start(table, "id", SESSION)
    return table


def test_no_session_takes_the_place_of_another(table: MemoryTable) -> None:
    """A person never goes on with the roles of another one."""
    # WHEN a session with the same id is to begin
    with pytest.raises(ConditionFailedError):
        console_sessions.start(table, "id", replace(SESSION, roles=(Role.OPERATOR,)))
    # THEN the first one stands
    assert console_sessions.find(table, "id", now=AT) == SESSION


def test_a_session_in_use_goes_on_but_not_beyond_its_end(table: MemoryTable) -> None:
    """Each use prolongs it, at most to the end that it began with."""
    # GIVEN uses in a row, WHEN each is noted
    session = SESSION
    for now in range(AT, SESSION.ends_at, IDLE - 1):
        session = console_sessions.seen(table, "id", session, now=now, idle=IDLE)
        # THEN it goes on
        assert console_sessions.find(table, "id", now=now) == session
    assert session.expires_at == SESSION.ends_at
    # AND ends in time
    assert console_sessions.find(table, "id", now=SESSION.ends_at) is None


def test_a_session_that_was_ended_meanwhile_stays_ended(table: MemoryTable) -> None:
    """A request that read it before writes nothing that looks like a part of one."""
    # GIVEN a session that is ended after it was read
    console_sessions.end(table, "id")
    # WHEN its use is noted
    now = AT + SEEN_EVERY
    seen = console_sessions.seen(table, "id", SESSION, now=now, idle=IDLE)
    # THEN nothing is stored, and it is not prolonged
    assert seen == SESSION
    assert table.get(keys.console_session("id")) is None


def test_the_use_of_a_session_is_noted_once_a_minute(table: MemoryTable) -> None:
    """A page that loads others costs one write."""
    # GIVEN a session that was seen just now, WHEN it is used, THEN nothing is written
    soon = AT + SEEN_EVERY - 1
    assert console_sessions.seen(table, "id", SESSION, now=soon, idle=IDLE) == SESSION
    assert console_sessions.find(table, "id", now=soon) == SESSION
    # AND a second later it is
    later = console_sessions.seen(table, "id", SESSION, now=soon + 1, idle=IDLE)
    assert later.seen_at == soon + 1
    assert console_sessions.find(table, "id", now=soon) == later
