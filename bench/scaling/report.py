"""The tables and the plots of docs/scaling.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Final

from bench.scaling import flat, scenarios
from bench.scaling.operations import Cost, counted
from bench.scaling.plots import Point, lines
from bench.scaling.population import BEGAN, WORKERS, Mix
from bench.scaling.scenarios import HOUR, Seen
from bench.tables import table
from jetbridge.model.schedule import DAY
from jetbridge.store.keys import DUE_SHARDS

DOCS: Final = Path(__file__).parents[2] / "docs"
FLAT: Final = ((100, 10), (1_000, 10), (1_000, 100), (10_000, 100))
"""Sizes of tables, and how many of their connections are due."""
ORDINARY: Final = {100: 6 * HOUR, 1_000: 6 * HOUR, 10_000: 6 * HOUR, 100_000: HOUR, 1_000_000: 300}
"""How long each size is simulated, in seconds."""
HERD: Final = (100_000, 4)
DOWN: Final = (3_000, 12)
RUSH: Final = (1_000, 10_000, 6)
"""Connections and hours of the other scenarios; between them, the people that one company hires."""
PEAK: Final = 5
"""How much more than on the average happens in the busiest minutes. Assumed."""

_DUE: Final = ("TASK#…", "SEND#…", "DUE#…", "JOURNEY#…")


def tables() -> str:
    """Run everything, write the plots, and return the tables of docs/scaling.md."""
    costs = counted()
    seen = [scenarios.ordinary(costs, size, each) for size, each in ORDINARY.items()]
    herd, down = scenarios.herd(costs, *HERD), scenarios.partner_down(costs, *DOWN)
    rush = scenarios.hiring_rush(costs, *RUSH)
    _write_plots(seen, herd, rush)
    found = {
        "after an outage": herd,
        f"partner down for {DOWN[1]} hours": down,
        f"rush: one company hires {RUSH[1]:,}": rush,
    }
    return "\n\n".join(
        (
            _flat_table(),
            _cost_table(costs),
            _ordinary_table(seen),
            _partition_table(seen, costs),
            _trouble_table(found),
        )
    )


def _flat_table() -> str:
    rows = [
        (f"{each.size:,}", *astuple(each)[1:]) for each in (flat.measured(*size) for size in FLAT)
    ]
    heading = "connections and tokens|due|token issued|token verified|queries|items read|writes"
    return _table(heading, rows)


def _cost_table(costs: Mapping[str, Cost]) -> str:
    rows = [
        (
            name,
            each.reads,
            each.queries,
            each.writes,
            each.written.total(),
            each.read.total(),
            each.partner_calls,
        )
        for name, each in costs.items()
    ]
    return _table("what|reads|queries|writes|write units|read units|calls to partners", rows)


def _ordinary_table(seen: Sequence[Seen]) -> str:
    rows = [
        (
            f"{each.size:,}",
            _short(each.per_second("check and poll handed on")),
            _short(each.per_second("poll")),
            _short(_tokens(each)),
            f"{each.workers:.2f} of {WORKERS['queue']}",
            f"{each.slow_workers:.2f} of {WORKERS['slow']}",
            _short(each.waits("journey").share(0.99)),
            f"{each.deployment.queue.deepest:,}",
            sum(not report.complete for _, report in each.deployment.runs),
        )
        for each in seen
    ]
    heading = "connections|checks/s|polls/s|tokens/s|busy workers|busy slow workers"
    return _table(f"{heading}|a journey waits, p99, s|longest queue|runs not through", rows)


def _tokens(seen: Seen) -> float:
    return seen.per_second("token obtained on demand") + seen.per_second("token renewed ahead")


def _partition_table(seen: Sequence[Seen], costs: Mapping[str, Cost]) -> str:
    """Return the write units a second of the partitions that tenants share, at the peak."""
    rows = []
    for each in seen[2:]:
        units: dict[str, float] = {}
        for name, cost in costs.items():
            for kind, count in cost.written.items():
                units[kind] = units.get(kind, 0.0) + _rate(each, name) * count
        handed = sum(report.handed_over for _, report in each.deployment.runs) / each.seconds
        units["TASK#…"] += handed * 2
        for kind in _DUE:
            units[kind] = units.get(kind, 0.0) / DUE_SHARDS
        shared = ("EVENT#smartrecruiters#received", "EVENT#smartrecruiters#processed", *_DUE[:3])
        rows.append((f"{each.size:,}", *(_short(PEAK * units[kind]) for kind in shared)))
    heading = "connections|`EVENT#…#received`|`EVENT#…#processed`|a shard of `TASK`|of `SEND`"
    return _table(f"{heading}|of `DUE`", rows)


def _rate(seen: Seen, name: str) -> float:
    if name.startswith("notification"):
        return seen.size * Mix().notifications / DAY
    return seen.per_second(name)


def _trouble_table(found: Mapping[str, Seen]) -> str:
    rows = [
        (
            name,
            f"{each.size:,}",
            "" if each.drained is None else f"{each.drained / HOUR:.1f} h",
            f"{each.deployment.queue.deepest:,}",
            f"{each.workers:.1f}",
            _short(each.waits("journey").share(0.99)),
            _short(each.waits("journey").longest),
        )
        for name, each in found.items()
    ]
    heading = "what|connections|drained after|longest queue|busy workers"
    return _table(f"{heading}|a journey of others waits, p99, s|longest, s", rows)


def _write_plots(seen: Sequence[Seen], herd: Seen, rush: Seen) -> None:
    def by_size(of: str) -> list[Point]:
        return [(each.size, max(getattr(each, of), 0.001)) for each in seen]

    sizes = [(each.size, f"{each.size:,}") for each in seen]
    ups = [(0.001, "0.001"), (0.01, "0.01"), (0.1, "0.1"), (1, "1"), (10, "10"), (100, "100")]
    tokens: list[Point] = [(each.size, max(_tokens(each), 0.001)) for each in seen]
    growth: dict[str, list[Point]] = {
        "busy workers": by_size("workers"),
        "busy slow workers": by_size("slow_workers"),
    }
    growth["tokens a second"] = tokens
    _save("growth", lines("By connections", growth, across=sizes, up=ups, logarithmic=True))
    began = herd.deployment.depths[0][0]
    hours = [(hour * HOUR, f"{hour} h") for hour in range(HERD[1] + 1)]
    depths: dict[str, list[Point]] = {
        "due": [(at - began, due) for at, _, due in herd.deployment.depths],
        "in the queues": [(at - began, waiting) for at, waiting, _ in herd.deployment.depths],
    }
    top = max(max(y for _, y in points) for points in depths.values())
    ticks = [(top * part / 4, f"{top * part / 4:,.0f}") for part in range(5)]
    _save("herd", lines("After an outage of a day", depths, across=hours, up=ticks))
    ends = rush.deployment.rush.completed if rush.deployment.rush else []
    done: list[Point] = [(at - BEGAN, number) for number, at in enumerate(ends[::100])]
    count = [(part * RUSH[1] / 400, f"{part * RUSH[1] / 4:,.0f}") for part in range(5)]
    hours = [(hour * HOUR, f"{hour} h") for hour in range(RUSH[2] + 1)]
    _save("rush", lines("Journeys completed", {"one company": done}, across=hours, up=count))


def _save(name: str, svg: str) -> None:
    (DOCS / f"scaling-{name}.svg").write_text(svg)


def _table(heading: str, rows: Iterable[Sequence[object]]) -> str:
    return table(heading.split("|"), (map(str, row) for row in rows))


def _short(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:,.1f}"
