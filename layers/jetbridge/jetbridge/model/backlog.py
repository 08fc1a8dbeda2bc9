"""How much waits in the queues, and since when: what the schedule notes for the console."""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.ports import QUEUE, SLOW_QUEUE, WEBHOOK_QUEUE
from jetbridge.model.record import record

TOO_OLD: Final = {QUEUE: 600, WEBHOOK_QUEUE: 1_200, SLOW_QUEUE: 2_400}
"""The age in seconds at which a queue's oldest message is too old: above it the worker does not
keep up, or fails. Of dead letters each one is too many."""
STOPPED: Final = 300
"""Seconds without a note after which the schedules do not run: one is made each minute."""


@record
class NotedBacklog:
    """What was seen of the queues. Moments are in Unix seconds.

    `messages` counts those of each queue. `empty_at` is when a queue was last seen empty: SQS does
    not tell the age of a message, and none is older than that. Where it was never seen empty, it
    is when it was first looked at.
    """

    noted_at: int
    messages: Mapping[str, int]
    empty_at: Mapping[str, int]


def noted(before: NotedBacklog | None, held: Mapping[str, int], now: int) -> NotedBacklog:
    """Return what is known after a look at the queues."""
    known = before.empty_at if before else {}
    empty_at = {name: known.get(name, now) if number else now for name, number in held.items()}
    return NotedBacklog(now, held, empty_at)


def oldest(backlog: NotedBacklog, name: str) -> int:
    """Return the seconds that a message of a queue can have waited at the most, when noted."""
    return backlog.noted_at - backlog.empty_at.get(name, backlog.noted_at)
