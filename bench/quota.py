"""A limit on the CPU time of a process, as Lambda sets one by the memory of a function.

By a control group of the kernel (version 1, as root), in periods of 20 ms.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

VCPU: Final = 1_769
"""Megabytes of memory that come with one vCPU (Lambda Developer Guide, "Configure Lambda function
memory")."""
_GROUPS: Final = Path("/sys/fs/cgroup/cpu")
_PERIOD: Final = 20_000
"""Microseconds."""
_JOIN: Final = 'echo $$ > "$0" && exec "$@"'


def share(memory: int) -> float:
    """Return the share of a vCPU that a process with one thread gets, by megabytes of memory."""
    return min(memory / VCPU, 1.0)


def is_available() -> bool:
    """Return whether this process may make control groups."""
    return (_GROUPS / "cpu.cfs_quota_us").exists() and os.access(_GROUPS, os.W_OK)


@contextmanager
def limited(memory: int) -> Iterator[tuple[str, ...]]:
    """Yield a command that starts the command that follows it with a function's CPU share."""
    group = _GROUPS / f"jetbridge-{os.getpid()}-{memory}"
    group.mkdir()
    try:
        (group / "cpu.cfs_period_us").write_text(str(_PERIOD))
        (group / "cpu.cfs_quota_us").write_text(str(int(_PERIOD * share(memory))))
        yield ("/bin/sh", "-c", _JOIN, str(group / "cgroup.procs"))
    finally:
        group.rmdir()
