"""What a write does to an item, and when: DynamoDB's semantics as pure functions.

The table in memory is built from them.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.store.schema import DUE, TENANT
from jetbridge.store.table import (
    Check,
    Clause,
    Delete,
    Foreign,
    Item,
    ItemTooLargeError,
    Operator,
    Put,
    Update,
    Value,
    Write,
    WriteRejectedError,
    key_of,
)

_MAX_BYTES: Final = 400 * 1024
_NUMBER_BOUND: Final = 10**38
_IMMUTABLE: Final = frozenset({str, bytes, bool, type(None)})


def applied(write: Write, item: Item | None) -> Item | None:
    """Return the item as it is after `write`, None where it is gone.

    Raises:
        WriteRejectedError: the item would break a rule of the table.
        ItemTooLargeError: it would be above 400 KB.
    """
    match write:
        case Put():
            return _checked(copied(write.item))
        case Update():
            return _checked(_updated(write, item))
        case Delete():
            return None
        case Check():
            return item


def _updated(update: Update, item: Item | None) -> Item:
    base: Item = {"pk": update.key.pk, "sk": update.key.sk} if item is None else item
    changed = {name: value for name, value in base.items() if name not in update.remove}
    changed |= copied(update.set)
    for name, step in update.add.items():
        count = base.get(name, 0)
        if type(count) is not int:
            raise WriteRejectedError(f"`add` counts numbers, and {name} is none")
        changed[name] = count + step
    return changed


def hold(clauses: tuple[Clause, ...], item: Item | None) -> bool:
    """Return whether every clause holds for the stored item, None where there is none."""
    return all(_holds(clause, item or {}) for clause in clauses)


def _holds(clause: Clause, item: Item) -> bool:
    there = clause.attribute in item
    value, operand = item.get(clause.attribute), _plain(clause.operand)
    match clause.operator:
        case Operator.EXISTS:
            return there
        case Operator.ABSENT:
            return not there
        case Operator.EQUALS:
            return there and _same(value, operand)
        case Operator.DIFFERS:
            return not (there and _same(value, operand))
        case Operator.AT_MOST:
            return type(value) is int and type(operand) is int and value <= operand
        case Operator.AT_LEAST:
            return type(value) is int and type(operand) is int and value >= operand


def _same(one: Value, other: Value) -> bool:
    """Compare type and value: unlike in Python, `True` is not 1."""
    return type(one) is type(other) and one == other


def copied(item: Mapping[str, Value]) -> Item:
    """Return a deep copy, as DynamoDB would give the item back."""
    return {
        name: value if type(value) in _IMMUTABLE else _plain(value) for name, value in item.items()
    }


def _plain(value: Value) -> Value:
    """Copy a value, and let go of what DynamoDB does not keep: an enum becomes its value."""
    match value:
        case None | bool() | bytes():
            return value
        case str():
            return str.__str__(value)
        case int():
            if abs(value) >= _NUMBER_BOUND:
                raise WriteRejectedError("a number has at most 38 digits")
            return int(value)
        case list():
            return [_plain(part) for part in value]
        case dict():
            return copied(value)
        case Foreign():
            raise WriteRejectedError("an attribute has a type that Jetbridge does not store")


def _checked(item: Item) -> Item:
    key_of(item)
    for index in (TENANT, DUE):
        for name, kind in index.attributes.items():
            if name in item and (type(item[name]) is not kind or item[name] == ""):
                raise WriteRejectedError(
                    f"{name} places the item in an index and has the wrong type or is empty"
                )
    if size(item) > _MAX_BYTES:
        raise ItemTooLargeError
    return item


def size(value: Value) -> int:
    """Count bytes as DynamoDB does (Developer Guide, "DynamoDB item sizes and formats")."""
    match value:
        case None | bool() | Foreign():
            return 1
        case bytes():
            return len(value)
        case str():
            return len(value.encode())
        case int():
            return len(str(abs(value))) // 2 + 2
        case list():
            return 3 + sum(1 + size(part) for part in value)
        case dict():
            return 3 + sum(1 + len(name.encode()) + size(part) for name, part in value.items())
