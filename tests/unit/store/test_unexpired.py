"""What has expired is not there, although DynamoDB has not removed it yet."""

from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.onboarding import onboard
from jetbridge.model.notification import Notification
from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import (
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Update,
    absent,
    equals,
    exists,
)
from jetbridge.store.unexpired import UnexpiredTable
from tests.fakes.clock import START, FrozenClock
from tests.support.journeys.env import CALLER, DAY, a_simulation
from tests.support.journeys.orders import a_verification
from tests.support.journeys.policies import policy, verify

HERE: Final = Key("P", "here")
GONE: Final = Key("P", "gone")


def an_item(key: Key, ttl: int | None = None, **fields: str | int) -> Item:
    """Return an item that ends at `ttl`."""
    ends: Item = {} if ttl is None else {"ttl": ttl}
    return {"pk": key.pk, "sk": key.sk, **ends, **fields}


def two() -> tuple[MemoryTable, UnexpiredTable, FrozenClock]:
    """Return a table with an item that ends in a second and one that has just ended."""
    below, clock = MemoryTable(), FrozenClock()
    for key, ends in ((HERE, START + 1), (GONE, START)):
        below.write(Put(an_item(key, ends, tenant_pk="T", tenant_sk=key.sk)))
    return below, UnexpiredTable(below, clock), clock


def test_an_item_is_gone_at_its_second() -> None:
    """By one read and by many."""
    # GIVEN two items, WHEN they are read, THEN the one that has ended is not there
    below, table, clock = two()
    assert table.get(GONE) is None
    assert [item is None for item in table.get_many([GONE, HERE])] == [True, False]
    # AND the other one is gone a second later, though both are stored
    clock.advance(1)
    assert table.get(HERE) is None
    assert below.get(HERE)


def test_pages_are_filled_with_what_is_there() -> None:
    """However many in between have expired: a list does not end early."""
    # GIVEN a partition in which every third item is there
    below = MemoryTable()
    table = UnexpiredTable(below, FrozenClock())
    for number in range(30):
        key = Key("P", f"{number:02d}")
        ends = START + 1 if number % 3 == 0 else START
        below.write(Put(an_item(key, ends, tenant_pk="T", tenant_sk=key.sk)))
    # WHEN it is read page by page, from the table and from the index, in both directions
    for read, name in ((table.query, "P"), (table.query_tenant, "T")):
        for newest_first in (False, True):
            found, after = [], None
            while True:
                page = read(name, limit=4, after=after, newest_first=newest_first)
                assert len(page.items) <= 4
                assert len(page.items) == 4 or page.next is None
                found += [str(item["sk"]) for item in page.items]
                after = page.next
                if after is None:
                    break
            # THEN each that is there came once, in order
            wanted = [f"{number:02d}" for number in range(0, 30, 3)]
            assert found == sorted(wanted, reverse=newest_first)


def test_a_prefix_holds_for_pages() -> None:
    """It is passed on."""
    _, table, _ = two()
    assert [item["sk"] for item in table.query("P", prefix="h", limit=5).items] == ["here"]
    assert not table.query("P", prefix="g", limit=5).items
    assert not table.query_tenant("T", prefix="g", limit=5).items


def test_a_new_item_takes_the_place_of_an_expired_one() -> None:
    """Alone and in a transaction."""
    # GIVEN an item that has ended
    below, table, _ = two()
    # WHEN a new one is written there with another item
    other = Key("P", "other")
    table.write(
        Put(an_item(GONE, START + 9, word="new"), when=(absent("pk"),)), Put(an_item(other))
    )
    # THEN both are there
    assert (below.get(GONE) or {})["word"] == "new"
    assert below.get(other)


def test_nothing_takes_the_place_of_what_is_there() -> None:
    """And nothing is removed for a write that fails all the same."""
    # GIVEN an item that is there
    below, table, _ = two()
    # WHEN a new one is to be written there, THEN it is refused, as ever
    with pytest.raises(ConditionFailedError) as refused:
        table.write(Put(an_item(GONE), when=(absent("pk"),)), Put(an_item(HERE), (absent("pk"),)))
    assert refused.value.indexes == (1,)
    with pytest.raises(ConditionFailedError):
        table.write(Put(an_item(HERE), when=(absent("pk"),)))
    assert (below.get(HERE) or {})["ttl"] == START + 1


@pytest.mark.parametrize(
    "write",
    [
        Update(GONE, set={"word": "x"}, when=(exists("pk"), equals("word", "y"))),
        Delete(GONE, when=(equals("word", "y"),)),
    ],
)
def test_another_condition_is_refused_as_ever(write: Update | Delete) -> None:
    """Room is made for what is new alone."""
    # GIVEN an item that has ended
    below, table, _ = two()
    # WHEN a write whose condition does not hold is made, THEN it is refused, and nothing is removed
    with pytest.raises(ConditionFailedError):
        table.write(write)
    assert below.get(GONE)


def test_an_idempotency_key_is_free_at_the_end_of_its_record() -> None:
    """Not days later, when DynamoDB removes it."""
    # GIVEN a request under a key, and its record, which has expired
    simulation = a_simulation(policy(verify()))
    order = a_verification()
    first = onboard.request(simulation.process(), CALLER, order, idempotency_key="key-1")
    simulation.wait(days=30)
    # WHEN it is made once more
    second = onboard.request(simulation.process(), CALLER, order, idempotency_key="key-1")
    # THEN it is a request of its own
    assert second.onboarding.id != first.onboarding.id
    # AND its record is the key's
    key = keys.idempotency(CALLER.tenant, "key-1")
    record = simulation.world.table.get(key)
    assert record
    assert record["onboarding_id"] == second.onboarding.id


def test_a_notification_that_is_told_again_after_its_time_is_a_new_one() -> None:
    """It would be acknowledged and lost otherwise."""
    # GIVEN a notification whose time is over, and that is still stored
    simulation = a_simulation(policy(verify()))
    now = simulation.world.clock.now()
    told = Notification("incode", "evt-1", "x", "demo", "", now, facts={"interview_id": "i"})
    inbox.take(simulation.process(), told)
    simulation.world.clock.advance(90 * DAY)
    # WHEN it is told again
    again = replace(told, received_at=simulation.world.clock.now())
    inbox.take(simulation.process(), again)
    # THEN it is stored as a new one
    item = simulation.world.table.get(keys.event("incode", "evt-1"))
    assert item
    assert item["received_at"] == again.received_at


def test_what_has_expired_takes_no_place_of_what_is_due() -> None:
    """The index `due` has it until DynamoDB removes it, before what came later."""
    # GIVEN more that has expired in a shard than a run takes, and behind it what is due
    below, shard = MemoryTable(), keys.due_shards(Partition.OPEN)[0]
    for number in range(4):
        place: Item = {"due_shard": shard, "due_at": START - 9 + number}
        below.write(Put(an_item(Key("P", str(number)), START if number < 3 else None) | place))
    # WHEN the reconciler takes what is due
    found = [*due.until(UnexpiredTable(below, FrozenClock()), START, limit=2)]
    # THEN it is there
    assert [each.key for each in found] == [Key("P", "3")]
