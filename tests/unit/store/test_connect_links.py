"""A link that connects an account counts once, whatever happens between a look and a write."""

from contextlib import suppress
from typing import Final

import pytest

from jetbridge.model.connect_link import ConnectLink
from jetbridge.model.record import replace
from jetbridge.store import connect_links, keys
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError, Delete, Item, Put, Write

AT: Final = 1_700_000_000
LINK: Final = ConnectLink("lnk_1", "demo", "onboardbase", "d" * 64, "jb_ci_1", AT, AT + 3_600)
BESIDE: Final[Item] = {"pk": "P", "sk": "1"}
"""What is written only where the link can be opened."""

MEANWHILE: Final[dict[str, Write]] = {
    "used": connect_links.use(LINK, "con_1", AT + 60),
    "revoked": connect_links.revoke(LINK, AT + 60),
    "removed": Delete(keys.connect_link(LINK.id)),
}
"""What becomes of a link that was open when it was read."""


@pytest.fixture
def table() -> MemoryTable:
    """Return a table with a link that can be opened."""
    table = MemoryTable()
    table.write(connect_links.put(LINK))
    return table


def opened(table: MemoryTable, now: int) -> bool:
    """Write something on the condition that the link can be opened; return whether it is there."""
    beside = Put(BESIDE)
    with suppress(ConditionFailedError):
        table.write(beside, connect_links.is_open(LINK, now))
    return table.get(beside.key) is not None


def test_nothing_takes_the_place_of_a_link(table: MemoryTable) -> None:
    """Not even a link with its id."""
    # WHEN another one is to be stored there
    with pytest.raises(ConditionFailedError):
        table.write(connect_links.put(replace(LINK, tenant="other")))
    # THEN the first one stands
    assert connect_links.get(table, LINK.id) == LINK


@pytest.mark.parametrize(("now", "is_open"), [(AT, True), (AT + 3_599, True), (AT + 3_600, False)])
def test_a_link_can_be_opened_until_its_end(table: MemoryTable, now: int, *, is_open: bool) -> None:
    """The clock of the caller decides, not that of the table's removal."""
    assert opened(table, now) is is_open


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_ended_meanwhile_cannot_be_opened(table: MemoryTable, what: str) -> None:
    """The link was open when it was looked at."""
    # GIVEN a link that ends after it was read
    table.write(MEANWHILE[what])
    # WHEN something is written that needs it open, THEN nothing is
    assert not opened(table, AT + 60)


LATE: Final[dict[tuple[str, str], Write]] = {
    ("used", "revoke"): connect_links.revoke(LINK, AT + 90),
    ("revoked", "revoke"): connect_links.revoke(LINK, AT + 90),
    ("removed", "revoke"): connect_links.revoke(LINK, AT + 90),
    ("ended", "revoke"): connect_links.revoke(LINK, AT + 3_600),
    ("removed", "use"): connect_links.use(LINK, "con_1", AT + 90),
}
"""What comes too late for a link, by what became of it."""


@pytest.mark.parametrize(("what", "step"), LATE)
def test_what_comes_too_late_changes_nothing(table: MemoryTable, what: str, step: str) -> None:
    """Nor does it make a part of a link where there is none any more."""
    # GIVEN a link that ended after it was read, be it by its time alone
    if what in MEANWHILE:
        table.write(MEANWHILE[what])
    before = table.get(keys.connect_link(LINK.id))
    # WHEN the step is written, THEN it is refused
    with pytest.raises(ConditionFailedError):
        table.write(LATE[what, step])
    assert table.get(keys.connect_link(LINK.id)) == before
