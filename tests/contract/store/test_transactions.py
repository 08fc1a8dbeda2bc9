"""Several writes at once: all of them or none."""

import pytest

from jetbridge.store.table import (
    Check,
    ConditionFailedError,
    Delete,
    ItemTooLargeError,
    Key,
    Put,
    Table,
    Update,
    Write,
    WriteRejectedError,
    absent,
    equals,
    exists,
)

COMPANY = Key("COMPANY#smartrecruiters#acme", "COMPANY")
CONNECTION = Key("CONNECTION#1", "CONNECTION")
CLIENT = Key("CLIENT#1", "CLIENT")
TOKEN = Key("CLIENT#1", "TOKEN#1")


def stored(table: Table) -> list[bool]:
    """Return which of the four items there are."""
    return [item is not None for item in table.get_many([COMPANY, CONNECTION, CLIENT, TOKEN])]


def put(key: Key, *, status: str = "pending", new: bool = False) -> Put:
    """Return the write of a whole item, `new`: only where there is none."""
    item = {"pk": key.pk, "sk": key.sk, "status": status}
    return Put(dict(item), when=(absent("pk"),) if new else ())


def test_every_kind_of_write_happens_together(table: Table) -> None:
    """Put, update, delete and check commit as one."""
    # GIVEN a connection and a token
    table.write(put(CONNECTION), put(TOKEN))
    # WHEN one transaction holds every kind of write
    table.write(
        put(COMPANY, new=True),
        Update(CLIENT, set={"status": "active"}, add={"version": 1}),
        Delete(TOKEN, when=(exists("pk"),)),
        Check(CONNECTION, when=(equals("status", "pending"),)),
    )
    # THEN all of it is done
    assert stored(table) == [True, True, True, False]
    assert table.get(CLIENT) == {"pk": CLIENT.pk, "sk": CLIENT.sk, "status": "active", "version": 1}


def test_one_failed_condition_stops_everything(table: Table) -> None:
    """Where one condition fails nothing is written, and the refusal says which one."""
    # GIVEN a company that is taken
    table.write(put(COMPANY))
    # WHEN a transaction wants to take it once more, between other writes
    with pytest.raises(ConditionFailedError) as refused:
        table.write(put(CONNECTION, new=True), put(COMPANY, new=True), put(CLIENT, new=True))
    # THEN the second write is named and no other one happened
    assert refused.value.indexes == (1,)
    assert stored(table) == [True, False, False, False]


def test_every_failed_condition_is_named(table: Table) -> None:
    """Several failed conditions are all named, in the order of the writes."""
    # GIVEN one of four items
    table.write(put(CLIENT))
    # WHEN three of four writes ask for what is not so
    with pytest.raises(ConditionFailedError) as refused:
        table.write(
            Update(COMPANY, set={"status": "active"}, when=(exists("pk"),)),
            put(CONNECTION, new=True),
            Delete(CLIENT, when=(equals("status", "active"),)),
            Check(TOKEN, when=(exists("pk"),)),
        )
    # THEN the three are named
    assert refused.value.indexes == (0, 2, 3)
    assert stored(table) == [False, False, True, False]


@pytest.mark.parametrize("holds", [True, False])
def test_a_check_may_stand_alone(table: Table, *, holds: bool) -> None:
    """A lone check tells whether its condition holds."""
    # GIVEN an item or none
    if holds:
        table.write(put(CLIENT))
    # WHEN a check asks for the item
    refused = False
    try:
        table.write(Check(CLIENT, when=(exists("pk"),)))
    except ConditionFailedError as error:
        refused = error.indexes == (0,)
    # THEN it passes only where there is one
    assert refused != holds


def test_nothing_stays_of_a_transaction_that_is_too_large(table: Table) -> None:
    """A write that DynamoDB refuses takes the others with it."""
    # GIVEN an item to change and an item above 400 KB
    table.write(put(CONNECTION))
    huge: Write = Put({"pk": CLIENT.pk, "sk": CLIENT.sk, "name": "x" * 410_000})
    # WHEN a transaction holds both
    with pytest.raises(ItemTooLargeError):
        table.write(Update(CONNECTION, set={"status": "active"}), put(COMPANY), huge)
    # THEN nothing is written
    assert stored(table) == [False, True, False, False]
    assert table.get(CONNECTION) == {**put(CONNECTION).item}


@pytest.mark.parametrize(
    "writes",
    [
        (),
        (put(CLIENT), Delete(CLIENT)),
        (put(CLIENT), Update(CLIENT, set={"status": "active"})),
        (Update(CLIENT),),
        (Update(CLIENT, set={"status": "active"}, remove=("status",)),),
        (Update(CLIENT, set={"pk": "CLIENT#2"}),),
        (Check(CLIENT, when=()),),
        tuple(put(Key("CLIENT#1", f"TOKEN#{n}")) for n in range(101)),
    ],
    ids=[
        "no write",
        "put and delete of one item",
        "put and update of one item",
        "update of nothing",
        "one attribute changed twice",
        "key changed",
        "check of nothing",
        "101 writes",
    ],
)
def test_writes_that_make_no_sense_are_rejected(table: Table, writes: tuple[Write, ...]) -> None:
    """What no engine could do right is refused before it is tried."""
    # GIVEN an empty table, WHEN such writes come, THEN nothing is written
    with pytest.raises(WriteRejectedError):
        table.write(*writes)
    assert stored(table) == [False, False, False, False]


def test_a_hundred_writes_fit(table: Table) -> None:
    """A transaction takes a hundred items."""
    # GIVEN a hundred items
    keys = [Key("CLIENT#1", f"TOKEN#{n:03d}") for n in range(100)]
    # WHEN they are written at once
    table.write(*(put(key, new=True) for key in keys))
    # THEN all are there
    assert [item is not None for item in table.get_many(keys)] == [True] * 100
