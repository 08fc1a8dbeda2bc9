"""How cost and waiting grow with connections, tokens and journeys: `python -m bench.scale`.

It prints the tables of docs/scaling.md and writes its plots, in two minutes. Counted is the code
itself, over a table in memory. What happens over time is a simulation of discrete events with a
seed: the same each time. Its rules are the code's; only the seconds that calls take are assumed.
"""

import logging

from rich.console import Console

from bench.result import Result
from bench.scaling import flat, scenarios
from bench.scaling.operations import counted
from bench.scaling.report import RUSH, tables

FEW: int = 10_000
"""Connections of the report's scenarios."""


def results() -> list[Result]:
    """Return the counts that are to be flat or linear, and what waits in each scenario."""
    logging.disable(logging.CRITICAL)
    costs = counted()
    small, large = (flat.measured(size, 10) for size in (100, 1_000))
    usual = scenarios.ordinary(costs, FEW, scenarios.HOUR)
    herd = scenarios.herd(costs, FEW, 2)
    rush = scenarios.hiring_rush(costs, *RUSH)
    return [
        Result("calls to the table, token issued among 1,000", large.token_issued, at_most=2),
        Result("calls to the table, token verified among 1,000", large.token_verified, at_most=1),
        Result(
            "calls of a run with 10 due, of 1,000 to of 100",
            _run(large) / _run(small),
            at_most=1,
        ),
        Result("busy workers, 10,000 connections", usual.workers + usual.slow_workers, at_most=2),
        Result(
            "wait of a journey's message after an outage of a day, p99",
            herd.waits("journey").share(0.99),
            "s",
            at_most=5,
        ),
        Result(
            "wait of others' messages while a company hires 10,000, p99",
            rush.waits("journey").share(0.99),
            "s",
            at_most=5,
        ),
    ]


def main() -> None:
    """Print the tables, and write the plots."""
    logging.disable(logging.CRITICAL)
    Console(width=200).out(tables(), highlight=False)


def _run(found: flat.Flat) -> int:
    return found.run_queries + found.run_reads + found.run_writes


if __name__ == "__main__":
    main()
