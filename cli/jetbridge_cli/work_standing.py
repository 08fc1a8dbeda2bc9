"""What `jetbridge status` and `jetbridge doctor` find of work: queues, dead letters, schedules."""

from collections.abc import Callable, Iterator
from typing import Final

from jetbridge.store import due, keys
from jetbridge.store.due import Partition
from jetbridge.store.table import Table
from jetbridge_cli.findings import Finding, Result

LATE: Final = 1_200
"""Seconds after its moment at which due work says that the schedules do not take it up."""
_FEW: Final = 5
"""Entries of a shard that are read: the index lags behind, and some of them may be done."""
_SCHEDULES: Final = {
    Partition.OPEN: "Reconcile",
    Partition.TASK: "Tasks",
    Partition.CHECK: "Tasks",
    Partition.APPROVAL: "Tasks",
    Partition.JOURNEY: "Journeys",
    Partition.POST: "Journeys",
    Partition.SEND: "Sweep",
    Partition.RETENTION: "Retention",
}
"""Which schedule takes up the due work of a partition."""

_PUT_RIGHT: Final = "Set it to Unix seconds: docs/operations.md says how to change an item."

type Count = Callable[[], int]
"""Returns how many messages a queue holds."""
type Age = Callable[[], int | None]
"""Returns the age of a queue's oldest message in seconds; None where that is not known."""


def dead_letters(count: Count) -> Iterator[Finding]:
    """Yield how many dead letters there are."""
    if number := count():
        do = "jetbridge notifications dead-letters"
        yield Finding(Result.ACT, "dead letters", f"messages that failed for good: {number}", do)
    else:
        yield Finding(Result.FINE, "dead letters", "there are none")


def queue(name: str, count: Count, age_of: Age, too_old: int) -> Iterator[Finding]:
    """Yield how many messages a queue holds, and how old the oldest is."""
    number, check = count(), f"queue {name}"
    age = age_of() if number else 0
    if not number:
        yield Finding(Result.FINE, check, "empty")
    elif age is None:
        about = f"messages: {number}; CloudWatch has no age of the oldest"
        yield Finding(Result.NOTE, check, about, "Look again in five minutes.")
    elif age <= too_old:
        yield Finding(Result.FINE, check, f"messages: {number}, the oldest {_duration(age)} old")
    else:
        about = f"messages: {number}, the oldest {_duration(age)} old"
        yield Finding(Result.ACT, check, about, "Read the logs of worker and slow-worker.")


def schedules(table: Table, now: int) -> Iterator[Finding]:
    """Yield whether due work is taken up, and what never would be. `now` is in Unix seconds."""
    for partition in Partition:
        for key in due.beyond(table, partition, limit=_FEW):
            about = f"never due, for its due_at is no moment: {keys.kind_of(key)} {keys.id_of(key)}"
            yield Finding(Result.ACT, "schedules", about, _PUT_RIGHT)
    waited = {
        partition: now - since
        for partition in Partition
        if (since := _oldest(table, partition, now)) is not None and now - since > LATE
    }
    if not waited:
        yield Finding(Result.FINE, "schedules", f"no due work has waited {_duration(LATE)}")
        return
    names = ", ".join(sorted({_SCHEDULES[each] for each in waited}))
    about = f"due work of {names} has waited for {_duration(max(waited.values()))}"
    yield Finding(Result.ACT, "schedules", about, "Read the log of scheduled: does it run at all?")


def _oldest(table: Table, partition: Partition, now: int) -> int | None:
    """Return since when the oldest due work of a partition waits, in Unix seconds."""
    moments = (
        entry.due_at
        for shard in keys.due_shards(partition)
        for entry in due.standing(table, table.query_due(shard, now, _FEW).items)
    )
    return min(moments, default=None)


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
