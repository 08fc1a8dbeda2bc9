"""The inbox: what partners tell us, from its arrival to its end.

    take    store, enqueue; then, and not before, the partner is given its acknowledgement
    work    the queue's job: act on it, and settle it in the same transaction
    sweep   the schedule's job: enqueue again what has waited too long
    replay  the operator's: begin again

A crash after storing, or a queue that takes nothing, leaves a notification that is due for the
sweep. A repeat of one that waits enqueues it again, and one that is unresolved begins again; a
repeat of one that was handled does nothing.
"""

import logging
from contextlib import suppress
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.flows.partner import notifies
from jetbridge.flows.people import markers
from jetbridge.model import work as messages
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.notification import Notification, NotificationStatus, reopened
from jetbridge.model.ports import Queue, QueueUnavailableError
from jetbridge.model.record import replace
from jetbridge.model.retention import DAY
from jetbridge.model.work import Message
from jetbridge.store import notifications
from jetbridge.store.table import ConditionFailedError, WriteConflictError

logger = logging.getLogger(__name__)

MAX_SWEEPS: Final = 5
"""Sweeps after which a notification is left to the operator: about five hours later."""

_ATTEMPTS: Final = 5

_SOON: Final = 5
"""Seconds after which what came too early is looked at again, and then again, each time after as
long as it has waited by then, until the sweep finds it. What it is about is often on its way: a
partner may send the event that names our own id beside the one with the verdict."""


def take(context: Context, notification: Notification) -> None:
    """Store and enqueue a notification; on return it may be acknowledged.

    One about an erased person is acknowledged and not stored.

    Raises:
        StoreError: it could not be stored, and must not be acknowledged.
    """
    if markers.is_refused(context, notification):
        logger.info("notification refused: erased", extra={"partner": notification.partner})
        return
    days = context.settings.notification_retention_days
    notification = replace(notification, kept_until=notification.received_at + days * DAY)
    facts = {"partner": notification.partner, "event": notification.event_id}
    try:
        context.table.write(notifications.create(notification))
        context.meter.count(Metric.NOTIFICATION_RECEIVED)
        logger.info("notification stored", extra=facts)
    except ConditionFailedError:
        context.meter.count(Metric.NOTIFICATION_REPEATED)
        known = notifications.get(context.table, notification.partner, notification.event_id)
        if known and known.status is NotificationStatus.UNRESOLVED:
            _begin_anew(context, known)
        elif not known or known.status is not NotificationStatus.RECEIVED:
            return
    if notification.status is NotificationStatus.RECEIVED:
        enqueue(context.queue, notification)


def _begin_anew(context: Context, unresolved: Notification) -> None:
    """Take an unresolved notification up again; whatever else did so meanwhile is right, too."""
    with suppress(ConditionFailedError):
        again = reopened(unresolved, context.clock.now())
        context.table.write(notifications.save(unresolved, again))


def enqueue(queue: Queue, notification: Notification, *, delay: int = 0) -> None:
    """Enqueue a stored notification; where the queue takes nothing, the sweep will."""
    message = messages.notification(notification.partner, notification.event_id)
    try:
        queue.send([messages.of_tenant(notification.tenant, message)], delay=delay)
    except QueueUnavailableError:
        logger.warning("notification left to the sweep", extra={"event": notification.event_id})


def work(context: Context, message: Message) -> None:
    """Act on a notification and settle it, in one transaction.

    Raises:
        WriteConflictError: what it is about was being written all the while.
        Exception: it could not be handled; the message is to be tried again.
    """
    partner, event_id = str(message.get("partner")), str(message.get("event_id"))
    for _ in range(_ATTEMPTS):
        found = notifications.get(context.table, partner, event_id)
        if found is None or found.status is not NotificationStatus.RECEIVED:
            return
        try:
            if markers.is_erased(context, found):
                markers.drop(context, found)
                return
        except (ConditionFailedError, WriteConflictError):
            continue
        finding = notifies(partner).handle(context, found)
        if finding is None:
            _look_again(context, found)
            return
        after = replace(found, status=finding.status, note=finding.note)
        try:
            outbox.commit(context, *finding.writes, notifications.save(found, after))
        except (ConditionFailedError, WriteConflictError):
            continue
        if finding.metric:
            context.meter.count(finding.metric)
        outbox.have_moved(context.queue, found.tenant, finding.moved)
        reopened = [messages.notification(partner, each) for each in finding.reopened]
        outbox.have_done(
            context.queue, [messages.of_tenant(found.tenant, each) for each in reopened]
        )
        _tell(context.meter, after)
        return
    raise WriteConflictError


def sweep(context: Context, partner: str, event_id: str) -> bool:
    """Enqueue a due notification again, or give it up; return whether anything was to be done.

    Raises:
        ConditionFailedError: another worker dealt with it at this moment.
    """
    found = notifications.get(context.table, partner, event_id)
    if found is None or found.status is not NotificationStatus.RECEIVED:
        return False
    after = replace(found, sweeps=found.sweeps + 1)
    if after.sweeps > MAX_SWEEPS:
        after = replace(found, status=NotificationStatus.UNRESOLVED, note="given_up")
        context.table.write(notifications.save(found, after))
        _tell(context.meter, after)
        return True
    context.table.write(notifications.save(found, after))
    enqueue(context.queue, after)
    return True


def _look_again(context: Context, early: Notification) -> None:
    age = context.clock.now() - early.since
    if age < notifications.SWEEP_AFTER:
        enqueue(context.queue, early, delay=max(_SOON, age))


def _tell(meter: Meter, settled: Notification) -> None:
    facts = {
        "partner": settled.partner,
        "event": settled.event_id,
        "outcome": str(settled.status),
        "note": settled.note,
    }
    if settled.status is NotificationStatus.UNRESOLVED:
        logger.warning("notification unresolved", extra=facts)
        meter.count(Metric.NOTIFICATION_UNRESOLVED)
    else:
        logger.info("notification settled", extra=facts)
