"""Gates in the table: one small item each, changed only on the version that was read."""

from typing import cast

from jetbridge.broker.dialect import DAY
from jetbridge.broker.gate_state import Gate
from jetbridge.store import keys
from jetbridge.store.mapper import from_item, to_item
from jetbridge.store.table import (
    ConditionFailed,
    Conflict,
    Put,
    Table,
    Unavailable,
    absent,
    equals,
)


def read(table: Table, name: str) -> tuple[Gate, int]:
    """Return a gate and its version, 0 where it is not stored."""
    item = table.get(keys.gate(name))
    if item is None:
        return Gate(), 0
    return from_item(Gate, item), cast("int", item["version"])


def write(table: Table, name: str, gate: Gate, version: int, *, now: int) -> bool:
    """Store a gate for a day, if it was not changed since `version`; tell whether it is stored."""
    item = to_item(keys.gate(name), gate) | {"version": version + 1, "ttl": now + DAY}
    try:
        table.write(Put(item, when=(equals("version", version) if version else absent("pk"),)))
    except (ConditionFailed, Conflict, Unavailable):
        return False
    return True
