"""The index `due` where it holds what no flow writes: one such item delays no other."""

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from jetbridge.store import due, keys
from jetbridge.store.due import Entry, Partition
from jetbridge.store.dynamodb import DynamoTable
from jetbridge.store.table import Item, Key, Put, Table, Update
from jetbridge_cli.boto import BotoCalls
from tests.contract.store import engines

NOW = 1_790_000_000
SHARD = keys.due_shards(Partition.OPEN)[3]


@pytest.fixture
def shared(dynalite: DynamoDBClient) -> tuple[DynamoDBClient, str, Table]:
    """Return a table, and a client and its name, by which what no flow writes is put into it."""
    name = engines.new_table_name(dynalite)
    return dynalite, name, DynamoTable(BotoCalls(dynalite), name)


def by_hand(client: DynamoDBClient, name: str, pk: str, due_at: str) -> None:
    """Store an item that is due at a number as text."""
    item = {"pk": {"S": pk}, "sk": {"S": "X"}, "due_shard": {"S": SHARD}, "due_at": {"N": due_at}}
    client.put_item(TableName=name, Item=item)


def a_due_item(table: Table, pk: str, due_at: int, **beside: int) -> None:
    """Store an item that is due, as flows do."""
    item: Item = {"pk": pk, "sk": "X", "due_shard": SHARD, "due_at": due_at, **beside}
    table.write(Put(item))


def found(table: Table, size: int) -> list[Entry]:
    """Return what a schedule finds in pages of this size."""
    pages = due.pages(table, Partition.OPEN, NOW, size=size)
    return [entry for page in pages for entry in due.standing(table, page)]


@pytest.mark.parametrize("moment", [f"{NOW - 9}.25", "-7.5", "1E-9", "0.1"])
def test_a_moment_with_a_fraction_is_due_like_any_other(
    shared: tuple[DynamoDBClient, str, Table], moment: str
) -> None:
    """It is counted, gets a whole moment with that, and the entries behind it are found."""
    # GIVEN an entry with a fraction before others, at the end of a page
    client, name, table = shared
    by_hand(client, name, "P#broken", moment)
    for number in range(3):
        a_due_item(table, f"P#{number}", NOW - number)
    # WHEN the schedule looks, page by page, and the reconciler by shard
    entries = found(table, 1)
    # THEN all are there
    assert sorted(each.key.pk for each in entries) == ["P#0", "P#1", "P#2", "P#broken"]
    assert {each.key.pk for each in due.until(table, NOW, limit=9)} == {
        each.key.pk for each in entries
    }
    # AND it is taken up once
    (broken,) = [each for each in entries if not each.is_whole]
    taken = due.take_up(table, broken, now=NOW, first=60)
    assert taken
    assert due.take_up(table, broken, now=NOW, first=60) is None
    # AND is due then, at a whole moment
    item = table.get(broken.key)
    assert item
    assert (item["due_at"], item["tries"]) == (NOW + 60, 1)


def test_a_moment_that_was_mended_meanwhile_is_left_alone(
    shared: tuple[DynamoDBClient, str, Table],
) -> None:
    """A flow has written the item since it was read."""
    client, name, table = shared
    by_hand(client, name, "P#broken", f"{NOW - 9}.25")
    (entry,) = found(table, 9)
    table.write(Update(entry.key, set={"due_at": NOW + 5}))
    # WHEN the schedule takes it up, or out of the index
    assert due.take_up(table, entry, now=NOW, first=60) is None
    due.drop(table, entry)
    # THEN it is due when the flow has said
    item = table.get(entry.key)
    assert item
    assert item["due_at"] == NOW + 5


def test_what_has_ended_is_looked_at_whatever_its_moment_is(
    shared: tuple[DynamoDBClient, str, Table],
) -> None:
    """An operator's `retention apply` meets it in a list."""
    client, name, table = shared
    by_hand(client, name, "P#broken", f"{NOW}.5")
    item = table.get(Key("P#broken", "X"))
    assert item
    # WHEN it is to be looked at
    table.write(due.retained(item, NOW))
    # THEN it is due at a whole moment
    after = table.get(Key("P#broken", "X"))
    assert after
    assert after["due_at"] == NOW


@pytest.mark.parametrize("tries", [-1_000, 10**37])
def test_a_count_that_is_none_begins_again(
    shared: tuple[DynamoDBClient, str, Table], tries: int
) -> None:
    """Twice as long as never, or longer than any number, is no wait."""
    _, _, table = shared
    a_due_item(table, "P#1", NOW, tries=tries)
    (entry,) = found(table, 9)
    assert due.take_up(table, entry, now=NOW, first=60)
    item = table.get(entry.key)
    assert item
    assert (item["due_at"], item["tries"]) == (NOW + 60, 1)


def test_what_never_comes_is_found_behind_every_moment(
    shared: tuple[DynamoDBClient, str, Table],
) -> None:
    """In milliseconds; what is due in a thousand years is only late."""
    client, name, table = shared
    by_hand(client, name, "P#broken", f"{NOW}000")
    a_due_item(table, "P#late", NOW + 1_000 * 366 * 86_400)
    assert [*due.beyond(table, Partition.OPEN, limit=9)] == [Key("P#broken", "X")]
