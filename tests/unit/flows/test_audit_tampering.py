"""Who may write the table cannot change the audit trail unseen, as docs/audit.md says."""

import logging
from collections.abc import Iterator

import pytest

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.model.audit import DIGEST, Action, Chain, Change, Head, Outcome, digest
from jetbridge.model.audit_check import Anchor, Fault, against, faults
from jetbridge.store import audit as store
from jetbridge.store import keys
from jetbridge.store.mapper import UnreadableItemError, to_item
from jetbridge.store.table import Delete, Item, Put, Update, Value, key_of
from jetbridge_cli import audit as command
from tests.fakes.context import World

ONE, TWO = "demo", "globex"
ENTRIES = 6
REQUEST = "request-1"


def a_trail() -> World:
    """Return a world in which two tenants' clients have changed something several times."""
    world = World()
    for tenant in (ONE, TWO):
        change = Change(Action.POLICY_PUT, tenant, "client:jb_ci_1", REQUEST, ("one",))
        for _ in range(ENTRIES):
            audit.append(Trail.of(world.context()), change, Outcome.DONE)
            world.clock.advance(60)
    return world


def chain_of(tenant: str) -> str:
    """Return the chain of a tenant that has entries."""
    return keys.audit_chain(tenant, REQUEST)


def entries(world: World, tenant: str = ONE) -> list[Item]:
    """Return the entries of a tenant."""
    return [*store.entries(world.table, chain_of(tenant))]


def kept(world: World, tenant: str = ONE) -> dict[int, Anchor]:
    """Return what an export that is kept elsewhere says of a tenant's entries."""
    return {
        int(str(each["number"])): Anchor(str(each[DIGEST]), int(str(each["ttl"])))
        for each in entries(world, tenant)
    }


def found(world: World, anchors: dict[int, Anchor] | None = None, tenant: str = ONE) -> list[Fault]:
    """Return what is found to be wrong with a tenant's chain."""
    chain, now = store.read(world.table, chain_of(tenant)), world.clock.now()
    return [*faults(chain, now=now), *against(anchors or {}, chain, now=now)]


def signed(item: Item) -> Item:
    """Return an entry with the digest that fits it."""
    return {**item, DIGEST: digest(item)}


def rewritten(items: list[Item], **changed: Value) -> Iterator[Item]:
    """Yield a chain written again from its beginning, with other attributes in each entry."""
    previous = ""
    for item in items:
        again = signed({**item, **changed, "previous": previous})
        previous = str(again[DIGEST])
        yield again


def head_at(world: World, item: Item) -> None:
    """Have a chain end at an entry."""
    at, ends = int(str(item["number"])), int(str(item["ttl"]))
    head = Head(at, str(item[DIGEST]), ends)
    world.table.write(Put(to_item(keys.audit_head(chain_of(ONE)), head)))


def test_the_trail_as_it_was_written_has_no_fault() -> None:
    """Of both tenants, with and without what was kept elsewhere."""
    world = a_trail()
    for tenant in (ONE, TWO):
        assert not found(world, kept(world, tenant), tenant)


def test_chains_that_were_swapped_between_tenants_are_found() -> None:
    """With their ends, and with digests that fit."""
    # GIVEN two chains of equal length
    world = a_trail()
    ours, theirs = entries(world, ONE), entries(world, TWO)
    # WHEN each is put into the place of the other, as it is and signed again
    for sign in (dict, signed):
        for mine, other in zip(ours, theirs, strict=True):
            world.table.write(Put(sign({**other, "pk": mine["pk"]})))
        last = entries(world)[-1]
        head_at(world, last)
        # THEN it is found
        assert found(world)


def test_entries_that_changed_places_are_found() -> None:
    """Numbers, keys and digests made to fit."""
    world = a_trail()
    second, third = entries(world)[1:3]
    for item, place in ((second, third), (third, second)):
        world.table.write(
            Put(signed({**item, "sk": place["sk"], "number": place["number"]})),
        )
    assert found(world)


def test_an_earlier_end_that_is_put_back_is_found() -> None:
    """Such as one from a backup: entries stand behind it."""
    world = a_trail()
    head_at(world, entries(world)[2])
    assert [each.number for each in found(world)] == [4]


def changes_of(item: Item) -> Iterator[Item]:
    """Yield other values of each attribute beside the key, and attributes that no item has."""
    for name, value in item.items():
        if name in {"pk", "sk"}:
            continue
        others: list[Value] = [None, b"x", "", "x", [], ["x"], 0, -1, 10**11]
        if isinstance(value, int):
            others += [value + 1, value - 1]
        for other in others:
            if other != value:
                yield {name: other}
    yield {"extra": 1}
    yield {"due_shard": "DUE#1", "due_at": 1}
    if "ttl" not in item:
        yield {"ttl": 10**10}  # DynamoDB would remove it


@pytest.mark.parametrize("place", [*range(ENTRIES), "head"])
def test_whatever_is_changed_is_found(place: int | str) -> None:
    """Each attribute of each entry and of the end, and what is put beside them."""
    # GIVEN an item of a chain
    world = a_trail()
    if isinstance(place, int):
        item = entries(world)[place]
    else:
        item = world.table.get(keys.audit_head(chain_of(ONE))) or {}
    for change in changes_of(item):
        # WHEN it is changed
        world.table.write(Update(key_of(item), set=change))
        # THEN it is found
        assert is_found(world), change
        world.table.write(Put(item))


def is_found(world: World) -> bool:
    """Return whether something is wrong, or cannot be read."""
    try:
        return bool(found(world))
    except UnreadableItemError:
        return True


def test_an_end_that_was_cut_off_is_found_by_what_was_kept_elsewhere() -> None:
    """The table alone is as if they had never been written."""
    # GIVEN entries and their end that are set back
    world = a_trail()
    anchors = kept(world)
    for item in entries(world)[3:]:
        world.table.write(Delete(key_of(item)))
    head_at(world, entries(world)[-1])
    # THEN
    assert not found(world)
    assert [each.number for each in found(world, anchors)] == [4, 5, 6]
    # AND so it is after others have continued the chain
    change = Change(Action.POLICY_PUT, ONE, "client:another", REQUEST)
    for _ in range(ENTRIES):
        audit.append(Trail.of(world.context()), change, Outcome.DONE)
    assert not found(world)
    assert [each.number for each in found(world, anchors)] == [4, 5, 6]


def test_a_chain_that_was_written_again_is_found_by_what_was_kept_elsewhere() -> None:
    """With another actor in each entry."""
    world = a_trail()
    anchors = kept(world)
    for item in rewritten(entries(world), actor="client:another"):
        world.table.write(Put(item))
    head_at(world, entries(world)[-1])
    assert not found(world)
    assert [each.number for each in found(world, anchors)] == [1, 2, 3, 4, 5, 6]


def test_entries_that_are_made_to_expire_are_found() -> None:
    """DynamoDB removes an item whose `ttl` is changed, and its digest with it."""
    # GIVEN an entry that DynamoDB has removed because its `ttl` was changed
    world = a_trail()
    item = entries(world)[2]
    world.table.write(Update(key_of(item), set={"ttl": 1}))
    assert [each.number for each in found(world)] == [3]
    world.table.write(Delete(key_of(item)))
    # THEN the next entry tells when it would have expired
    assert [each.number for each in found(world)] == [3]
    # AND of the last one the end does
    world = a_trail()
    world.table.write(Delete(key_of(entries(world)[-1])))
    assert [each.number for each in found(world)] == [ENTRIES]


def test_the_functions_logs_are_a_second_record(caplog: pytest.LogCaptureFixture) -> None:
    """No writer of the table can change them; nothing of the change itself is in them."""
    # GIVEN what was logged as the entries were appended
    with caplog.at_level(logging.INFO):
        world = a_trail()
    lines = [{**each.__dict__} for each in caplog.records if each.message == "audit entry"]
    logged = {
        each["number"]: Anchor(each["digest"], each["expires_at"])
        for each in lines
        if each["chain"] == chain_of(ONE)
    }
    # THEN it is what an export would have
    assert logged == kept(world)
    assert "jb_ci_1" not in repr(lines)
    # AND a chain that is emptied under a forged end is found by it
    for item in entries(world):
        world.table.write(Delete(key_of(item)))
    world.table.write(Update(keys.audit_head(chain_of(ONE)), set={"expires_at": 1}))
    assert not found(world)
    assert len(found(world, logged)) == ENTRIES


@pytest.mark.parametrize(
    "spoiled", [{"number": "six"}, {"expires_at": None}, {"digest": 1}, {"number": True}]
)
def test_an_end_of_another_form_is_a_fault(spoiled: dict[str, Value]) -> None:
    """And of that chain alone: the others are checked all the same."""
    # GIVEN an end that holds what is never written
    world = a_trail()
    world.table.write(Update(keys.audit_head(chain_of(ONE)), set=spoiled))
    # THEN it is told as a fault
    with pytest.raises(UnreadableItemError):
        store.end(world.table, chain_of(ONE))
    judged = command._read(world.table, chain_of(ONE))
    assert isinstance(judged, Fault)
    assert "cannot be read" in judged.what
    assert isinstance(command._read(world.table, chain_of(TWO)), Chain)
