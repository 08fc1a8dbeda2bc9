"""Items in DynamoDB's JSON and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, SupportsBytes, cast

from boto3.dynamodb.types import Binary, TypeDeserializer, TypeSerializer

from jetbridge.store.table import Item, Key, Rejected, Value

type Wire = dict[str, Any]
"""An item or a request in DynamoDB's JSON."""


def key_to_wire(key: Key) -> Wire:
    """Return a key as DynamoDB takes it."""
    return to_wire({"pk": key.pk, "sk": key.sk})


def to_wire(item: Mapping[str, Value]) -> Wire:
    """Return an item, or named values, as DynamoDB takes them.

    Raises:
        Rejected: a value has a type that DynamoDB does not take, or a number over 38 digits.
    """
    serializer = TypeSerializer()
    try:
        return {name: serializer.serialize(value) for name, value in item.items()}
    except (TypeError, ArithmeticError):
        # The cause would quote the value.
        raise Rejected(
            "an attribute has a type that DynamoDB does not take, or too many digits"
        ) from None


def from_wire(wire: Mapping[str, Any]) -> Item:
    """Return an item that DynamoDB gave.

    Raises:
        Rejected: a value has a type that Jetbridge does not store.
    """
    deserializer = TypeDeserializer()
    return {name: _value(deserializer.deserialize(value)) for name, value in wire.items()}


def _value(value: Any) -> Value:  # noqa: ANN401 - boto3 does not type what it deserializes
    """Return a plain value: boto3 gives every number as Decimal and bytes in a wrapper."""
    match value:
        case Decimal():
            return int(value)
        case Binary():
            return bytes(cast("SupportsBytes", value))  # its stub leaves `__bytes__` out
        case list():
            return [_value(part) for part in value]
        case dict():
            return {name: _value(part) for name, part in value.items()}
        case None | bool() | str():
            return value
    raise Rejected(f"an attribute is a {type(value).__name__}, which Jetbridge does not store")
