"""The report of a run: docs/performance.md, its plot, and a table for the terminal."""

from collections.abc import Iterator
from typing import Final

from rich.markup import escape
from rich.table import Table

from bench.benches import BENCHES
from bench.plot import drawn
from bench.result import Measured, Result, Run
from bench.tables import table

_INTRODUCTION: Final = """\
# Performance

`make bench` measures everything on this page and writes it, from
[performance.json](performance.json), in under ten minutes on two cores. `make bench ARGS="NAME …"`
measures some benches again and keeps the other figures. Seconds are the machine's. What carries
over to another one are counts, and ratios to something that was measured in the same run.
Counts (modules, calls, sizes) are held by tests as well, times are not.
"""
_MISSED: Final = """\
## Targets that are not met

The nearest that was reached is what was measured. The profile shows what it consists of."""
_MEANING: Final = {True: "yes", False: "**no**", None: ""}
_DECIMALS: Final = ((100, 0), (10, 1), (1, 2))
"""From this value on, so many decimals."""


def document(run: Run) -> str:
    """Return docs/performance.md."""
    parts = (
        _INTRODUCTION,
        _machine(run),
        _targets(run),
        "![How much of its target each figure uses up](performance.svg)",
        _missed(run),
        *map(_section, run.benches),
    )
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def plot(run: Run) -> str:
    """Return docs/performance.svg."""
    return drawn(
        [
            (f"{bench.name}: {each.name}", each.use)
            for bench, each in _figures(run)
            if each.use is not None
        ]
    )


def shown(run: Run) -> Table:
    """Return every figure as a table for the terminal."""
    rows = Table("bench", "figure", "measured", "target", "met")
    for bench, each in _figures(run):
        met = _MEANING[each.met].strip("*")
        rows.add_row(bench.name, escape(each.name), measure(each), target(each), met)
    for bench in run.benches:
        if bench.failure:
            rows.add_row(bench.name, escape(bench.failure), "", "", "failed")
    return rows


def measure(result: Result) -> str:
    """Return a figure with its unit."""
    return f"{_number(result.value)} {result.unit}".strip()


def target(result: Result) -> str:
    """Return a target, "" without one."""
    if result.at_most is not None:
        return f"≤ {result.at_most:,g}"
    return "" if result.at_least is None else f"≥ {result.at_least:,g}"


def _number(value: float) -> str:
    if value == int(value):
        return f"{value:,.0f}"
    decimals = next((decimals for least, decimals in _DECIMALS if abs(value) >= least), 3)
    return f"{value:,.{decimals}f}"


def _machine(run: Run) -> str:
    took = sum(bench.seconds for bench in run.benches)
    facts = {**run.machine, "all benches take": f"{took / 60:.1f} minutes"}
    return table(("Machine", ""), facts.items())


def _targets(run: Run) -> str:
    rows = [
        (bench.name, each.name, measure(each), target(each), _MEANING[each.met])
        for bench, each in _figures(run)
        if each.met is not None
    ]
    met = sum(each.met is True for _, each in _figures(run))
    shown = table(("Bench", "Figure", "Measured", "Target", "Met"), rows)
    return f"## Targets\n\n{met} of {len(rows)} are met.\n\n{shown}"


def _missed(run: Run) -> str:
    missed = [each for _, each in _figures(run) if each.met is False]
    if not missed:
        return ""
    parts = [f"### {each.name}: {measure(each)}\n\n{each.proof}" for each in missed]
    return "\n\n".join((_MISSED, *parts))


def _section(bench: Measured) -> str:
    about = next((each.about for each in BENCHES if each.name == bench.name), "")
    command = f"`python -m bench.{bench.name}` ({bench.version}; {bench.seconds:.0f} s)"
    heading = f"## {bench.name}\n\n{about}\n\n{command}"
    if bench.failure:
        return f"{heading}\n\nThe measurement failed:\n\n```\n{bench.failure}\n```"
    rows = [(each.name, measure(each), target(each)) for each in bench.results]
    return f"{heading}\n\n{table(('Figure', 'Measured', 'Target'), rows)}"


def _figures(run: Run) -> Iterator[tuple[Measured, Result]]:
    for bench in run.benches:
        for each in bench.results:
            yield bench, each
