"""How long a webhook waits behind another tenant's endpoint that hangs: `python -m bench.fairness`.

The queue and the workers are simulated in a time of their own (`tests/fakes/turns.py`); what the
workers do is the code's own. A queue that is first in, first out stands for SQS before it has
noticed whose messages take long; a fair one for SQS afterwards, and for the local stack.
"""

import logging
import statistics
import sys
from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.result import Result
from jetbridge.flows.event.webhooks import limiter
from tests.unit.flows.event.webhooks.rush import WORKERS, Rush

DELIVERIES: Final = 1_000
_SECONDS: Final = 60
_EVERY: Final = 0.9


def rushes(deliveries: int) -> Iterator[tuple[str, int, Rush]]:
    """Play with each kind of queue and each number of tenants that hang, and yield all three."""
    for is_fair in (False, True):
        for tenants in (1, 3):
            rush = Rush(tenants, deliveries // tenants, is_fair=is_fair)
            rush.run(_SECONDS, _EVERY)
            yield "fair" if is_fair else "first in, first out", tenants, rush


def results() -> list[Result]:
    """Return how long the webhooks of another tenant waited at the most, in seconds."""
    return [
        Result(
            f"longest wait, {queue} queue, {tenants} tenants do not answer", max(rush.waits), "s"
        )
        for queue, tenants, rush in rushes(DELIVERIES)
    ]


def main(deliveries: int = DELIVERIES) -> None:
    """Print what another tenant's webhooks waited, and what the slow endpoint got."""
    logging.disable(logging.WARNING)  # a line for each attempt
    shown = Table("queue", "hanging", "deliveries", "waited, s: median", "longest", "attempts")
    shares = f"{limiter.share(WORKERS)} or {limiter.SLOW_SHARE} if slow"
    shown.title = f"{WORKERS} workers, {_SECONDS} s; shares {shares}"
    for queue, tenants, rush in rushes(deliveries):
        shown.add_row(
            queue,
            str(tenants),
            f"{deliveries // tenants * tenants:,}",
            f"{statistics.median(rush.waits):.2f}",
            f"{max(rush.waits):.2f}",
            str(len(rush.attempts)),
        )
    Console().print(shown)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
