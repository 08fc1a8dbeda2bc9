"""Requests to moto at the cost of what they touch, in place of everything that there is.

moto 5.2.5 copies the whole table before a transaction, once for each of its writes, and sorts every
item that there is for each query: with a thousand items in it, a transaction of six writes takes
0.6 seconds. Here a transaction keeps the items that it names, and puts them back where it fails;
a query sees the items that have its hash key. Both rely on one request at a time: see `atomic`.

It looks for each of the ten types that an attribute's value may have, under several names, when it
answers with an item. Here it answers with the one that is there. And it lists its own folder for
each request, to see which service it is for.

It reads the clock for every message of a queue, several times for each that is sent or taken:
with a thousand waiting, that takes 20 milliseconds. Here it is read once. A queue serves the groups
of its messages by turns, which moto does not know of standard queues.
"""

import contextlib
import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from moto import backends
from moto.core.model import Shape, StructureShape
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import unix_time_millis
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table
from moto.sqs.models import Message, Queue

from jetbridge_local.stack import turns

type _Writes = list[dict[str, Any]]
type _Conditions = list[tuple[str, DynamoType]]

_TRANSACT: Final = DynamoDBBackend.transact_write_items
_QUERY: Final = Table.query
_STRUCTURE: Final = BaseJSONSerializer._serialize_type_structure  # noqa: SLF001 - is called by moto
_MODULES: Final = backends.list_of_moto_modules


@dataclass(frozen=True, slots=True)
class _Before:
    """An item as it was before a transaction; None: there was none."""

    table: Table
    hash_key: DynamoType
    range_key: DynamoType
    item: Item | None

    def restore(self) -> None:
        """Put the item back."""
        if self.item is not None:
            self.table.items[self.hash_key][self.range_key] = self.item
        else:
            self.table.items[self.hash_key].pop(self.range_key, None)


def install() -> None:
    """Give the moto of this process such transactions, queries and queues."""
    DynamoDBBackend.transact_write_items = _transact  # type: ignore[assignment,method-assign]  # moto has no hooks
    Table.query = _query  # type: ignore[assignment,method-assign]  # moto has no hooks
    BaseJSONSerializer._serialize_type_structure = _structure  # type: ignore[assignment,method-assign]  # noqa: SLF001 - moto has no hooks
    backends.list_of_moto_modules = cache(_modules)  # moto has no hooks
    Table.__deepcopy__ = _not_copied  # type: ignore[attr-defined]  # moto has no hooks
    Queue.messages = property(_visible)  # type: ignore[assignment,method-assign]  # moto has no hooks
    Queue.approximate_number_of_messages_delayed = property(_delayed)  # type: ignore[assignment,method-assign]  # moto has no hooks
    Queue.approximate_number_of_messages_not_visible = property(_hidden)  # type: ignore[assignment,method-assign]  # moto has no hooks


def _transact(backend: DynamoDBBackend, transact_items: _Writes) -> None:
    before = [*_touched(backend, transact_items)]
    try:
        _TRANSACT(backend, transact_items)
    except Exception:
        for each in before:
            each.restore()
        raise


def _not_copied(table: Table, _: dict[int, Any]) -> Table:
    """Stand for a table's copy, to which moto would go back after a transaction that failed."""
    return table


def _touched(backend: DynamoDBBackend, transact_items: _Writes) -> Iterator[_Before]:
    """Yield the items that a transaction names, before it begins.

    What names none is refused by moto itself.
    """
    for element in transact_items:
        for order in element.values():
            with contextlib.suppress(KeyError):
                table = backend.tables[order["TableName"]]
                key = order["Key"] if "Key" in order else order["Item"]
                hash_key = DynamoType(key[table.hash_key_attr])
                range_key = DynamoType(key[table.range_key_attr])
                item = table.get_item(hash_key, range_key)
                yield _Before(table, hash_key, range_key, copy.deepcopy(item))


def _query(
    table: Table,
    *given: Any,  # noqa: ANN401 - passed on as it came
    **named: Any,  # noqa: ANN401 - the same
) -> tuple[list[Item], int, dict[str, Any] | None]:
    whole = table.items
    table.items = _with_keys(table, named["hash_key_conditions"])
    try:
        return _QUERY(table, *given, **named)
    finally:
        table.items = whole


def _structure(
    serializer: BaseJSONSerializer,
    serialized: dict[str, Any],
    value: Any,  # noqa: ANN401 - moto's own objects
    shape: StructureShape,
    key: str,
) -> None:
    if shape.name != "AttributeValue" or not isinstance(value, dict):
        _STRUCTURE(serializer, serialized, value, shape, key)
        return
    serialized[key] = {}
    members: Mapping[str, Shape] = shape.members
    for name, inner in value.items():
        serializer._serialize(serialized[key], inner, members[name], name)  # noqa: SLF001 - as moto's own does


def _modules() -> Sequence[str]:
    return [*_MODULES()]


def _visible(queue: Queue) -> list[Message]:
    """Return the messages that may be taken now, in the order in which they are served."""
    now, every = unix_time_millis(), queue._messages  # noqa: SLF001 - moto's own property reads it
    return turns.in_turn(
        [each for each in every if each.visible_at < now >= each.delayed_until],
        [each for each in every if each.visible_at >= now],
        lambda each: each.group_id,
    )


def _hidden(queue: Queue) -> int:
    """Return how many messages were received and not deleted."""
    now = unix_time_millis()
    return sum(each.visible_at >= now for each in queue._messages)  # noqa: SLF001 - the same


def _delayed(queue: Queue) -> int:
    """Return how many messages are not to be taken yet."""
    now = unix_time_millis()
    return sum(now < each.delayed_until for each in queue._messages)  # noqa: SLF001 - the same


def _with_keys(table: Table, conditions: _Conditions) -> Any:  # noqa: ANN401 - moto's own nested mapping
    """Return the items that have the hash keys which a query names, of the table or an index."""
    chosen: Any = defaultdict(dict)
    names = [name for name, _ in conditions]
    if names == [table.hash_key_attr]:
        ((_, hash_key),) = conditions
        chosen[hash_key] = table.items.get(hash_key, {})
        return chosen
    for hash_key, ranged in table.items.items():
        for range_key, item in ranged.items():
            if all(name in item.attrs and item.attrs[name] == value for name, value in conditions):
                chosen[hash_key][range_key] = item
    return chosen
