"""What the schedules do about connections: renew tokens in use, check health, poll, remind.

Questions about onboardings, and approvals whose exchange has not begun, are handed over by the same
schedule.

run     the schedule's job: find what is due, hand it to the queue, look again later
work    the queue's job: do a connection's due tasks, and arm the next ones
renew   the queue's job: renew an access token that is used
look    the job of the queue of slow work: poll for hires

Each try of a task is counted on the connection before it begins. A task that was begun and did not
end, whatever became of it, is given up after a few tries until the next day, and the connection
shows it.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from jetbridge.flows.connection import health as checks
from jetbridge.flows.connection.capabilities import connects, lifecycle, polled
from jetbridge.flows.context import Context
from jetbridge.flows.event.outbox import have_done
from jetbridge.flows.partner import is_any_asked
from jetbridge.flows.schedule import dispatch
from jetbridge.flows.schedule.dispatch import Report
from jetbridge.flows.tenant import tenants
from jetbridge.model import events, health, outbound, schedule
from jetbridge.model import work as messages
from jetbridge.model.company_settings import POLL_TROUBLE
from jetbridge.model.connection import Connection
from jetbridge.model.health import Verdict, judged
from jetbridge.model.metrics import Metric
from jetbridge.model.record import replace
from jetbridge.model.schedule import Task
from jetbridge.model.transaction import Kind
from jetbridge.model.work import Message
from jetbridge.store import connections, keys, outbox
from jetbridge.store.due import Partition
from jetbridge.store.table import ConditionFailedError, Key, StoreError, Write

logger = logging.getLogger(__name__)

DUE: Final = "due"
"""The task of a message: whatever is due about the connection by the time it is done."""
_BY: Final = "schedule"
_CHECK_LASTS: Final = 300
"""Seconds after the beginning of a check in which a token may have been obtained for it."""


def run(context: Context) -> Report:
    """Dispatch due connections and due checks to the queue, for as long as the run may take."""
    partitions = {Partition.APPROVAL: context.slow, Partition.TASK: context.queue}
    if is_any_asked(context.settings):
        partitions[Partition.CHECK] = context.queue
    return dispatch.run(context, partitions, _message)


def work(context: Context, message: Message) -> None:
    """Do what is due about the message's connection. A repeat finds nothing due.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    connection = connections.get(context.table, str(message.get("connection_id")))
    if connection is None:
        return
    now = context.clock.now()
    for task in schedule.due(connection, now):
        # What was done for one task may have been another's purpose, too.
        if task in schedule.due(connection, now):
            connection = _done(context, connection, task)


def _done(context: Context, connection: Connection, task: Task) -> Connection:
    """Count a try of a task, and make it. One that fails keeps no other task from being done.

    Raises:
        StoreError: the table fails. The try is counted, and another one follows.
    """
    if schedule.is_given_up(connection, task):
        return _given_up(context, connection, task)
    mine = _claimed(context, connection, task)
    if mine is None:
        return connections.get(context.table, connection.id) or connection
    try:
        after = _JOBS[task](context, mine)
    except StoreError:
        raise
    except Exception:
        logger.exception("task failed", extra={"connection": connection.id, "task": task})
        context.meter.count(Metric.UNEXPECTED_ERROR)
        return connections.get(context.table, connection.id) or mine
    context.meter.count(Metric.TASK_DONE)
    return after


def _claimed(context: Context, connection: Connection, task: Task) -> Connection | None:
    """Return the connection with the task as this process's; None where it was written since."""
    after = schedule.claimed(connection, task, context.clock.now())
    try:
        context.table.write(*connections.save(connection, after, by=_BY))
    except ConditionFailedError:
        return None
    return replace(after, version=connection.version + 1)


def _given_up(context: Context, connection: Connection, task: Task) -> Connection:
    """Show that a task does not end, and leave it until the next day."""
    now, word = context.clock.now(), f"{task}_did_not_finish"
    logger.error("task given up", extra={"connection": connection.id, "task": task})
    context.meter.count(Metric.TASK_GIVEN_UP)

    def put_off(current: Connection) -> Connection:
        if task is Task.POLL:
            settings = {**current.settings, POLL_TROUBLE: word}
            current = replace(current, settings=settings)
        return schedule.given_up(judged(current, Verdict(word), now), task, now)

    return checks.change(context, connection, put_off, by=_BY)


def look(context: Context, message: Message) -> None:
    """Poll the message's connection for hires, if it still is to be polled.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    connection = connections.get(context.table, str(message.get("connection_id")))
    if connection and Task.POLL in connection.tasks:
        polled(connection.partner).poll(context, connection)


def renew(context: Context, message: Message) -> None:
    """Renew the access token of the message's connection, unless it was renewed meanwhile.

    Where that fails the health checks take over. The next one that needs a token obtains it.

    Raises:
        WriteConflictError: the connection was being written all the while.
    """
    connection = connections.get(context.table, str(message.get("connection_id")))
    if connection is None or not connection.has_credentials:
        return
    asked_at = context.clock.now()
    with outbound.about() as heard:
        failure = context.broker.renew(connects(connection.partner).source(context, connection))
    if failure is None:
        context.meter.count(Metric.TASK_DONE)
        return
    verdict = checks.with_calls(checks.unperformed(failure), heard, asked_at)
    checks.record(context, connection, verdict, by=_BY)


def _message(key: Key) -> Message:
    name = dispatch.name_in(key)
    if key.sk == keys.ACCESS_TOKEN:
        return messages.of_upkeep(messages.connection_task(name.partition("/")[0], Task.REFRESH))
    if key.sk == keys.TRANSACTION:
        return messages.exchange(name.removeprefix(f"{Kind.CONSENT}#"))
    if key.sk == keys.RESEAL:
        return messages.of_upkeep(messages.deployment_task(messages.RESEAL))
    return messages.of_upkeep(messages.connection_task(name, DUE))


def _check(context: Context, connection: Connection) -> Connection:
    """Use the connection once, harmlessly.

    A partner that has asked to be left alone is not asked before that is over.
    """
    now = context.clock.now()
    if connection.asked_to_wait(now):
        return checks.change(
            context, connection, lambda current: schedule.checked(current, now, used=True), by=_BY
        )
    used = _is_used(context, connection)
    checked = checks.check(context, connection, by=_BY, used=used)
    if partner := lifecycle(checked.partner):
        partner.checked(context, checked, by=_BY)
    tenants.adopt(context.table, checked.tenant)
    return checked


def _is_used(context: Context, connection: Connection) -> bool:
    """Return whether anything but a check has used the connection since it was last checked."""
    partner = lifecycle(connection.partner)
    if partner and partner.is_listened_to(context, connection):
        return True
    source = connects(connection.partner).source(context, connection)
    return context.broker.is_used(source, since=(connection.checked_at or 0) + _CHECK_LASTS)


def _forget(context: Context, connection: Connection) -> Connection:
    """Drop a task of an earlier release, as every write of a connection does."""
    return checks.change(context, connection, lambda current: current, by=_BY)


def _remind(context: Context, connection: Connection) -> Connection:
    """Tell the tenant that its credential ends; at the end, that it has."""
    now = context.clock.now()

    def told(current: Connection) -> Connection:
        if current.expires_at is not None and now >= current.expires_at:
            return health.expired(current, now)
        return schedule.reminded(current, now)

    def reminder(before: Connection, after: Connection) -> tuple[Write, ...]:
        if after.status is not before.status:
            return ()  # that it is over is an event of its own
        return (outbox.record(events.expiring(after, before.version + 1, now)),)

    return checks.change(context, connection, told, by=_BY, beside=reminder)


def _poll(context: Context, connection: Connection) -> Connection:
    """Have the slow worker poll. The try ends there: until it does, it counts as begun."""
    poll = messages.connection_task(connection.id, Task.POLL)
    message = messages.of_tenant(connection.tenant, messages.of_upkeep(poll))
    if have_done(context.slow, [message]):
        return connection
    now = context.clock.now()
    return checks.change(context, connection, lambda current: schedule.polled(current, now), by=_BY)


_JOBS: Final[Mapping[Task, Callable[[Context, Connection], Connection]]] = {
    Task.REFRESH: _forget,
    Task.HEALTH: _check,
    Task.KEEP_ALIVE: _check,
    Task.REMIND: _remind,
    Task.POLL: _poll,
}
