"""Items that cannot be read: each damage to any attribute is told, by its item and its field."""

import pytest

from jetbridge.model.tenant import Tenant
from jetbridge.store import connections, keys, tenants
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Put, Update
from tests.fakes.clock import START
from tests.support.damage import CANARY, damaged
from tests.unit.store.every_kind import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_an_item_that_cannot_be_read_is_named(name: str) -> None:
    """Nothing else is raised, whatever is missing or of another type, and no value is told."""
    # GIVEN an item of a kind, as it is written
    kind, table = KINDS[name], MemoryTable()
    kind.write(table, kind.full)
    key = kind.key(kind.full)
    item = table.get(key)
    assert item
    found = list[UnreadableItemError]()
    # WHEN it is read with each of its attributes damaged
    for broken in damaged(item):
        table = MemoryTable()
        kind.write(table, kind.full)
        table.write(Put(broken))
        try:
            kind.read(table, kind.full)
        except UnreadableItemError as error:
            found.append(error)
    # THEN it is read, or is named by its key
    assert {each.item_key for each in found} <= {key}
    assert CANARY not in "".join(f"{each} {each.why}" for each in found)


@pytest.mark.parametrize("moment", [1_764_500_000_000, -(10**20)], ids=["in milliseconds", "none"])
def test_a_number_that_is_no_moment_cannot_be_read(moment: int) -> None:
    """No calendar has it: a list that showed it would fail as a whole."""
    # GIVEN a tenant whose moment was put there by hand, in another unit
    table = MemoryTable()
    table.write(tenants.add(Tenant("acme", added_at=START)))
    table.write(Update(keys.tenant("acme"), set={"added_at": moment}))
    # WHEN it is read, THEN it is named
    with pytest.raises(UnreadableItemError, match=r"Tenant\.added_at"):
        tenants.get(table, "acme")


def test_what_an_item_lacks_is_told_in_words() -> None:
    """All of it, and not as Python says it."""
    # GIVEN a connection of which two attributes are gone
    key = keys.connection("con_1")
    # WHEN it is read
    with pytest.raises(UnreadableItemError) as error:
        connections.of_item({"pk": key.pk, "sk": key.sk, "id": "con_1", "partner": "incode"})
    # THEN what it lacks is named
    assert error.value.why.startswith("Connection lacks 'tenant', ")
    assert "argument" not in error.value.why
