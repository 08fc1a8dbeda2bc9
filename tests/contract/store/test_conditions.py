"""What each clause means for an attribute that is there, null, of another type, or absent."""

from collections.abc import Callable
from enum import StrEnum

import pytest

from jetbridge.store.table import (
    Check,
    Clause,
    ConditionFailedError,
    Delete,
    Key,
    Put,
    Table,
    Update,
    Value,
    Write,
    absent,
    at_least,
    at_most,
    differs,
    equals,
    exists,
)

KEY = Key("CONNECTION#1", "CONNECTION")


class Status(StrEnum):
    """A status, as the model keeps one."""

    ACTIVE = "active"


HOLDING: list[Clause] = [
    exists("pk"),
    exists("nothing"),
    absent("missing"),
    equals("status", "active"),
    equals("version", 7),
    equals("open", value=True),
    equals("empty", ""),
    equals("raw", b"\x00\xff"),
    differs("status", "pending"),
    differs("status", 7),
    differs("missing", "active"),
    at_most("version", 7),
    at_most("version", 8),
    at_least("version", 7),
    at_least("version", -1),
]
FAILING: list[Clause] = [
    exists("missing"),
    absent("pk"),
    absent("nothing"),
    equals("status", "Active"),
    equals("version", "7"),
    equals("version", 8),
    equals("missing", "active"),
    equals("nothing", ""),
    differs("status", "active"),
    at_most("version", 6),
    at_most("missing", 6),
    at_most("nothing", 6),
    at_least("version", 8),
    at_least("missing", 0),
]


def named(clause: Clause) -> str:
    """Return a test id for a clause."""
    return f"{clause.attribute} {clause.operator} {clause.operand!r}"


def store_connection(table: Table) -> None:
    """Store an item with a value of every kind."""
    values: dict[str, Value] = {
        "status": "active",
        "version": 7,
        "nothing": None,
        "open": True,
        "empty": "",
        "raw": b"\x00\xff",
    }
    table.write(Put({"pk": KEY.pk, "sk": KEY.sk, **values}))


@pytest.mark.parametrize("clause", HOLDING, ids=named)
def test_a_write_goes_through_where_its_clause_holds(table: Table, clause: Clause) -> None:
    """A clause that holds lets an update through."""
    # GIVEN a stored item
    store_connection(table)
    # WHEN an update asks for a clause that holds
    table.write(Update(KEY, set={"mark": 1}, when=(clause,)))
    # THEN the item is changed
    item = table.get(KEY)
    assert item is not None
    assert item["mark"] == 1


@pytest.mark.parametrize("clause", FAILING, ids=named)
def test_a_write_is_refused_where_its_clause_fails(table: Table, clause: Clause) -> None:
    """A clause that fails keeps an update out, and the item as it was."""
    # GIVEN a stored item
    store_connection(table)
    # WHEN an update asks for a clause that fails
    with pytest.raises(ConditionFailedError) as refused:
        table.write(Update(KEY, set={"mark": 1}, when=(clause,)))
    # THEN the refusal names the write, and nothing is changed
    assert refused.value.indexes == (0,)
    item = table.get(KEY)
    assert item is not None
    assert "mark" not in item


def test_an_enum_compares_as_its_value(table: Table) -> None:
    """A status of the model is stored and compared as the text it stands for."""
    # GIVEN an item stored with an enum
    table.write(Put({"pk": KEY.pk, "sk": KEY.sk, "status": Status.ACTIVE}))
    # WHEN conditions compare it as enum and as text
    table.write(Check(KEY, when=(equals("status", Status.ACTIVE),)))
    table.write(Check(KEY, when=(equals("status", "active"),)))
    # THEN both hold, and what comes back is plain text
    assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "status": "active"}


def test_every_clause_must_hold(table: Table) -> None:
    """One clause that fails among others that hold keeps the write out."""
    # GIVEN a stored item
    store_connection(table)
    # WHEN only one of three clauses fails
    clauses = (exists("pk"), equals("status", "pending"), at_least("version", 7))
    # THEN the write is refused
    with pytest.raises(ConditionFailedError):
        table.write(Delete(KEY, when=clauses))
    assert table.get(KEY) is not None


@pytest.mark.parametrize(
    "clause", [equals("open", 1), at_most("status", 6), at_least("open", 0)], ids=named
)
def test_types_are_never_mixed(exact_table: Table, clause: Clause) -> None:
    """A boolean is no number, and text has no place among numbers."""
    # GIVEN a stored item
    store_connection(exact_table)
    # WHEN a clause compares across types, THEN it fails
    with pytest.raises(ConditionFailedError):
        exact_table.write(Delete(KEY, when=(clause,)))


WRITES: dict[str, Callable[[Clause], Write]] = {
    "put": lambda clause: Put({"pk": KEY.pk, "sk": KEY.sk}, when=(clause,)),
    "update": lambda clause: Update(KEY, set={"mark": 1}, when=(clause,)),
    "delete": lambda clause: Delete(KEY, when=(clause,)),
}


@pytest.mark.parametrize("verb", WRITES)
def test_an_absent_item_satisfies_what_asks_for_absence(table: Table, verb: str) -> None:
    """For an item that is not there, every attribute is absent and differs from all values."""
    for clause in (absent("pk"), absent("status"), differs("status", "active")):
        # GIVEN no item
        table.write(Delete(KEY))
        # WHEN a write asks for absence
        table.write(WRITES[verb](clause))
        # THEN it goes through
        assert (table.get(KEY) is not None) == (verb != "delete")


@pytest.mark.parametrize("verb", WRITES)
@pytest.mark.parametrize(
    "clause",
    [exists("pk"), equals("status", ""), at_most("version", 1), at_least("version", 1)],
    ids=named,
)
def test_an_absent_item_fails_what_asks_for_presence(
    table: Table, clause: Clause, verb: str
) -> None:
    """For an item that is not there, no attribute compares."""
    # GIVEN an empty table, WHEN a write asks for presence, THEN it is refused
    with pytest.raises(ConditionFailedError):
        table.write(WRITES[verb](clause))
    assert table.get(KEY) is None


@pytest.mark.parametrize("name", ["status", "ttl", "owner", "a.b", "a b", "#n", ":v", "ünï"])
def test_no_attribute_name_is_special(table: Table, name: str) -> None:
    """Reserved words and expression syntax serve as attribute names."""
    # GIVEN an item with an attribute of that name
    table.write(Put({"pk": KEY.pk, "sk": KEY.sk, name: 1}, when=(absent(name),)))
    # WHEN conditions and changes use the name
    table.write(Update(KEY, add={name: 2}, when=(equals(name, 1), differs(name, 2))))
    table.write(Update(KEY, set={"seen": 1}, remove=(name,), when=(equals(name, 3),)))
    # THEN they mean that attribute
    assert table.get(KEY) == {"pk": KEY.pk, "sk": KEY.sk, "seen": 1}
