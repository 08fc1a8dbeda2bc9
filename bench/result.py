"""A figure of a measurement, with its target."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. A target is a largest or a smallest value; many figures have none.

    `proof` is Markdown that a report shows where the target is missed: the profile that shows what
    the figure consists of, and the nearest value that can be reached.
    """

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    proof: str = ""

    def proven(self, profile: Callable[[], str]) -> Self:
        """Return the figure; where its target is missed, with what `profile` returns as proof."""
        return replace(self, proof=profile()) if self.met is False else self

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.at_most is not None:
            return self.value <= self.at_most
        if self.at_least is not None:
            return self.value >= self.at_least
        return None

    @property
    def use(self) -> float | None:
        """How much of the target is used up: above 1 it is missed. None without a target."""
        if self.at_most is not None:
            return self.value / self.at_most if self.at_most else self.value + 1
        if self.at_least is not None:
            return self.at_least / self.value if self.value else float("inf")
        return None


@dataclass(frozen=True, slots=True)
class Measured:
    """What a bench found, how long it took in seconds, and why it failed, if it did.

    `version` is the commit that it measured, and the day.
    """

    name: str
    version: str
    seconds: float
    results: tuple[Result, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """All that one run of the benches found, and on which machine (names and values)."""

    machine: Mapping[str, str]
    benches: tuple[Measured, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object, without what is empty."""
        return asdict(self, dict_factory=_filled)


def _filled(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in pairs if value is not None and value != ""}


def run_of(document: Mapping[str, Any]) -> Run:
    """Read what `Run.to_json` wrote."""
    benches = tuple(
        Measured(**{**each, "results": results_of(each["results"])}) for each in document["benches"]
    )
    return Run(document["machine"], benches)


def results_of(documents: Iterable[Mapping[str, Any]]) -> tuple[Result, ...]:
    """Read results that were written as JSON objects."""
    return tuple(Result(**each) for each in documents)
