"""Reading one page after the other: the table's partitions and both indexes."""

import json
from collections.abc import Callable

import pytest

from jetbridge.store.table import Cursor, Item, Key, Page, Put, Table, Update, WriteRejectedError

TENANT = "TENANT#demo#CONNECTION"
SHARD = "DUE#3"


def fill(table: Table, count: int) -> None:
    """Store connections 0 to `count` - 1, the later the newer, with a history entry each."""
    for n in range(count):
        connection: Item = {
            "pk": f"CONNECTION#{n}",
            "sk": "CONNECTION",
            "tenant_pk": TENANT,
            "tenant_sk": f"{n:012d}#{n}",
            "n": n,
        }
        history: Item = {"pk": "CONNECTION#0", "sk": f"HISTORY#{n:012d}#{n}", "n": n}
        table.write(Put(connection), Put(history))


def walk(read: Callable[[Cursor | None], Page]) -> list[list[Item]]:
    """Return every page, each cursor sent through JSON as an API client would return it."""
    pages: list[list[Item]] = []
    after: Cursor | None = None
    while True:
        page = read(after)
        pages.append(list(page.items))
        if page.next is None:
            return pages
        after = json.loads(json.dumps(page.next))


def numbers(pages: list[list[Item]]) -> list[list[object]]:
    """Return the numbers of the items, page by page."""
    return [[item["n"] for item in page] for page in pages]


@pytest.mark.parametrize(
    ("newest_first", "expected"),
    [(False, [[0, 1, 2], [3, 4, 5], [6]]), (True, [[6, 5, 4], [3, 2, 1], [0]])],
    ids=["oldest first", "newest first"],
)
def test_a_partition_is_read_in_order_and_by_prefix(
    table: Table, expected: list[list[object]], *, newest_first: bool
) -> None:
    """Pages of a partition follow `sk`, and hold what begins with the prefix."""
    # GIVEN a connection with seven entries of history
    fill(table, 7)
    # WHEN its history is read three at a time
    pages = walk(
        lambda after: table.query(
            "CONNECTION#0", prefix="HISTORY#", limit=3, after=after, newest_first=newest_first
        )
    )
    # THEN every entry is there once, in order, and the connection itself is not
    assert numbers(pages) == expected


def test_of_a_partition_the_named_attributes_are_read(table: Table) -> None:
    """With the key, which a cursor is made of; an item that lacks one is there all the same."""
    # GIVEN items of which one lacks an attribute
    table.write(Put({"pk": "P", "sk": "1", "n": 1, "status": "x", "large": "y" * 1_000}))
    table.write(Put({"pk": "P", "sk": "2", "status": "x"}))
    # WHEN some attributes are asked for, one of them a word of DynamoDB's own
    pages = walk(lambda after: table.query("P", limit=1, after=after, only=("n", "status", "sk")))
    # THEN there is nothing else
    assert pages == [
        [{"pk": "P", "sk": "1", "n": 1, "status": "x"}],
        [{"pk": "P", "sk": "2", "status": "x"}],
    ]


@pytest.mark.parametrize(
    ("newest_first", "expected"),
    [(False, [[0, 1, 2], [3, 4, 5], [6]]), (True, [[6, 5, 4], [3, 2, 1], [0]])],
    ids=["oldest first", "newest first"],
)
def test_a_tenant_is_read_in_order(
    table: Table, expected: list[list[object]], *, newest_first: bool
) -> None:
    """Pages of the index `tenant` follow `tenant_sk` and hold whole items."""
    # GIVEN seven connections of a tenant and one of another
    fill(table, 7)
    other: Item = {"pk": "X", "sk": "X", "tenant_pk": "TENANT#other", "tenant_sk": "0"}
    table.write(Put(other))
    # WHEN they are read three at a time
    pages = walk(
        lambda after: table.query_tenant(TENANT, limit=3, after=after, newest_first=newest_first)
    )
    # THEN every connection is there once, in order, with all its attributes
    assert numbers(pages) == expected
    assert table.query_tenant("TENANT#other", limit=1).items == (other,)


def test_the_last_page_says_that_it_is_the_last(table: Table) -> None:
    """A page that ends with the last item promises no further one."""
    # GIVEN six items
    fill(table, 6)
    # WHEN they are read three at a time, and six at once
    pages = walk(lambda after: table.query_tenant(TENANT, limit=3, after=after))
    # THEN there is no empty page at the end
    assert numbers(pages) == [[5, 4, 3], [2, 1, 0]]
    assert table.query_tenant(TENANT, limit=6).next is None
    assert table.query_tenant("TENANT#none", limit=1) == Page(())


def test_a_tenant_is_read_by_prefix(table: Table) -> None:
    """A prefix narrows the index as it narrows a partition."""
    # GIVEN twelve connections
    fill(table, 12)
    # WHEN the ones from 10 on are asked for
    page = table.query_tenant(TENANT, prefix="00000000001", limit=9, newest_first=False)
    # THEN only they come
    assert [item["n"] for item in page.items] == [10, 11]


def test_a_tenant_is_read_from_a_place_on(table: Table) -> None:
    """Whether or not there is an item at it; a cursor from before it is refused."""
    # GIVEN twelve connections
    fill(table, 12)
    # WHEN those from 9 on are asked for, page by page
    first = table.query_tenant(TENANT, since="000000000009", limit=2, newest_first=False)
    rest = table.query_tenant(
        TENANT, since="000000000009", limit=2, after=first.next, newest_first=False
    )
    # THEN only they come
    assert [item["n"] for item in (*first.items, *rest.items)] == [9, 10, 11]
    assert rest.next is None
    earlier = table.query_tenant(TENANT, limit=2, newest_first=False).next
    with pytest.raises(WriteRejectedError):
        table.query_tenant(TENANT, since="000000000009", limit=2, after=earlier)


def test_a_page_continues_behind_an_item_that_is_gone(table: Table) -> None:
    """A cursor is a place, and stays one when its item has left the index."""
    # GIVEN a page that ended with connection 2
    fill(table, 5)
    page = table.query_tenant(TENANT, limit=3, newest_first=False)
    # WHEN that connection leaves the index
    table.write(Update(Key("CONNECTION#2", "CONNECTION"), remove=("tenant_pk", "tenant_sk")))
    # THEN the next page begins behind it
    following = table.query_tenant(TENANT, limit=3, after=page.next, newest_first=False)
    assert [item["n"] for item in following.items] == [3, 4]


def test_only_what_is_due_is_found(table: Table) -> None:
    """The index `due` holds items that carry its attributes, and gives those whose time came."""
    # GIVEN items due at several moments, in another shard, and not at all
    for name, due in {"a": 30, "b": 10, "c": 20, "d": 21}.items():
        table.write(Put({"pk": name, "sk": "X", "due_shard": SHARD, "due_at": due, "big": "x"}))
    table.write(Put({"pk": "e", "sk": "X", "due_shard": "DUE#4", "due_at": 5}))
    table.write(Put({"pk": "f", "sk": "X"}))
    # WHEN what is due by 20 is asked for
    page = table.query_due(SHARD, 20, 10)
    # THEN it comes oldest first, by its keys only
    assert page.items == (
        {"pk": "b", "sk": "X", "due_shard": SHARD, "due_at": 10},
        {"pk": "c", "sk": "X", "due_shard": SHARD, "due_at": 20},
    )
    assert page.next is None


def test_what_is_done_is_no_longer_due(table: Table) -> None:
    """An item leaves the index with its attributes, and comes back with them."""
    # GIVEN a due item
    key = Key("CONNECTION#1", "CONNECTION")
    table.write(Update(key, set={"due_shard": SHARD, "due_at": 10}))
    # WHEN its attributes are removed
    table.write(Update(key, remove=("due_shard", "due_at")))
    # THEN it is not found any more, until it carries them again
    assert table.query_due(SHARD, 99, 10).items == ()
    table.write(Update(key, set={"due_shard": SHARD, "due_at": 11}))
    assert [item["due_at"] for item in table.query_due(SHARD, 99, 10).items] == [11]


def test_items_due_at_the_same_moment_are_all_found(table: Table) -> None:
    """Paging through equal moments skips nothing and repeats nothing."""
    # GIVEN seven items due at one moment
    names = {f"CONNECTION#{n}" for n in range(7)}
    for name in names:
        table.write(Put({"pk": name, "sk": "X", "due_shard": SHARD, "due_at": 10}))
    # WHEN they are read two at a time
    pages = walk(lambda after: table.query_due(SHARD, 10, 2, after))
    # THEN each is there once
    found = [item["pk"] for page in pages for item in page]
    assert set(found) == names
    assert len(found) == len(names)


FOREIGN: list[Cursor] = [
    {},
    {"pk": "CONNECTION#1", "sk": "CONNECTION"},
    {"pk": "CONNECTION#1", "sk": "CONNECTION", "tenant_pk": "TENANT#b", "tenant_sk": "0"},
    {"pk": "CONNECTION#1", "sk": "CONNECTION", "tenant_pk": TENANT, "tenant_sk": 0},
    {"pk": "CONNECTION#1", "sk": "", "tenant_pk": TENANT, "tenant_sk": "0"},
    {"pk": "A", "sk": "A", "tenant_pk": TENANT, "tenant_sk": "0", "more": "1"},
]


@pytest.mark.parametrize("after", FOREIGN, ids=json.dumps)
def test_a_cursor_of_another_list_is_rejected(table: Table, after: Cursor) -> None:
    """A cursor that was made up, or taken from another tenant's list, opens nothing."""
    # GIVEN a tenant with connections, WHEN a foreign cursor comes back, THEN it is refused
    fill(table, 2)
    with pytest.raises(WriteRejectedError):
        table.query_tenant(TENANT, limit=1, after=after)


def test_a_cursor_outside_the_asked_range_is_rejected(table: Table) -> None:
    """A cursor must lie within the prefix or before the moment that is asked for."""
    # GIVEN cursors of the right form
    elsewhere: Cursor = {"pk": "P", "sk": "CONNECTION"}
    later: Cursor = {"pk": "P", "sk": "X", "due_shard": SHARD, "due_at": 11}
    # WHEN they lie outside of what is asked for, THEN they are refused
    with pytest.raises(WriteRejectedError):
        table.query("P", prefix="HISTORY#", limit=1, after=elsewhere)
    with pytest.raises(WriteRejectedError):
        table.query_due(SHARD, 10, 1, later)


def test_a_page_of_nothing_is_rejected(table: Table) -> None:
    """A page has at least one item."""
    # GIVEN a table, WHEN a page of no items is asked for, THEN it is refused
    with pytest.raises(WriteRejectedError):
        table.query("P", limit=0)
