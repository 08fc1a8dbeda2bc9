"""What each memory setting of each function costs: a sweep over measured CPU times."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from bench import memory, quota, workloads
from bench.charges import INPUTS, cpu, duration, measured
from bench.metered import INVOCATIONS, PARTNER_CALLS, TABLE_CALLS, Usage
from bench.tables import table

_MILLION: Final = 1_000_000


def usages() -> Mapping[str, Usage]:
    """Return what typical invocations of each function use.

    Those that no workload has are taken to make three calls of DynamoDB, and to ask a partner where
    they request an onboarding.
    """
    journey = workloads.journey().account.functions
    polled = workloads.connection_days(2, has_policy=True).account.functions
    page = Counter({INVOCATIONS: 1, TABLE_CALLS: 3})
    return {
        **workloads.token_call().account.functions,
        **workloads.authorized_call().account.functions,
        "consent": page,
        "connect": page,
        "receive": journey["receive"],
        "onboarding": page + Counter({PARTNER_CALLS: 1}),
        "worker": journey["worker"],
        "slowworker": polled["slowworker"],
        **workloads.idle_run("tasks").account.functions,
    }


def sweep() -> str:
    """Return a table of functions and settings: a cold start's CPU time ÷ share, and the price."""
    settings = (f"{size} MB" for size in memory.SIZES)
    heading = ("Function", "Resident, MB", *settings, "Set to")
    return table(heading, (_row(*each) for each in usages().items()))


def _row(function: str, usage: Usage) -> tuple[str, ...]:
    resident = f"{measured(function, memory.RESIDENT):.0f}"
    cells = (_cell(function, usage, size) for size in memory.SIZES)
    return f"`{function}`", resident, *cells, str(memory.SETTINGS[function])


def _cell(function: str, usage: Usage, size: int) -> str:
    price = INPUTS["price"]["lambda_gb_second"]["usd"]
    seconds = duration(function, usage, size) / usage[INVOCATIONS]
    usd = _MILLION * seconds * size / 1_024 * price
    return f"{cold(function, size):.2f} s, {1_000 * seconds:.0f} ms, {usd:.2f}"


def cold(function: str, size: int) -> float:
    """Return the seconds that the CPU time of a cold start takes with so many megabytes."""
    return cpu(function, memory.COLD) / quota.share(size)
