"""Lines of a log as a query sees them, and what it computes of their values."""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

type Value = str | float | bool | None
type Line = Mapping[str, Value]
"""A line of a log, its members in members named by a path such as `work.kind`."""
type Statistic = Callable[[Sequence[Line]], Value]

OF_INSIGHTS: Final = frozenset({"@timestamp", "@message", "@log", "@logStream"})
"""Fields that CloudWatch adds to each line."""
_COMPARED: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
COMPARISONS: Final = frozenset(_COMPARED)


def flat(document: Mapping[str, object], before: str = "") -> Iterator[tuple[str, Value]]:
    """Yield the members of a line's JSON by their paths."""
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield from flat({str(at): each for at, each in enumerate(value)}, f"{before}{name}.")
        elif isinstance(value, str | int | float) or value is None:
            yield f"{before}{name}", value


def count_lines(lines: Sequence[Line]) -> Value:
    """Return how many lines there are."""
    return float(len(lines))


def over(name: str, of: Callable[[Sequence[Value]], Value], nothing: Value = None) -> Statistic:
    """Return a statistic over the lines that have the field, `nothing` where none has."""

    def of_lines(lines: Sequence[Line]) -> Value:
        values = [value for line in lines if (value := line.get(name)) is not None]
        return of(values) if values else nothing

    return of_lines


def percentile(share: float) -> Callable[[Sequence[Value]], Value]:
    """Return what computes a percentile of values."""

    def of(values: Sequence[Value]) -> Value:
        ordered = sorted(_number(value) for value in values)
        return ordered[min(int(len(ordered) * share / 100), len(ordered) - 1)]

    return of


def _number(value: Value) -> float:
    return float(value or 0)


FUNCTIONS: Final[dict[str, Callable[[Sequence[Value]], Value]]] = {
    "count_distinct": lambda values: len({*values}),
    "sum": lambda values: sum(map(_number, values)),
    "avg": lambda values: sum(map(_number, values)) / len(values),
    "min": lambda values: min(values, key=sortable),
    "max": lambda values: max(values, key=sortable),
    "latest": lambda values: values[-1],
}


def equal(one: Value, other: Value) -> bool:
    """Return whether two values are the same; a number may be written as a text."""
    return one == other or str(one) == str(other)


def compare(sign: str, one: Value, other: Value) -> bool:
    """Return whether two values are numbers that compare so."""
    try:
        return one is not None and _COMPARED[sign](_number(one), _number(other))
    except ValueError:  # a text that is no number
        return False


def sortable(value: Value) -> tuple[int, float, str]:
    """Return a value by which values of any kind are put into an order."""
    match value:
        case None:
            return (0, 0, "")
        case bool() | int() | float():
            return (1, float(value), "")
        case str():
            return (2, 0, value)
