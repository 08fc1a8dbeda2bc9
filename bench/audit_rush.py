"""How long changes of one tenant wait for one another: `python -m bench.audit_rush [CHANGES...]`.

So many changes are begun at the same moment, each by a thread, in one of the tenant's chains of the
audit trail. The table is in memory, and takes 5 ms a call.
"""

import logging
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.model.audit import Action, Change, Outcome
from jetbridge.model.record import replace
from jetbridge.runtime.clock import SystemPause
from jetbridge.store.table import StoreError
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable

CALL: Final = 0.005
"""Seconds that a call of the table takes."""
CHANGES: Final = (1, 10, 25, 50, 100, 200)
_CHANGE: Final = Change(Action.ONBOARDING_REQUEST, "demo", "client:jb_ci_1", "request-1")


def waits(changes: int) -> tuple[list[float], int]:
    """Return how many seconds each of these changes waited, and how many were not recorded."""
    world = World()
    table = HookedTable(world.table, partial(time.sleep, CALL), lambda: None)
    trail = replace(Trail.of(world.context(table=table)), pause=SystemPause())

    def one(_: int) -> tuple[float, bool]:
        began = time.monotonic()
        try:
            audit.append(trail, _CHANGE, Outcome.BEGUN)
        except StoreError:
            return time.monotonic() - began, False
        return time.monotonic() - began, True

    with ThreadPoolExecutor(changes) as pool:
        ended = [*pool.map(one, range(changes))]
    return [seconds for seconds, _ in ended], sum(not done for _, done in ended)


def main(*counts: int) -> None:
    """Print what becomes of them."""
    logging.disable(logging.WARNING)
    waits(1)  # what is imported at the first one
    table = Table("at once, in one chain", "not recorded", "median, ms", "slowest, ms")
    for changes in counts or CHANGES:
        seconds, lost = waits(changes)
        times = (f"{each(seconds) * 1_000:,.0f}" for each in (median, max))
        table.add_row(f"{changes}", f"{lost}", *times)
    Console(width=100).print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
