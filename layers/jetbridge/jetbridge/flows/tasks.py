"""What the clock does about connections: renews tokens, asks after health, keeps alive, reminds.

    run     the schedule's job: find what is due, hand it to the queue, look again later
    work    the queue's job: do a connection's due tasks, and arm the next ones

Nothing here remembers anything between runs. Work that was handed over and never done is due
again after `HOLD`; work that is done twice finds nothing due the second time.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from jetbridge.broker.broker import TokenUnavailable
from jetbridge.flows import health as checks
from jetbridge.flows import subscription
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.credentials import source_of
from jetbridge.model import events, health, schedule
from jetbridge.model import work as messages
from jetbridge.model.connection import Connection
from jetbridge.model.health import Verdict
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import NotSent, QueueUnavailable
from jetbridge.model.schedule import Task
from jetbridge.model.work import Message
from jetbridge.partners.dialect import TokenRefused
from jetbridge.store import connections, due, outbox
from jetbridge.store.due import Lane
from jetbridge.store.table import Item, StoreError, Write

logger = logging.getLogger(__name__)

DUE: Final = "due"
"""The task of a message: whatever is due about the connection by the time it is done."""
BUDGET: Final = 45
"""Seconds after which a run hands nothing more over: the next run begins within the minute."""
HOLD: Final = 900
"""Seconds after which work that was handed over is due again: twice as long as the queue hides a
message that is being worked on."""
PAGE: Final = 100
SOON: Final = 60
"""Seconds until the next renewal at the least, however short-lived a token is."""

_BY: Final = "schedule"


@dataclass(frozen=True, slots=True)
class Report:
    """What one run handed over, and whether that was all."""

    handed_over: int = 0
    complete: bool = True


def run(bridge: Bridge) -> Report:
    """Hand every due connection to the queue, for as long as the run may take."""
    began = bridge.clock.now()
    handed_over = 0
    report = Report()
    for entries in due.pages(bridge.table, Lane.TASK, began, size=PAGE):
        if bridge.clock.now() >= began + BUDGET or not _hand_over(bridge, entries):
            report = Report(handed_over, complete=False)
            break
        handed_over += len(entries)
        report = Report(handed_over)
    logger.info("tasks handed over", extra=asdict(report))
    return report


def work(bridge: Bridge, message: Message) -> None:
    """Do what is due about the message's connection. A repeat finds nothing due.

    Raises:
        Conflict: the connection was being written all the while.
    """
    connection = connections.get(bridge.table, str(message.get("connection_id")))
    if connection is None:
        return
    now = bridge.clock.now()
    for task in schedule.due(connection, now):
        # What was done for one task may have been another's purpose, too.
        if task in schedule.due(connection, now):
            connection = _JOBS[task](bridge, connection)
            bridge.meter.count(Metric.TASK_DONE)


def _hand_over(bridge: Bridge, entries: tuple[Item, ...]) -> bool:
    """Enqueue, and only then look away; tell whether it went well."""
    if not entries:
        return True
    ids = [str(entry["pk"]).partition("#")[2] for entry in entries]
    try:
        bridge.queue.send([messages.connection_task(each, DUE) for each in ids])
        for entry in entries:
            due.postpone(bridge.table, entry, bridge.clock.now() + HOLD)
    except (QueueUnavailable, StoreError) as error:
        logger.warning("tasks wait for the next run", extra={"error": type(error).__name__})
        return False
    return True


def _check(bridge: Bridge, connection: Connection) -> Connection:
    """Use the connection once, harmlessly; what works is renewed ahead from now on."""
    checked = checks.check(bridge, connection, by=_BY)
    if not checked.health.failures:
        subscription.ask(bridge, checked)
    if not checked.health.failures and Task.REFRESH not in checked.tasks:
        return _refresh(bridge, checked)
    return checked


def _refresh(bridge: Bridge, connection: Connection) -> Connection:
    """Renew the access token, unless somebody has done so; arm the next renewal."""
    try:
        at = bridge.broker.renew(source_of(bridge, connection))
    except TokenRefused as refused:
        return _failed(bridge, connection, Verdict(refused.code, refused.permanent))
    except (TokenUnavailable, NotSent):
        return _failed(bridge, connection, Verdict("unreachable"))
    now = bridge.clock.now()
    following = None if at is None else max(at, now + SOON)
    if connection.tasks.get(Task.REFRESH) == following:
        return connection
    return checks.change(
        bridge, connection, lambda current: schedule.refreshed(current, following), by=_BY
    )


def _failed(bridge: Bridge, connection: Connection, verdict: Verdict) -> Connection:
    """Let the health checks take over: they look often, and arm the renewal when they succeed."""
    recorded = checks.record(bridge, connection, verdict, by=_BY)
    return checks.change(
        bridge, recorded, lambda current: schedule.refreshed(current, None), by=_BY
    )


def _remind(bridge: Bridge, connection: Connection) -> Connection:
    """Tell the tenant that its credential ends; at the end, that it has."""
    now = bridge.clock.now()

    def told(current: Connection) -> Connection:
        if current.expires_at is not None and now >= current.expires_at:
            return health.expired(current, now)
        return schedule.reminded(current, now)

    def reminder(before: Connection, after: Connection) -> tuple[Write, ...]:
        if after.status is not before.status:
            return ()  # that it is over is an event of its own
        return (outbox.record(events.expiring(after, before.version + 1, now)),)

    return checks.change(bridge, connection, told, by=_BY, beside=reminder)


_JOBS: Final[Mapping[Task, Callable[[Bridge, Connection], Connection]]] = {
    Task.REFRESH: _refresh,
    Task.HEALTH: _check,
    Task.KEEP_ALIVE: _check,
    Task.REMIND: _remind,
}
