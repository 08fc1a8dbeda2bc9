"""What a value in the source may carry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

type Function = tuple[str, str]
"""A module, and the dotted name of a function or a class in it."""
type Carried = frozenset[object]
"""Patterns of partitions of the table, as text, and the following."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a function is given under a name."""

    function: Function
    name: str


@dataclass(frozen=True, slots=True)
class Callee:
    """A function or a class that is handed on."""

    function: Function


@dataclass(frozen=True, slots=True)
class Made:
    """What comes of the call of a parameter."""

    by: Parameter


@dataclass(frozen=True, slots=True)
class Listed:
    """A partition of the index `tenant`."""

    partition: str


@dataclass(frozen=True, slots=True)
class Found:
    """The items of a partition of the index `tenant` that a function is given."""

    by: Parameter


@dataclass(frozen=True, slots=True)
class Due:
    """The items that are due in a partition of the index `due`, or in any where it is empty."""

    partition: str = ""


NOTHING: Final[Carried] = frozenset()
_LISTED_AS: Final = {
    "TENANTS": "TENANT",
    "ATTEMPTS": "COMPANY",
    "DELIVERY": "JOURNEY",
}
"""The kind of the items in a partition of the index, where it is not the last word of its key."""
_OF_TENANT: Final = "TENANT#*#EVENT"
"""Not notifications of a partner, but lines of journeys."""


def found(partitions: Carried) -> Carried:
    """Return what is found in partitions of the index `tenant`."""
    return frozenset(_found(partitions))


def of_index(partition: str) -> str:
    """Return the partitions of the items that are listed in a partition of the index `tenant`."""
    if partition == _OF_TENANT:
        return "JOURNEY#*"
    word = partition.replace("#*", "").rpartition("#")[2]
    return f"{_LISTED_AS.get(word, word)}#*"


def without_text(carried: Carried) -> Carried:
    """Return what an attribute of an item may carry, which is no key."""
    return frozenset(each for each in carried if not isinstance(each, str))


def _found(partitions: Carried) -> Iterator[object]:
    for each in partitions:
        match each:
            case Listed(partition):
                yield of_index(partition)
            case Parameter():
                yield Found(each)
