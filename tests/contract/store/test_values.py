"""What goes in comes out: kinds of values, batches, limits."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jetbridge.store.table import (
    Delete,
    Item,
    ItemTooLargeError,
    Key,
    Put,
    Table,
    Update,
    Value,
    WriteRejectedError,
)

KEY = Key("CONNECTION#ü", "CONNECTION")
BASE: Item = {"pk": KEY.pk, "sk": KEY.sk}

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**38) + 1, 10**38 - 1),
    st.text(max_size=20),
    st.binary(max_size=20),
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(value=VALUES)
def test_every_value_comes_back_as_it_was(exact_table: Table, value: Value) -> None:
    """Null, booleans, integers, text, bytes, lists and maps survive, however nested."""
    # GIVEN any value
    # WHEN it is stored and read
    exact_table.write(Put({**BASE, "value": value}))
    item = exact_table.get(KEY)
    # THEN it is the same, its type included
    assert item is not None
    assert repr(item["value"]) == repr(value)


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -7, 1_790_000_000, 10**20, "", "ünï💡", b"", b"\x00\xff", [], {}],
    ids=repr,
)
def test_common_values_come_back_as_they_were(table: Table, value: Value) -> None:
    """Each kind of value survives on every engine, alone and nested."""
    # GIVEN a value alone, in a list, and in a map
    nested: Value = {"list": [value, [value]], "map": {"a": value}, "ü": value}
    # WHEN it is put, and set by an update
    table.write(Put({**BASE, "value": value, "nested": nested}))
    table.write(Update(KEY, set={"again": nested}))
    # THEN it is the same, its type included
    item = table.get(KEY)
    assert repr(item) == repr({**BASE, "value": value, "nested": nested, "again": nested})


def test_null_is_not_absence(table: Table) -> None:
    """A null attribute is there; a removed one is not."""
    # GIVEN an item with a null
    table.write(Put({**BASE, "expires_at": None, "other": 1}))
    # WHEN another attribute is removed
    table.write(Update(KEY, remove=("other", "never there")))
    # THEN the null remains
    assert table.get(KEY) == {**BASE, "expires_at": None}


def test_what_is_read_can_be_changed_without_changing_the_table(table: Table) -> None:
    """Items are values: neither the one written nor the one read is the one stored."""
    # GIVEN a stored item
    scopes: list[Value] = ["a"]
    table.write(Put({**BASE, "scopes": scopes}))
    # WHEN what was written and what was read are changed
    scopes.append("b")
    read = table.get(KEY)
    assert read is not None
    read["scopes"] = []
    # THEN the stored one is as it was
    assert table.get(KEY) == {**BASE, "scopes": ["a"]}


def test_a_put_replaces_the_whole_item(table: Table) -> None:
    """Attributes of the item before do not linger."""
    # GIVEN an item
    table.write(Put({**BASE, "old": 1}))
    # WHEN another is put in its place
    table.write(Put({**BASE, "new": 2}))
    # THEN only that one is there
    assert table.get(KEY) == {**BASE, "new": 2}


def test_an_update_keeps_what_it_does_not_name(table: Table) -> None:
    """Set, remove and add together, beside attributes that stay; all read the item as it was."""
    # GIVEN an item
    table.write(Put({**BASE, "stays": 1, "goes": 2, "counts": 3, "changes": 4}))
    # WHEN an update changes some attributes
    table.write(
        Update(KEY, set={"changes": "x"}, remove=("goes",), add={"counts": -5, "starts": 2})
    )
    # THEN the others stay
    assert table.get(KEY) == {**BASE, "stays": 1, "counts": -2, "changes": "x", "starts": 2}


def test_deleting_nothing_is_no_error(table: Table) -> None:
    """An unconditional delete may be repeated."""
    # GIVEN an item that is deleted
    table.write(Put(BASE))
    table.write(Delete(KEY))
    # WHEN it is deleted again, THEN it is still gone
    table.write(Delete(KEY))
    assert table.get(KEY) is None


def test_a_batch_answers_in_the_order_of_the_keys(table: Table) -> None:
    """Missing items are None, repeated keys repeat their answer."""
    # GIVEN some of the asked items
    keys = [Key("P", str(n)) for n in range(6)]
    for key in keys[::2]:
        table.write(Put({"pk": key.pk, "sk": key.sk}))
    # WHEN they are read in another order, one twice
    asked = [*reversed(keys), keys[0]]
    found = table.get_many(asked)
    # THEN each answer stands where its key stands
    assert [item and item["sk"] for item in found] == [None, "4", None, "2", None, "0", "0"]
    assert table.get_many([]) == []


def test_a_batch_takes_a_hundred_keys(table: Table) -> None:
    """A hundred keys fit, one more does not, and none may be empty."""
    # GIVEN one stored item
    table.write(Put({"pk": "P", "sk": "99"}))
    # WHEN a hundred and one keys are read, THEN only a hundred are taken
    keys = [Key("P", str(n)) for n in range(101)]
    assert table.get_many(keys[:100])[-1] == {"pk": "P", "sk": "99"}
    with pytest.raises(WriteRejectedError):
        table.get_many(keys)
    with pytest.raises(WriteRejectedError):
        table.get(Key("P", ""))


@pytest.mark.parametrize("size", [400_000, 420_000])
def test_an_item_holds_400_kilobytes(table: Table, size: int) -> None:
    """Too large an item is refused by name, whether put or grown."""
    # GIVEN an item of half the size
    half = "x" * (size // 2)
    table.write(Put({**BASE, "first": half}))
    # WHEN it grows to the whole size, and is put in that size
    too_large = 0
    for write in (Update(KEY, set={"second": half}), Put({**BASE, "first": half, "second": half})):
        try:
            table.write(write)
        except ItemTooLargeError:
            too_large += 1
    # THEN both go through below the limit, and neither above it
    item = table.get(KEY)
    assert item is not None
    assert too_large == (2 if size > 400 * 1024 else 0)
    assert ("second" in item) == (too_large == 0)


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"pk": "P"},
        {"pk": "P", "sk": ""},
        {"pk": 1, "sk": "S"},
        {"pk": "P", "sk": "S", "tenant_pk": None},
        {"pk": "P", "sk": "S", "tenant_pk": "T", "tenant_sk": 1},
        {"pk": "P", "sk": "S", "due_shard": "D", "due_at": "1"},
        {"pk": "P", "sk": "S", "number": 10**38},
    ],
    ids=repr,
)
def test_an_item_that_breaks_the_rules_is_rejected(exact_table: Table, item: Item) -> None:
    """Keys are text and not empty, index attributes have the index's type."""
    # GIVEN an empty table, WHEN such an item is put, THEN it is refused
    with pytest.raises(WriteRejectedError):
        exact_table.write(Put(item))
    assert exact_table.query("P", limit=1).items == ()


def test_only_numbers_are_counted_up(table: Table) -> None:
    """Adding to text is refused."""
    # GIVEN an item with a text
    table.write(Put({**BASE, "name": "x"}))
    # WHEN the text is counted up, THEN nothing changes
    with pytest.raises(WriteRejectedError):
        table.write(Update(KEY, add={"name": 1}))
    assert table.get(KEY) == {**BASE, "name": "x"}
