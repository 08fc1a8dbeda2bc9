"""How much memory each function uses and what each memory setting costs: `python -m bench.memory`.

Lambda gives a function CPU time in proportion to its memory. Each function runs as in
bench/cold_starts.py: a cold start, then warm requests. CPU time is the least of several rounds. It
gives the durations with each setting: CPU time ÷ share, and what is waited for. A cold start is
also measured with each, under a CPU quota of the kernel, where this process may set one.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import import_profile, quota
from bench.environments import Host, Subject
from bench.result import Result
from bench.subjects import subjects_in

SIZES: Final = (256, 512, 1_024, 1_769)
"""Megabytes that are compared."""
ROUNDS: Final = 5
WARM: Final = 20
"""Requests after the first one."""
COLD: Final = "CPU of a cold start"
REQUEST: Final = "CPU of a warm request"
RESIDENT: Final = "resident memory"
SETTINGS: Final = {
    "token": 1_024,
    "authorizer": 1_024,
    "consent": 1_024,
    "connect": 1_024,
    "receive": 1_024,
    "onboarding": 1_024,
    "manage": 1_024,
    "console": 1_024,
    "rehearse": 1_280,
    "worker": 512,
    "slowworker": 512,
    "scheduled": 512,
}
"""Megabytes of each function in template.yaml (decision 0077; tests/unit/infra/test_memory.py)."""
BACKGROUND: Final = frozenset({"worker", "slowworker", "scheduled"})
"""Functions whose answer nothing outside waits for. They have half the memory."""
_MAX_COLD: Final = 7.8
"""A cold start's CPU time ÷ that of a bare handler, at most, with the usual memory.

With 37 ms for the bare one it is 290 ms: half a second with 1,024 MB, and in the background a
second with 512 MB. More memory allows for as much more.
"""
_USUAL: Final = 1_024
_USUAL_IN_BACKGROUND: Final = 512
_MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Need:
    """What a function needs: CPU in milliseconds, memory in megabytes."""

    cold: float
    warm: float
    resident: float


def function_of(name: str) -> str:
    """Return the function of a subject or a figure: of `worker, a journey` it is `worker`."""
    return name.partition(",")[0]


@dataclass(frozen=True, slots=True)
class Needs:
    """What a bare handler needs, and each function: that, and its cold starts by the setting."""

    bare: Need
    functions: Mapping[Subject, tuple[Need, Mapping[int, float]]]


def needs() -> Needs:
    """Measure what each function needs, and how long its cold start takes by the memory setting."""
    with tempfile.TemporaryDirectory() as scratch:
        host = Host(Path(scratch))
        bare, *others = subjects_in(Path(scratch))
        ours = [each for each in others if function_of(each.name) in SETTINGS]
        found = {each: (_need(host, each), _starts(host, each)) for each in ours}
        return Needs(_need(host, bare), found)


def _need(host: Host, subject: Subject) -> Need:
    found = [_once(host, subject) for _ in range(ROUNDS)]
    return Need(*(min(getattr(each, name) for each in found) for name in Need.__slots__))


def _once(host: Host, subject: Subject) -> Need:
    with host.environment(subject, times=1 + WARM) as running:
        running.answered()
        cold = running.cpu
        for _ in range(WARM):
            running.answered()
        warm = (running.cpu - cold) / WARM
        return Need(cold, warm, _resident(running.process_id))


def _starts(host: Host, subject: Subject) -> Mapping[int, float]:
    """Return the seconds of a cold start by the setting; nothing without control groups."""
    if not quota.is_available():
        return {}
    return {size: _start(host, subject, size) for size in SIZES}


def _start(host: Host, subject: Subject, size: int) -> float:
    with (
        quota.limited(size) as launcher,
        host.environment(subject, launcher=launcher) as running,
    ):
        return running.answered().at - running.began


def _resident(process_id: int) -> float:
    """Return the most memory that a process has had, in megabytes."""
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(peak) * 1_024 / _MEGABYTE


def results() -> list[Result]:
    """Return CPU, memory and cold starts of each function."""
    found = needs()
    return [
        figure
        for subject, each in found.functions.items()
        for figure in _figures(found.bare, subject, *each)
    ]


def _figures(
    bare: Need, subject: Subject, need: Need, starts: Mapping[int, float]
) -> Iterator[Result]:
    name = subject.name
    setting = SETTINGS[function_of(name)]
    yield Result(f"{name}: {COLD}", need.cold, "ms")
    yield Result(f"{name}: {REQUEST}", need.warm, "ms")
    yield Result(f"{name}: {RESIDENT}", need.resident, "MB", at_most=setting / 2)
    usual = _USUAL_IN_BACKGROUND if function_of(name) in BACKGROUND else _USUAL
    most = _MAX_COLD * setting / usual
    yield Result(f"{name}: {COLD} ÷ bare", need.cold / bare.cold, at_most=most).proven(
        lambda: import_profile.of(subject)
    )
    seconds = need.cold / 1_000 / quota.share(setting)
    yield Result(f"{name}: {COLD} ÷ share, {setting} MB", seconds, "s")
    for size, seconds in starts.items():
        yield Result(f"{name}: cold start with {size} MB", seconds, "s")


def main() -> None:
    """Print a line a function."""
    sizes = SIZES if quota.is_available() else ()
    table = Table("function", COLD, REQUEST, RESIDENT, *(f"{size} MB" for size in sizes))
    for subject, (need, starts) in needs().functions.items():
        cells = (f"{need.cold:.0f} ms", f"{need.warm:.2f} ms", f"{need.resident:.0f} MB")
        table.add_row(subject.name, *cells, *(f"{seconds:.2f} s" for seconds in starts.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
