"""What leads to one thing and may lead to another one by now is not forgotten then."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.store import companies, connections, erasure, keys, lookups
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError, Delete, Item, Key, Put
from tests.unit.store.records import CONNECTION, ONBOARDING

ASKED: Final = replace(ONBOARDING, key_digest="digest")

LEADS: Final[dict[str, tuple[Key, Callable[[MemoryTable], Iterator[Delete]]]]] = {
    "a company of an earlier release": (
        keys.account("smartrecruiters", "acme"),
        lambda table: companies.forget_former(table, "acme", CONNECTION),
    ),
    "what the partner was sent": (
        keys.reservation("enboarder", "hire-1"),
        lambda table: lookups.forget(table, ONBOARDING),
    ),
    "a request": (
        keys.idempotency_record("demo", "digest"),
        lambda table: erasure.leads(table, ASKED),
    ),
}
"""Each item, and the writes that forget it among others."""


@pytest.mark.parametrize("name", LEADS)
def test_what_leads_to_another_one_by_now_is_not_forgotten(name: str) -> None:
    """It was read before it changed hands."""
    # GIVEN the write that forgets what leads to one thing
    key, forget = LEADS[name]
    table = MemoryTable()
    table.write(connections.save(None, CONNECTION, by="x")[0])
    lead: Item = {"pk": key.pk, "sk": key.sk}
    table.write(Put(lead | {"connection_id": CONNECTION.id, "onboarding_id": ONBOARDING.id}))
    (forgetting,) = (write for write in forget(table) if write.key == key)
    # WHEN it leads to another one meanwhile
    later = lead | {"connection_id": "con_B", "onboarding_id": "onb_B"}
    table.write(Put(later))
    # THEN it is not forgotten
    with pytest.raises(ConditionFailedError):
        table.write(forgetting)
    assert table.get(key) == later
