"""What AWS charges for: amounts by the names of prices, from what was counted.

CPU times are those of docs/performance.json, memory sizes, schedules and retention those of
template.yaml, prices and assumptions those of bench/prices.toml.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from bench import memory, metered, quota
from bench.metered import Account, Usage
from bench.result import run_of
from bench.workloads import Metered
from tests.unit.infra.templates import FUNCTION, ROOT, properties, resources, written

HOURS: Final = 730
"""Of a month."""
SECONDS: Final = HOURS * 3_600
INPUTS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("prices.toml").read_text())
ASSUMED: Final[Mapping[str, float]] = {
    name: each["value"] for name, each in INPUTS["assumption"].items()
}
_DATA: Final = ROOT / "docs" / "performance.json"
_GIGABYTE: Final = 1 << 30

FIXED: Final = ("metric", "key_request")
"""What a kind of work costs in a month, however much of it there is."""

type Amounts = dict[str, float]
"""How much is used in a month, by the names of prices."""


def month(work: Metered, times: float, routes: int = 0) -> Amounts:
    """Return what so much work uses in a month, on so many routes of the API."""
    return total(
        used(work.account, times),
        {
            "metric": len(work.metrics) + routes * ASSUMED["api_metrics"],
            "key_request": len(work.account.functions) * SECONDS / ASSUMED["table_key_seconds"],
        },
    )


def used(account: Account, times: float) -> Amounts:
    """Return what functions use that do so many times what was counted."""
    parts = (_of_function(*each) for each in account.functions.items())
    return {name: times * much for name, much in total(*parts).items()}


def total(*parts: Mapping[str, float]) -> Amounts:
    """Return the sum of amounts."""
    names = {name for part in parts for name in part}
    return {name: sum(part.get(name, 0) for part in parts) for name in names}


def memory_of(function: str) -> int:
    """Return the megabytes of a function's memory, by the function's name in lower case."""
    everywhere = written()["Globals"]["Function"]["MemorySize"]
    return int(_template(function).get("MemorySize", everywhere))


def _of_function(function: str, usage: Usage) -> Amounts:
    invocations, is_route = usage[metered.INVOCATIONS], _is_route(function)
    logged = usage[metered.LOG_BYTES] + invocations * ASSUMED["platform_log_bytes"]
    logged += invocations * _access_log_bytes() if is_route else 0
    retention = written()["Parameters"]["LogRetentionDays"]["Default"] / 30
    megabytes = memory_of(function)
    return {
        "lambda_gb_second": megabytes / 1_024 * duration(function, usage, megabytes),
        "lambda_request": invocations,
        "api_request": invocations if is_route else 0,
        "write_unit": usage[metered.WRITE_UNITS],
        "read_unit": usage[metered.HALF_READ_UNITS] / 2,
        "queue_request": usage[metered.QUEUE_REQUESTS],
        "fair_request": usage[metered.QUEUE_REQUESTS],
        "event": usage[metered.EVENTS],
        "log_gb": logged / _GIGABYTE,
        "log_gb_month": logged / _GIGABYTE * retention,
    }


def duration(function: str, usage: Usage, megabytes: int) -> float:
    """Return the seconds for which invocations are billed: CPU time ÷ share, and waits."""
    calls = usage[metered.TABLE_CALLS] + usage[metered.OTHER_CALLS]
    needed = usage[metered.INVOCATIONS] * (
        cpu(function, memory.REQUEST) + ASSUMED["cold_share"] * cpu(function, memory.COLD)
    )
    return (
        (needed + calls * ASSUMED["call_cpu"]) / quota.share(megabytes)
        + usage[metered.TABLE_CALLS] * ASSUMED["table_call"]
        + usage[metered.OTHER_CALLS] * ASSUMED["other_call"]
        + usage[metered.PARTNER_CALLS] * ASSUMED["partner_call"]
    )


def _access_log_bytes() -> int:
    """Return the length of a line of API Gateway's access log."""
    line = properties("HttpApi")["AccessLogSettings"]["Format"]
    return len(re.sub(r"\$context\.[\w.]+", "x" * 16, line))


def _is_route(function: str) -> bool:
    events = _template(function).get("Events", {}).values()
    return any(event["Type"] == "HttpApi" for event in events)


def _template(function: str) -> dict[str, Any]:
    named = {name.removesuffix("Function").lower(): name for name in resources(FUNCTION)}
    return properties(named[function])


@cache
def _figures() -> Mapping[str, float]:
    benches = run_of(json.loads(_DATA.read_text())).benches
    (found,) = (bench for bench in benches if bench.name == "memory")
    return {each.name: each.value for each in found.results}


def cpu(function: str, what: str) -> float:
    """Return CPU seconds of a function. See `measured`."""
    return measured(function, what) / 1_000


def measured(function: str, what: str) -> float:
    """Return a figure of a function in docs/performance.json: the largest, of several first events.

    The slow worker is the worker's code.

    Raises:
        LookupError: it was not measured (`python -m bench memory`).
    """
    code = function.removeprefix("slow")
    found = [
        value
        for name, value in _figures().items()
        if memory.function_of(name.partition(":")[0]) == code and name.endswith(f": {what}")
    ]
    if not found:
        raise LookupError(f"{what} of {function}")
    return max(found)
