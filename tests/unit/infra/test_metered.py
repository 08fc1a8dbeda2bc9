"""The ports that count what AWS charges for."""

from collections.abc import Callable
from typing import Final

import pytest

from bench.metered import (
    HALF_READ_UNITS,
    INVOCATIONS,
    QUEUE_REQUESTS,
    TABLE_CALLS,
    WRITE_UNITS,
    Account,
    MeteredQueue,
    MeteredTable,
)
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import (
    Check,
    ConditionFailedError,
    Delete,
    Item,
    Key,
    Put,
    Update,
    Write,
    absent,
    exists,
)
from tests.fakes.queue import MemoryQueue

KEY = Key("a", "a")
TENANT: Final[Item] = {"tenant_pk": "t", "tenant_sk": "1"}
DUE: Final[Item] = {"due_shard": "s", "due_at": 1}


def an_item(index: Item | None = None, *, size: int = 100) -> Item:
    """Return an item of about so many bytes, in an index by its attributes."""
    return {"pk": KEY.pk, "sk": KEY.sk, "text": "x" * size, **(index or {})}


def used(*writes: Write, before: Item | None = None) -> dict[str, int]:
    """Return what some writes use, made at once on a table that holds `before`."""
    table, account = MemoryTable(), Account()
    if before:
        table.write(Put(before))
    with account.invocation("token"):
        MeteredTable(table, account).write(*writes)
    return account.functions["token"]


@pytest.mark.parametrize(
    ("write", "before", "units"),
    [
        (Put(an_item()), None, 1),
        (Put(an_item(size=1_100)), None, 2),
        (Delete(KEY), an_item(size=1_100), 2),
        (Delete(KEY), None, 1),
        # All of the item is in the index `tenant`, its keys are in `due`.
        (Put(an_item(TENANT, size=1_100)), None, 4),
        (Put(an_item(DUE, size=1_100)), None, 3),
        # An entry that moves is removed and written, one that stays as it is costs nothing.
        (Update(KEY, set={"due_at": 2}), an_item(DUE), 3),
        (Update(KEY, set={"text": "y"}), an_item(DUE), 1),
        (Update(KEY, set={"text": "y"}), an_item(TENANT), 2),
        (Delete(KEY), an_item(DUE), 2),
    ],
)
def test_a_write_costs_its_item_and_its_entries(write: Write, before: Item, units: int) -> None:
    """By the kilobyte of the larger of the item before and the item after."""
    assert used(write, before=before)[WRITE_UNITS] == units


def test_a_transaction_costs_twice() -> None:
    """Also for what is only checked."""
    # WHEN one item is written and another one checked
    usage = used(Put(an_item()), Check(Key("b", "b"), (absent("pk"),)))
    # THEN each costs two units, and it was one call
    assert usage[WRITE_UNITS] == 4
    assert usage[TABLE_CALLS] == 1


def test_a_refused_write_costs_what_is_there() -> None:
    """Nothing changes, and DynamoDB charges for it."""
    # GIVEN a table without the item
    account = Account()
    with account.invocation("token"), pytest.raises(ConditionFailedError):
        # WHEN a write is refused
        MeteredTable(MemoryTable(), account).write(Put(an_item(), (exists("pk"),)))
    # THEN it costs a unit
    assert account.functions["token"][WRITE_UNITS] == 1


def test_reads_cost_by_four_kilobytes() -> None:
    """One by one in a batch, together on a page, and half as much from an index."""
    # GIVEN two items, one of which is long, and a third key
    table, account = MemoryTable(), Account()
    table.write(Put(an_item(TENANT, size=5_000)))
    table.write(Put({"pk": "a", "sk": "b"}))
    metered = MeteredTable(table, account)
    reads: dict[str, Callable[[], object]] = {
        "one": lambda: metered.get(KEY),
        "none": lambda: metered.get(Key("c", "c")),
        "batch": lambda: metered.get_many([KEY, Key("a", "b"), Key("c", "c")]),
        "page": lambda: metered.query("a", limit=10),
        "tenant": lambda: metered.query_tenant("t", limit=10),
        "due": lambda: metered.query_due("s", 1, 10),
    }
    # WHEN they are read in every way
    for name, read in reads.items():
        with account.invocation(name):
            read()
    # THEN each costs what DynamoDB charges, in halves of a unit
    halves = {name: usage[HALF_READ_UNITS] for name, usage in account.functions.items()}
    assert halves == {"one": 4, "none": 2, "batch": 8, "page": 4, "tenant": 2, "due": 1}


def test_messages_cost_their_batch_and_what_takes_them() -> None:
    """Ten are sent at once; each is received and deleted."""
    account = Account()
    with account.invocation("receive"):
        MeteredQueue(MemoryQueue(), account).send([{"tenant": "t"}] * 11)
    assert account.functions["receive"][QUEUE_REQUESTS] == 2 + 22


def test_what_is_used_between_invocations_is_no_functions() -> None:
    """A preparation is not counted."""
    account = Account()
    account.add(WRITE_UNITS)
    with account.invocation("token"):
        account.add(WRITE_UNITS)
    assert account.functions == {"token": {INVOCATIONS: 1, WRITE_UNITS: 1}}
