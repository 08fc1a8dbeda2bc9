"""Cold starts of the functions as they are packaged, beside a bare one and a stock one.

Each runs under AWS's runtime interface client, from a fresh process to its first answer. CPU time
is the least of several rounds, in which the functions take turns: other load only adds to it.
"""

import statistics
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import import_profile
from bench.environments import Host, Subject
from bench.result import Result
from bench.subjects import subjects_in

ROUNDS: Final = 9
MAX_BARE: Final = {"token": 2.3, "authorizer": 2.3}
"""At the most so many times the CPU of the bare function."""
MIN_STOCK: Final = {
    "token": 12,
    "authorizer": 12,
    "consent": 6,
    "connect": 6,
    "receive": 6,
    "onboarding": 4,
    "worker": 4,
    "scheduled": 4,
}
"""At least so many times less CPU than stock's, as it is built."""
BARE, STOCK = "bare", "stock, as built"
OVER_TLS: Final = {BARE, *MAX_BARE, STOCK}
"""Those that are measured with DynamoDB over HTTPS, too."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a cold start took, in milliseconds."""

    wall: float
    cpu: float


def main() -> None:
    """Print a line a function, for plain HTTP and for HTTPS."""
    for scheme, starts in _by_scheme():
        Console().print(_told(starts, scheme))


def results() -> list[Result]:
    """Return what each cold start costs, as ratios to the bare function and to stock's."""
    return [
        figure
        for scheme, starts in _by_scheme()
        for subject, start in starts.items()
        for figure in _figures(subject, f"{subject.name}, {scheme}", start, starts)
    ]


def _figures(
    subject: Subject, name: str, start: Start, starts: Mapping[Subject, Start]
) -> Iterator[Result]:
    costs, saves = _ratios(start, starts)
    function = subject.name.partition(",")[0]
    most, least = MAX_BARE.get(function), MIN_STOCK.get(function)
    yield Result(f"{name}: CPU", start.cpu, "ms")
    yield Result(f"{name}: wall, median", start.wall, "ms")
    for figure in (
        Result(f"{name}: CPU ÷ bare", costs, at_most=most),
        Result(f"{name}: stock ÷ CPU", saves, at_least=least),
    ):
        yield figure.proven(lambda: import_profile.of(subject))


def _ratios(start: Start, starts: Mapping[Subject, Start]) -> tuple[float, float]:
    """Return how many times a bare function's CPU it is, and how many times less than stock's."""
    named = {subject.name: each for subject, each in starts.items()}
    return start.cpu / named[BARE].cpu, named[STOCK].cpu / start.cpu


def _by_scheme() -> Iterator[tuple[str, dict[Subject, Start]]]:
    """Measure over plain HTTP, then over HTTPS."""
    with tempfile.TemporaryDirectory() as scratch:
        host, subjects = Host(Path(scratch)), subjects_in(Path(scratch))
        yield "HTTP", measure(host, subjects, secure=False)
        some = [subject for subject in subjects if subject.name in OVER_TLS]
        yield "HTTPS", measure(host, some, secure=True)


def measure(host: Host, subjects: list[Subject], *, secure: bool) -> dict[Subject, Start]:
    """Return what each subject's cold start took: the least CPU, the median of the wall times."""
    found: dict[Subject, list[Start]] = {subject: [] for subject in subjects}
    for _ in range(ROUNDS):
        for subject in subjects:
            with host.environment(subject, secure=secure) as running:
                wall = 1_000 * (running.answered().at - running.began)
                found[subject].append(Start(wall, running.cpu))
    return {
        subject: Start(
            statistics.median(start.wall for start in starts), min(start.cpu for start in starts)
        )
        for subject, starts in found.items()
    }


def _told(starts: Mapping[Subject, Start], scheme: str) -> Table:
    table = Table(title=f"Cold starts, AWS over {scheme}, {ROUNDS} rounds")
    for column in ("function", "wall, ms", "CPU, ms", "CPU ÷ bare", "stock ÷ CPU"):
        table.add_column(column, justify="left" if column == "function" else "right")
    for subject, start in starts.items():
        costs, saves = _ratios(start, starts)
        cells = (f"{start.wall:.0f}", f"{start.cpu:.0f}", f"{costs:.2f}", f"{saves:.1f}")
        table.add_row(subject.name, *cells)
    return table


if __name__ == "__main__":
    main()
