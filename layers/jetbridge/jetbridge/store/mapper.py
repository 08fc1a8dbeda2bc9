"""Dataclasses as attributes of items, and back, by the names and types of their fields.

An enum is stored as its value, a tuple as a list, a dataclass as a map. A field whose attribute
has another name declares it (`jetbridge.model.stored`). What a kind stores in another form, each
module of the store adjusts in the item, before it is written or read.
"""

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, Protocol, cast, get_args, get_origin, get_type_hints

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import fields, has_fields
from jetbridge.model.stored import attribute_of
from jetbridge.store.table import Item, Key, Value

type _Reader = Callable[[Any], object]

_PLAIN: Final = frozenset({str, int, bool, bytes, NoneType})
"""Types of values that are stored as they are."""


class Dataclass(Protocol):
    """An instance of any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class UnreadableItemError(JetbridgeError):
    """An item lacks a field, or has a value that this release does not know: another one wrote it.

    Carries names of dataclasses and fields, never values.
    """


def to_item(
    key: Key, thing: Dataclass, *, without: Collection[str] = (), if_set: Collection[str] = ()
) -> Item:
    """Return the item of a dataclass: its key, and an attribute for each field.

    Args:
        key: the key of the item.
        thing: the dataclass.
        without: fields that are left out.
        if_set: fields that are left out where they are None. The others are stored as null.

    Raises:
        TypeError: a field holds what no item may hold, such as a secret.
    """
    unset = (name for name in if_set if getattr(thing, name) is None)
    return {"pk": key.pk, "sk": key.sk, **to_attributes(thing, without={*without, *unset})}


def to_attributes(thing: Dataclass, *, without: Collection[str] = ()) -> Item:
    """Return the attributes of a dataclass without a key, as `to_item` does."""
    return {
        attribute: _to_value(getattr(thing, name))
        for name, attribute in _names(type(thing))
        if name not in without
    }


def from_item[T: Dataclass](kind: type[T], item: Mapping[str, Value]) -> T:
    """Return the dataclass that an item holds.

    A field without its attribute, as in items of earlier releases, has its default. Attributes
    without a field, as in items of later releases, are passed over.

    Raises:
        UnreadableItemError: an attribute is missing whose field has no default, or is no value of
            its field's type.
    """
    held = {
        name: _read(kind, name, read, item[attribute]) if read else item[attribute]
        for name, attribute, read in _readers(kind)
        if attribute in item
    }
    try:
        return kind(**held)
    except TypeError as error:
        raise UnreadableItemError(str(error)) from None  # it names what is missing


def _read(kind: type, name: str, read: _Reader, value: Value) -> object:
    try:
        return read(value)
    except (TypeError, ValueError, AttributeError):
        raise UnreadableItemError(
            f"{kind.__name__}.{name} holds what this release does not know"
        ) from None


def _to_value(value: object) -> Value:
    if type(value) in _PLAIN:
        return cast("Value", value)
    match value:
        case Enum():
            return _to_value(value.value)
        case None | str() | int() | bytes():
            return value
        case tuple() | list():
            return [_to_value(each) for each in value]
        case Mapping():
            return {str(name): _to_value(each) for name, each in value.items()}
        case _ if has_fields(value):
            return to_attributes(cast("Dataclass", value))
    raise TypeError(f"an item holds no {type(value).__name__}")


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the name of each field and its attribute."""
    return tuple((each.name, attribute_of(each)) for each in fields(kind))


@cache
def _readers(kind: type) -> tuple[tuple[str, str, _Reader | None], ...]:
    """Return the name of each field, its attribute, and the function that reads it, if any."""
    hints = get_type_hints(kind)
    return tuple((name, attribute, _reader(hints[name])) for name, attribute in _names(kind))


def _reader(hint: Any) -> _Reader | None:  # noqa: ANN401 - types have no common type
    """Return the function that makes a field of type `hint` of its attribute; None: it is that."""
    if hint in _PLAIN:
        return None
    if isinstance(hint, UnionType):
        (one,) = (_reader(each) for each in get_args(hint) if each is not NoneType)
        return one and (lambda value: None if value is None else one(value))
    if get_origin(hint) is tuple:
        element = _reader(get_args(hint)[0])
        return (lambda value: tuple(map(element, value))) if element else tuple
    if has_fields(hint):
        return partial(from_item, cast("Any", hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return None
