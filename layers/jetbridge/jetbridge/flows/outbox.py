"""Domain events on their way to the bus: written with the change, published after it.

    1. the change and its event are committed    one transaction (`jetbridge.store.outbox`)
    2. the event is published                    at once; what fails is left to the clock
    3. the event is forgotten                    a crash before this publishes it again

So every event is published at least once, each time under the same id.
"""

import logging
from collections.abc import Sequence

from jetbridge.flows.bridge import Bridge
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import BusUnavailable, DomainEvent
from jetbridge.store import outbox
from jetbridge.store.table import StoreError, Write

logger = logging.getLogger(__name__)


def commit(bridge: Bridge, *writes: Write) -> None:
    """Make the writes, all or none, and publish the events that are recorded among them.

    Raises:
        StoreError: as `Table.write` does. Nothing was published then.
    """
    bridge.table.write(*writes)
    flush(bridge, outbox.recorded(writes))


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


def sweep(bridge: Bridge, event_id: str) -> bool:
    """Publish an event that its flow left behind; tell whether none is left of it."""
    event = outbox.get(bridge.table, event_id)
    return event is None or flush(bridge, [event])
