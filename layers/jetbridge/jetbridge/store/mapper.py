"""Dataclasses as attributes of items, and back, by the names and types of their fields.

An enum is stored as its value, a tuple as a list, a dataclass as a map. A field whose attribute
has another name declares it (`jetbridge.model.stored`). What a kind stores in another form, each
module of the store adjusts in the item, before it is written or read.
"""

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import cache, partial
from types import NoneType
from typing import (
    Any,
    ClassVar,
    Final,
    Protocol,
    TypeAliasType,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import fields, has_fields
from jetbridge.model.stored import attribute_of
from jetbridge.store.keys import kind_of
from jetbridge.store.table import Foreign, Item, Key, Value

type _Reader = Callable[[Any], Any]

_PLAIN: Final = frozenset({str, int, bool, bytes, NoneType})
"""Types of values that are stored as they are."""
NUMBERS: Final = range(-(10**10), 2 * 10**11)
"""Every number that is stored is a moment, in Unix seconds, or smaller: these are moments from 1653
to 8307, whatever is added to them. One in milliseconds is none, and no calendar has it."""


class Dataclass(Protocol):
    """An instance of any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class UnreadableItemError(JetbridgeError):
    """An item lacks a field, or has a value that this release does not know: another one wrote it.

    Says the kind of the item, the field and the rule, never a value. `why` is without the kind, and
    `item_key` is the item's, None where that is not known: it may hold an id of a partner's, and is
    for the operator alone. `tenant` is whose it is, empty where the item does not say it.
    """

    def __init__(self, why: str, key: Key | None = None, tenant: str = "") -> None:
        super().__init__(f"{kind_of(key)}: {why}" if key else why)
        self.why = why
        self.item_key = key
        self.tenant = tenant


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
            its field's type. It says of which item.
    """
    try:
        return _made(kind, item)
    except UnreadableItemError as error:
        raise broken(item, error.why) from None


def member[T: (str, int)](item: Mapping[str, Value], name: str, kind: type[T]) -> T:
    """Return an attribute of an item that is read without a dataclass.

    Raises:
        UnreadableItemError: it is missing, or of another type.
    """
    value = item.get(name)
    if type(value) is not kind or not _is_stored(value):
        raise broken(item, _NOT_KNOWN.format(name) if name in item else _LACKED.format(name))
    return value


def at_home[T](thing: T, item: Mapping[str, Value], key: Key) -> T:
    """Return what an item was read as, whose own words say that it has this key.

    Raises:
        UnreadableItemError: it has another one: shown under the name of another thing, it would
            hide that one, and written, overwrite it.
    """
    if (item.get("pk"), item.get("sk")) != (key.pk, key.sk):
        raise broken(item, "it says that it is another one")
    return thing


def broken(item: Mapping[str, Value], why: str) -> UnreadableItemError:
    """Return the error of an item that cannot be read. `why` names the field and the rule."""
    pk, sk = item.get("pk"), item.get("sk")
    known = isinstance(pk, str) and isinstance(sk, str)
    tenant = item.get("tenant")
    whose = tenant if isinstance(tenant, str) else ""
    return UnreadableItemError(why, Key(str(pk), str(sk)) if known else None, whose)


_NOT_KNOWN: Final = "{} holds what this release does not know"
_LACKED: Final = "it lacks '{}'"


def _made[T: Dataclass](kind: type[T], item: Mapping[str, Value]) -> T:
    if type(item) is not dict and not isinstance(item, Mapping):
        raise UnreadableItemError(f"{kind.__name__} is no map")
    held = {
        name: value if type(value := item[attribute]) in taken else _read(kind, name, read, value)
        for name, attribute, taken, read in _readers(kind)
        if attribute in item
    }
    try:
        return kind(**held)
    except (TypeError, ValueError, AttributeError) as error:
        raise UnreadableItemError(_fault(kind, held, error)) from None


def _fault(kind: type, held: Collection[str], error: Exception) -> str:
    """Return what is wrong with the fields together; of those that lack Python says the names."""
    said = str(error) if isinstance(error, TypeError) else ""
    lacks = [f"'{name}'" for name, _ in _names(kind) if name not in held and f"'{name}'" in said]
    return f"{kind.__name__} {f'lacks {", ".join(lacks)}' if lacks else 'breaks a rule'}"


def _read(kind: type, name: str, read: _Reader | None, value: Value) -> object:
    try:
        return read(value) if read else _known(value)
    except (TypeError, ValueError, AttributeError):
        raise UnreadableItemError(_NOT_KNOWN.format(f"{kind.__name__}.{name}")) from None


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
def _readers(kind: type) -> tuple[tuple[str, str, frozenset[type], _Reader | None], ...]:
    """Return the name of each field, its attribute, and the function that reads it, if any.

    Values of the types between them are taken without a call: most fields are plain texts.
    """
    hints = get_type_hints(kind)
    readers = [(*names, _reader(hints[names[0]])) for names in _names(kind)]
    return tuple((name, attribute, _taken(read), read) for name, attribute, read in readers)


def _taken(read: _Reader | None) -> frozenset[type]:
    """Return the types of which a reader returns each value as it is. Numbers it looks at."""
    if isinstance(read, partial) and read.func is _plain:
        return frozenset(read.args[0]) - {int}
    return frozenset()


def _reader(hint: Any) -> _Reader | None:  # noqa: ANN401 - types have no common type
    """Return the function that makes a field of type `hint` of its attribute; None: it is that.

    The function refuses what is no such attribute.
    """
    if isinstance(hint, TypeAliasType):
        return _reader(hint.__value__)
    if hint in _PLAIN:
        return partial(_plain, (hint,))
    if get_args(hint):
        return _of_parts(hint, get_args(hint))
    if has_fields(hint):
        return partial(_made, cast("Any", hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return None


def _of_parts(hint: Any, parts: tuple[Any, ...]) -> _Reader | None:  # noqa: ANN401 - as above
    """Return the reader of a list, a map, or what may be one of several things."""
    origin = get_origin(hint)
    if origin is tuple:
        return partial(_elements, _reader(parts[0]))
    if issubclass(origin, Mapping):
        return partial(_members, _reader(parts[1]))
    if _PLAIN.issuperset(parts):
        return partial(_plain, parts)
    some = [each for each in parts if each is not NoneType]
    one = _reader(some[0]) if len(some) == 1 else None  # of any JSON every value is one
    return one and (lambda value: None if value is None else one(value))


def _plain(kinds: tuple[type, ...], value: Value) -> Value:
    if type(value) not in kinds or not _is_stored(value):
        raise TypeError
    return value


def _known(value: Value) -> Value:
    if isinstance(value, Foreign):
        raise TypeError
    return value


def _is_stored(value: Value) -> bool:
    """Return whether this release would store a plain value: of numbers, those it can show."""
    return type(value) is not int or value in NUMBERS


def _elements(read: _Reader | None, value: Value) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(map(read, value) if read else value)


def _members(read: _Reader | None, value: Value) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return {name: read(held) for name, held in value.items()} if read else value
