"""A function's process, by the stack's clock: `python runtime_client.py CLOCK HANDLER`.

AWS's runtime interface client, as `python -m awslambdaric HANDLER` starts it, after one change: the
deployed code reads the time from `SystemClock` only, and here it is told that of the
file CLOCK. Run as a file, without the rest of this package: a cold start should cost what it costs.
"""

import sys
from pathlib import Path

from awslambdaric.__main__ import main

from jetbridge.runtime.clock import SystemClock
from jetbridge_cli.local_stack.clock import StackClock


def tell_time_by(file: Path) -> None:
    """Let this process tell the time by the stack's clock."""
    clock = StackClock(file)

    def now(_: SystemClock) -> int:
        return clock.now()

    SystemClock.now = now  # type: ignore[assignment,method-assign] # this process has another clock


if __name__ == "__main__":
    program, clock_file, *rest = sys.argv
    tell_time_by(Path(clock_file))
    main([program, *rest])
