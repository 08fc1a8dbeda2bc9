"""The audit trail of a restored table says that it was restored; an anchor shows what is lost."""

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.flows.restore import trail
from jetbridge.model import audit_check
from jetbridge.model.audit import DIGEST, Action, Change, Outcome
from jetbridge.model.audit_check import Anchor, number
from jetbridge.store import audit as store
from jetbridge.store import keys
from tests.fakes.context import World
from tests.support.restoring import backup, restored


def _changes(world: World, count: int, name: str) -> None:
    for each in range(count):
        change = Change(Action.CLIENT_REVOKE, "demo", "operator:arn", f"{name}-{each}", ("x",))
        audit.append(Trail.of(world.context()), change, Outcome.DONE)


def _anchor(world: World, chain: str) -> dict[int, Anchor]:
    return {number(each): Anchor(str(each[DIGEST])) for each in store.entries(world.table, chain)}


def test_every_chain_goes_on_with_the_restore() -> None:
    """Each has gone back to where it was, and verifies."""
    # GIVEN a trail, a backup, and changes since
    world = World()
    _changes(world, 20, "before")
    saved = backup(world)
    _changes(world, 20, "after")
    anchors = {chain: _anchor(world, chain) for chain in keys.audit_chains("demo")}
    # WHEN the restore is told, and changes are made afterwards
    again = restored(world, saved)
    written = Trail.of(again.context())
    trail.tell(written, "demo", actor="operator:arn", handle="h", on=("2026-11-30", "table"))
    _changes(again, 20, "later")
    # THEN each chain has one entry of it, and is whole
    for chain in keys.audit_chains("demo"):
        read = store.read(again.table, chain)
        told = [each for each in read.items if each["action"] == Action.TABLE_RESTORE]
        assert len(told) == 1
        assert [*audit_check.faults(read, now=again.clock.now())] == []
        # AND what the anchor has and the trail lacks is told, with why
        faults = [*audit_check.against(anchors[chain], read, now=again.clock.now())]
        assert faults
        assert all("the table was restored" in each.what for each in faults)


def test_an_anchor_of_before_the_backup_still_holds() -> None:
    """What it has is in the restored table."""
    world = World()
    _changes(world, 8, "before")
    (chain, *_) = keys.audit_chains("demo")
    anchor = _anchor(world, chain)
    trail.tell(Trail.of(world.context()), "demo", actor="o", handle="h", on=())
    read = store.read(world.table, chain)
    assert [*audit_check.against(anchor, read, now=world.clock.now())] == []
