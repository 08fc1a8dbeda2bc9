"""Frozen dataclasses that cost little to define.

`dataclasses` imports `inspect`, and compiles eight methods of each class when it is defined: at a
cold start 7 ms of CPU time, and 0.3 ms a class. Here `__init__` is compiled when the first
instance is made, and the other methods are shared by all classes. For everything else they are
dataclasses: type checkers know them (PEP 681), and `fields`, `replace`, `asdict` and
`is_dataclass` take them.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import (
    Any,
    ClassVar,
    Final,
    NamedTuple,
    cast,
    dataclass_transform,
    get_origin,
    overload,
)

_NONE: Final[Any] = object()
"""In the place of a default where there is none."""
_FIELDS: Final = "__record_fields__"
_VALUES: Final = "__record_values__"


class Field(NamedTuple):
    """A field of a record, as `dataclasses.Field`."""

    name: str
    type: Any
    default: Any = _NONE
    default_factory: Any = _NONE
    repr: bool = True
    compare: bool = True
    metadata: Mapping[str, Any] = MappingProxyType({})


def field(
    *,
    default: Any = _NONE,  # noqa: ANN401 - of any type
    default_factory: Any = _NONE,  # noqa: ANN401 - of any type
    repr: bool = True,  # noqa: A002 - as `dataclasses` calls it
    compare: bool = True,
    metadata: Mapping[str, Any] = MappingProxyType({}),
) -> Any:  # noqa: ANN401 - it stands for a value of any type
    """Describe a field, as `dataclasses.field` does."""
    return Field("", None, default, default_factory, repr, compare, metadata)


@overload
def record[T](cls: type[T], /) -> type[T]: ...
@overload
def record[T](*, frozen: bool = True, eq: bool = True) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record[T](
    cls: type[T] | None = None, /, *, frozen: bool = True, eq: bool = True
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a record of a class, from its annotations.

    Errors are neither frozen nor compared by value: Python writes to them while they travel.
    """
    if cls is None:
        return lambda given: _made(given, frozen=frozen, eq=eq)
    return _made(cls, frozen=frozen, eq=eq)


def fields(kind: Any) -> tuple[Field, ...]:  # noqa: ANN401 - an instance, or its class
    """Return the fields of a record, or of a dataclass: those have the same attributes.

    Raises:
        TypeError: it is neither.
    """
    if hasattr(kind, _FIELDS):
        return cast("tuple[Field, ...]", getattr(kind, _FIELDS))
    from dataclasses import fields as of_dataclass

    return cast("tuple[Field, ...]", of_dataclass(kind))


def replace[T](thing: T, **changes: Any) -> T:  # noqa: ANN401 - of the fields' types
    """Return a copy of a record with other values in some fields, as `dataclasses.replace` does."""
    held = {each.name: getattr(thing, each.name) for each in fields(thing)}
    return type(thing)(**{**held, **changes})


def asdict(thing: Any) -> dict[str, Any]:  # noqa: ANN401 - any record
    """Return a record as a dictionary, and so what it holds, as `dataclasses.asdict` does."""
    return {each.name: _plain(getattr(thing, each.name)) for each in fields(thing)}


def has_fields(kind: object) -> bool:
    """Return whether something is a record or a dataclass, or the class of one."""
    return hasattr(kind, _FIELDS) or hasattr(kind, "__dataclass_fields__")


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any type
    if has_fields(value):
        return asdict(value)
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        return {name: _plain(held) for name, held in value.items()}
    return value


def _made[T](cls: type[T], *, frozen: bool, eq: bool) -> type[T]:
    found = {each.name: each for each in getattr(cls, _FIELDS, ())}
    found |= {each.name: each for each in _declared(cls)}
    methods: dict[str, Any] = {_FIELDS: tuple(found.values()), "__init__": _first(cls)}
    methods["__match_args__"] = tuple(found)
    methods["__dataclass_fields__"] = _AsDataclass()
    methods["__repr__"] = cls.__dict__.get("__repr__", _repr)
    if eq:
        compared = tuple(each.name for each in found.values() if each.compare)
        methods |= {"__eq__": _eq, "__hash__": _hash, _VALUES: _taker(compared)}
    if frozen:
        methods |= {"__setattr__": _frozen, "__delattr__": _frozen}
    for name, method in methods.items():
        setattr(cls, name, method)
    return cls


def _declared(cls: type) -> Iterator[Field]:
    """Yield the fields that a class itself declares, and take their descriptions off it."""
    for name, hint in cls.__annotations__.items():
        if ClassVar in (hint, get_origin(hint)):
            continue
        given = cls.__dict__.get(name, _NONE)
        described = given if isinstance(given, Field) else Field("", None, given)
        if given is described:
            delattr(cls, name)
        yield described._replace(name=name, type=hint)


def _first(cls: type) -> Callable[..., None]:
    def first(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - any record
        init = _compiled(cls)
        cls.__init__ = init  # type: ignore[misc] # there is one by now
        init(self, *args, **kwargs)

    return first


def _compiled(cls: type) -> Callable[..., None]:
    """Return the `__init__` of a record, with a parameter for each field.

    Its own names begin with an underscore: no field is called so.
    """
    known: dict[str, Any] = {"_none": _NONE}
    parameters, lines = [], ["_own = self.__dict__"]
    for n, each in enumerate(fields(cls)):
        value = each.name
        if each.default_factory is not _NONE:
            known[f"_f{n}"] = each.default_factory
            parameters.append(f"{each.name}=_none")
            value = f"_f{n}() if {each.name} is _none else {each.name}"
        elif each.default is not _NONE:
            known[f"_d{n}"] = each.default
            parameters.append(f"{each.name}=_d{n}")
        else:
            parameters.append(each.name)
        lines.append(f"_own[{each.name!r}] = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    source = f"def __init__(self, {', '.join(parameters)}):\n  " + "\n  ".join(lines)
    exec(source, known)  # noqa: S102 - names of fields, as `dataclasses` does
    init = cast("Callable[..., None]", known["__init__"])
    init.__qualname__ = f"{cls.__qualname__}.__init__"  # by which an error says what lacks a field
    return init


class _AsDataclass:
    """The fields of a record as `dataclasses` reads them, made when it does."""

    def __get__(self, _: object, owner: type) -> Any:  # noqa: ANN401 - as in `dataclasses`
        from dataclasses import field as described
        from dataclasses import make_dataclass

        specs = []
        for each in fields(owner):
            options: dict[str, Any] = {
                "repr": each.repr,
                "compare": each.compare,
                "metadata": each.metadata,
            }
            for name in ("default", "default_factory"):
                if getattr(each, name) is not _NONE:
                    options[name] = getattr(each, name)
            specs.append((each.name, each.type, described(**options)))
        made = vars(make_dataclass(owner.__name__, specs))["__dataclass_fields__"]
        type.__setattr__(owner, "__dataclass_fields__", made)
        return made


def _repr(self: object) -> str:
    held = ((each.name, getattr(self, each.name)) for each in fields(self) if each.repr)
    shown = ", ".join(f"{name}={value!r}" for name, value in held)
    return f"{type(self).__qualname__}({shown})"


def _taker(names: tuple[str, ...]) -> Callable[[object], object]:
    """Return the function that returns a tuple of the values of fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda thing: tuple(getattr(thing, name) for name in names)


def _eq(self: object, other: object) -> bool:
    values = getattr(type(self), _VALUES)
    return bool(values(self) == values(other)) if type(other) is type(self) else NotImplemented


def _hash(self: object) -> int:
    return hash(getattr(type(self), _VALUES)(self))


def _frozen(_: object, name: str, *__: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")
