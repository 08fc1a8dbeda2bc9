"""Gates in the table: one small item each, changed only on the version that was read."""

from typing import cast

from jetbridge.broker.gate_state import Gate, Pass
from jetbridge.partners.dialect import DAY
from jetbridge.store import keys
from jetbridge.store.table import (
    ConditionFailed,
    Conflict,
    Item,
    Put,
    Table,
    Unavailable,
    Value,
    absent,
    equals,
)


def read(table: Table, name: str) -> tuple[Gate, int]:
    """Return a gate and its version, 0 where it is not stored."""
    item = table.get(keys.gate(name))
    if item is None:
        return Gate(), 0
    running = cast("list[dict[str, Value]]", item["running"])
    return Gate(
        running=tuple(
            Pass(str(one["id"]), cast("int", one["until"]), str(one["alone"])) for one in running
        ),
        starts=tuple(cast("list[int]", item["starts"])),
        closed_until=cast("int", item["closed_until"]),
        timeouts=cast("int", item.get("timeouts", 0)),
    ), cast("int", item["version"])


def write(table: Table, name: str, gate: Gate, version: int, *, now: int) -> bool:
    """Store a gate for a day, if it was not changed since `version`; tell whether it is stored."""
    key = keys.gate(name)
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "version": version + 1,
        "running": [{"id": p.id, "until": p.until, "alone": p.alone} for p in gate.running],
        "starts": list(gate.starts),
        "closed_until": gate.closed_until,
        "timeouts": gate.timeouts,
        "ttl": now + DAY,
    }
    try:
        table.write(Put(item, when=(equals("version", version) if version else absent("pk"),)))
    except (ConditionFailed, Conflict, Unavailable):
        return False
    return True
