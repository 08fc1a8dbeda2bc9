"""A query that was read, and what it finds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.support.insights.values import Line, Statistic, Value, sortable

type Test = Callable[[Line], bool]


@dataclass
class Query:
    """A query that was read.

    `fields` are those of the lines that it names; `texts` are what it compares each of them with.
    """

    tests: list[Test] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    statistics: dict[str, Statistic] = field(default_factory=dict)
    order: tuple[str, bool] = ("", False)
    limit: int = 10_000
    fields: set[str] = field(default_factory=set)
    texts: dict[str, set[str]] = field(default_factory=dict)

    def run(self, lines: Iterable[Line]) -> list[dict[str, Value]]:
        """Return the rows that the query finds in lines."""
        found = [line for line in lines if all(test(line) for test in self.tests)]
        if self.statistics:
            rows = [*self._grouped(found)]
        else:
            rows = [{name: line.get(name) for name in self.columns} for line in found]
        by, is_falling = self.order
        if by:
            rows.sort(key=lambda row: sortable(row.get(by)), reverse=is_falling)
        return rows[: self.limit]

    def _grouped(self, lines: Sequence[Line]) -> Iterator[dict[str, Value]]:
        groups: dict[tuple[Value, ...], list[Line]] = {}
        for line in lines:
            groups.setdefault(tuple(line.get(name) for name in self.groups), []).append(line)
        for key, members in groups.items():
            told = {name: of(members) for name, of in self.statistics.items()}
            yield {**dict(zip(self.groups, key, strict=True)), **told}
