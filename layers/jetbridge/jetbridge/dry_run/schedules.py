"""The schedules of a rehearsal: what is due is found and done as in a deployment.

What a deployment does about connections themselves (renewing tokens, checking health, polling) is
no part of a hire, and is not played. Incode is not asked for verdicts either: its notifications
bring them.
"""

from typing import Final

from jetbridge.dry_run.world import World
from jetbridge.flows.event import outbox
from jetbridge.flows.journey import due as journeys_due
from jetbridge.flows.schedule import reconcile, work
from jetbridge.store import due
from jetbridge.store.due import Partition

_PARTITIONS: Final = (Partition.OPEN, Partition.JOURNEY)
_EVER: Final = 10**12
"""A moment after every other, in Unix seconds."""


def next_moment(stage: World) -> int | None:
    """Return when something is due, in Unix seconds; None: never."""
    moments = [
        entry["due_at"]
        for partition in _PARTITIONS
        for page in due.pages(stage.context.table, partition, _EVER, size=100)
        for entry in page
    ]
    known = [each for each in (*moments, stage.queue.next_moment()) if isinstance(each, int)]
    return min(known, default=None)


def fire(stage: World) -> None:
    """Run every schedule once, and do what it hands over.

    Those of every minute come first, the reconciler of every five minutes after them: a deadline
    that ends with its link is found as a deadline.
    """
    journeys_due.run(stage.context)
    outbox.sweep(stage.context)
    work_off(stage)
    reconcile.run(stage.context)
    work_off(stage)


def work_off(stage: World) -> None:
    """Do what the queue holds, and what that puts into the queue."""
    while (message := stage.queue.take()) is not None:
        work.do(stage.context, message)
