"""Items in DynamoDB's JSON and back.

Source: Amazon DynamoDB API Reference, "AttributeValue".
"""

from base64 import b64decode
from collections.abc import Mapping
from math import ceil
from typing import Any, Final

from jetbridge.model.aws_calls import Document
from jetbridge.store.table import Foreign, Item, Key, Value, WriteRejectedError

_DIGITS: Final = 38
"""Of a number, at the most."""


def key_to_wire(key: Key) -> Document:
    """Return a key as DynamoDB takes it."""
    return to_wire({"pk": key.pk, "sk": key.sk})


def to_wire(item: Mapping[str, Value]) -> Document:
    """Return an item, or named values, as DynamoDB takes them.

    Raises:
        WriteRejectedError: a value has a type that DynamoDB does not take, or a number over 38
            digits.
    """
    return {name: _to_wire(value) for name, value in item.items()}


def _to_wire(value: Value) -> Document:  # noqa: PLR0911 - a type each
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() if abs(value) < 10**_DIGITS:
            return {"N": f"{value:d}"}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case list():
            return {"L": [_to_wire(part) for part in value]}
        case Mapping():
            return {"M": to_wire(value)}
    # The value is not quoted.
    raise WriteRejectedError(
        "an attribute has a type that DynamoDB does not take, or too many digits"
    )


def from_wire(wire: Mapping[str, Any]) -> Item:
    """Return an item that DynamoDB gave.

    An attribute with a type that Jetbridge does not store is `Foreign` as a whole: who reads it
    refuses that item, and no other of the same answer.
    """
    return {name: _from_wire(value) for name, value in wire.items()}


def entry_from_wire(wire: Mapping[str, Any]) -> Item:
    """Return an entry of an index, whose numbers are whole.

    One with a fraction, which no flow writes, becomes the next whole one: the entry is due by then,
    and a page that ends with it goes on behind it. What that passes over, in the
    same second, is found by the next query.
    """
    return {
        name: _ceiling(value["N"]) if "N" in value else _from_wire(value)
        for name, value in wire.items()
    }


def _ceiling(digits: str) -> int:
    if "E" in digits:  # next to nothing, or far beyond every moment
        return ceil(float(digits))
    whole, _, fraction = digits.partition(".")
    return int(whole) + (bool(fraction) and not whole.startswith("-"))


def _from_wire(wire: Mapping[str, Any]) -> Value:  # noqa: PLR0911 - a type each
    [(kind, value)] = wire.items()
    match kind:
        case "S" | "BOOL":
            plain: Value = value
            return plain
        case "N" if value.lstrip("-").isdecimal():
            return int(value)
        case "NULL":
            return None
        case "B":
            # AWS JSON has bytes as base64, boto3 as they are.
            return b64decode(value) if isinstance(value, str) else bytes(value)
        case "L":
            parts = [_from_wire(part) for part in value]
            return Foreign() if any(map(_is_foreign, parts)) else parts
        case "M":
            members = from_wire(value)
            return Foreign() if any(map(_is_foreign, members.values())) else members
    return Foreign()


def _is_foreign(value: Value) -> bool:
    return isinstance(value, Foreign)
