"""Handing what is due over to a queue: what every schedule does whose work the worker does.

    1. the due index is read             a page of what is due, and whose each of it is
    2. a message for each is enqueued    it names what is due, and carries nothing of it
    3. its moment is put off             and not before: a run that dies here repeats itself

Nothing here remembers anything between runs. Work that was handed over and never done is due
again after `HOLD`; work that is done twice finds nothing due the second time.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.model.ports import Queue, QueueUnavailable
from jetbridge.model.work import Message, of_tenant
from jetbridge.store import due, keys
from jetbridge.store.due import Lane
from jetbridge.store.table import Item, Key, StoreError, key_of

logger = logging.getLogger(__name__)

BUDGET: Final = 45
"""Seconds after which a run hands nothing more over: the next run begins within the minute."""
HOLD: Final = 900
"""Seconds after which work that was handed over is due again: twice as long as the queue hides a
message that is being worked on."""
PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Report:
    """What one run handed over, and whether that was all."""

    handed_over: int = 0
    complete: bool = True


def run(bridge: Bridge, lanes: Mapping[Lane, Queue], message: Callable[[Key], Message]) -> Report:
    """Hand what is due in the lanes to their queues, for as long as the run may take.

    Args:
        bridge: the ports.
        lanes: whose entries go into which queue, one lane after the other.
        message: makes the message of an entry out of its key.
    """
    began = bridge.clock.now()
    handed_over = 0
    report = Report()
    every = (
        (queue, entries)
        for lane, queue in lanes.items()
        for entries in due.pages(bridge.table, lane, began, size=PAGE)
    )
    for queue, entries in every:
        in_time = bridge.clock.now() < began + BUDGET
        if not in_time or not _handed_over(bridge, queue, entries, message):
            report = Report(handed_over, complete=False)
            break
        handed_over += len(entries)
        report = Report(handed_over)
    logger.info("handed over", extra={"lanes": [*lanes], **asdict(report)})
    return report


def name_in(key: Key) -> str:
    """Return what an entry's partition key names: all that follows its first word."""
    return key.pk.partition("#")[2]


def _owned(bridge: Bridge, every: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    """Yield each key with its tenant, empty where that is gone: no queue serves it by turns."""
    for key, item in zip(every, bridge.table.get_many([*map(_owner, every)]), strict=True):
        fields = item or {}
        event = fields.get("event")  # a delivery's
        yield key, str(fields.get("tenant") or (isinstance(event, dict) and event["tenant"]) or "")


def _owner(key: Key) -> Key:
    """Return the key of the item that says whose an entry is."""
    return keys.onboarding(name_in(key)) if key.sk == keys.CHECK else key


def _handed_over(
    bridge: Bridge, queue: Queue, entries: tuple[Item, ...], message: Callable[[Key], Message]
) -> bool:
    """Enqueue, and only then look away; tell whether it went well."""
    if not entries:
        return True
    try:
        every = [key_of(entry) for entry in entries]
        queue.send([of_tenant(tenant, message(key)) for key, tenant in _owned(bridge, every)])
        for entry in entries:
            due.postpone(bridge.table, entry, bridge.clock.now() + HOLD)
    except (QueueUnavailable, StoreError) as error:
        logger.warning("work waits for the next run", extra={"error": type(error).__name__})
        return False
    return True
