"""Time that passes for what is kept: the schedule runs, and DynamoDB removes what has expired."""

from collections.abc import Iterable
from typing import Final

from jetbridge.flows.retention import due as schedule
from jetbridge.flows.schedule import reconcile, work
from jetbridge.store import due
from jetbridge.store.due import Partition
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Delete, Item, Key
from tests.fakes.context import World

DAY: Final = 86_400


def every(world: World) -> dict[Key, Item]:
    """Return everything that the table holds."""
    assert isinstance(world.table, MemoryTable)
    return dict(world.table._items)


def waits(world: World) -> list[Key]:
    """Return what waits for its removal."""
    return [
        Key(str(each["pk"]), str(each["sk"]))
        for page in due.pages(world.table, Partition.RETENTION, 2**40, size=100)
        for each in page
    ]


def fire(world: World) -> None:
    """Run the schedule, and the worker for what it hands over. The reconciler wipes links."""
    reconcile.run(world.context())
    schedule.run(world.context())
    sent, world.queue.sent = world.queue.sent, []
    for message, _ in sent:
        if message["kind"] == "retention":
            work.do(world.context(), message)
        else:
            world.queue.sent.append((message, 0))


def days_pass(world: World, days: int) -> None:
    """Let days pass, the schedule running on each of them."""
    for _ in range(days):
        world.clock.advance(DAY)
        fire(world)


def expire(world: World) -> None:
    """Remove what has expired, as DynamoDB does."""
    now = world.clock.now()
    for key, item in every(world).items():
        ttl = item.get("ttl")
        if isinstance(ttl, int) and ttl <= now:
            world.table.write(Delete(key))


def of_kind(world: World, *starts: str) -> list[Key]:
    """Return the items whose partition begins so."""
    return [key for key in every(world) if key.pk.startswith(starts)]


def left(world: World, names: Iterable[str]) -> list[str]:
    """Return which of these names stand anywhere in the table."""
    text = repr(every(world))
    return [name for name in names if name in text]
