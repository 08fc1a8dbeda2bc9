"""Domain events on their way to the bus: written with the change, published after it.

    1. the change and its event are committed    one transaction (`jetbridge.store.outbox`)
    2. the event is published                    at once; what fails is left to the clock
    3. the event is forgotten                    a crash before this publishes it again

So every event is published at least once, each time under the same id.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.model import work
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import BusUnavailable, DomainEvent, QueueUnavailable
from jetbridge.store import due, journeys, outbox
from jetbridge.store.due import Lane
from jetbridge.store.table import StoreError, Write

logger = logging.getLogger(__name__)

PAGE: Final = 100
BUDGET: Final = 45
"""Seconds after which a run takes up nothing more."""
PATIENCE: Final = 10
"""Events that may fail before a run leaves the bus alone."""


def commit(bridge: Bridge, *writes: Write) -> None:
    """Make the writes, all or none, and publish the events that are recorded among them.

    The journeys that are to look because of them are put into the queue.

    Raises:
        StoreError: as `Table.write` does. Nothing was published then.
    """
    bridge.table.write(*writes)
    flush(bridge, outbox.recorded(writes))
    have_moved(bridge, journeys.nudged(writes))


def have_moved(bridge: Bridge, journey_ids: Sequence[str]) -> None:
    """Have the queue move the journeys that wait for this news; else the clock does."""
    if not journey_ids:
        return
    try:
        bridge.queue.send([work.journey(each) for each in journey_ids])
    except QueueUnavailable:
        logger.warning("journeys left to the clock", extra={"journeys": [*journey_ids]})


def flush(bridge: Bridge, events: Sequence[DomainEvent]) -> bool:
    """Publish stored events and forget them; tell whether the bus took them.

    Nothing is raised: the change that they tell of is committed, and the clock tries again.
    """
    if not events:
        return True
    try:
        bridge.bus.publish(events)
        for event in events:
            bridge.table.write(outbox.published(event))
    except (BusUnavailable, StoreError) as error:
        facts = {"types": [event.type for event in events], "error": type(error).__name__}
        logger.warning("events wait for the next run", extra=facts)
        bridge.meter.count(Metric.EVENTS_DELAYED)
        return False
    return True


@dataclass(frozen=True, slots=True)
class Report:
    """What one run published, what still waits, and whether it saw everything."""

    published: int = 0
    waiting: int = 0
    complete: bool = True


def sweep(bridge: Bridge) -> Report:
    """Publish what flows left behind, for as long as the bus takes something.

    An event that the bus refuses waits twice as long each time, so that it holds up no other.
    """
    began = bridge.clock.now()
    report = Report()
    for entry in chain.from_iterable(due.pages(bridge.table, Lane.SEND, began, size=PAGE)):
        if report.waiting >= PATIENCE or bridge.clock.now() >= began + BUDGET:
            report = replace(report, complete=False)
            break
        event = outbox.get(bridge.table, str(entry["pk"]).partition("#")[2])
        if event is None:
            continue
        if flush(bridge, [event]):
            report = replace(report, published=report.published + 1)
        else:
            waited = max(bridge.clock.now() - event.at, outbox.PATIENCE)
            due.postpone(bridge.table, entry, bridge.clock.now() + waited)
            report = replace(report, waiting=report.waiting + 1)
    logger.info("outbox swept", extra=asdict(report))
    return report
