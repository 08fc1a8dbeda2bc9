"""Rules of DynamoDB that only the fake keeps: the local engines do not know them."""

import pytest

from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Put, WriteRejectedError


@pytest.mark.parametrize(
    "item",
    [
        {"pk": "P", "sk": "S", "tenant_pk": "", "tenant_sk": "1"},
        {"pk": "P", "sk": "S", "tenant_pk": "T", "tenant_sk": ""},
        {"pk": "P", "sk": "S", "due_shard": "", "due_at": 1},
        {"pk": "P", "sk": "S", "due_shard": "D", "due_at": True},
    ],
    ids=repr,
)
def test_an_index_takes_no_empty_place(item: Item) -> None:
    """DynamoDB refuses empty text and other types where an index has its key."""
    # GIVEN an empty table, WHEN such an item is put, THEN it is refused
    with pytest.raises(WriteRejectedError):
        MemoryTable().write(Put(item))
