"""The inbox: what partners tell us, from its arrival to its end.

    take    store, enqueue; then, and not before, the partner is given its acknowledgement
    work    the queue's job: act on it, and settle it in the same transaction
    sweep   the clock's job: enqueue again what lies about
    replay  the operator's: begin anew

A crash after storing, or a queue that takes nothing, leaves a notification that is due for the
sweep. A repeat of one that waits enqueues it again, and one that is unresolved begins anew; a
repeat of one that was acted on does nothing.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from jetbridge.flows import act_on_incode, act_on_smartrecruiters, outbox
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.finding import Finding
from jetbridge.flows.people import markers
from jetbridge.model import work as messages
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification, NotificationStatus, reopened
from jetbridge.model.ports import QueueUnavailable
from jetbridge.model.work import Message
from jetbridge.partners import incode, smartrecruiters
from jetbridge.store import notifications
from jetbridge.store.table import ConditionFailed, Conflict

logger = logging.getLogger(__name__)

type Actor = Callable[[Bridge, Notification], Finding | None]

MOST_SWEEPS: Final = 5
"""Sweeps after which a notification is left to the operator: about five hours later."""

_ATTEMPTS: Final = 5

_SOON: Final = 5
"""Seconds after which what came too early is looked at again, and then again, each time after as
long as it has waited by then, until the sweep comes by. What it is about is often on its way:
Incode sends the event that names our own id beside the one with the verdict, which does not."""

_ACTORS: Final[Mapping[str, Actor]] = {
    incode.PARTNER: act_on_incode.act,
    smartrecruiters.PARTNER: act_on_smartrecruiters.act,
}
"""Who acts on each partner's notifications. None: it is too early, look again later."""


def take(bridge: Bridge, notification: Notification) -> None:
    """Store and enqueue a notification; on return it may be acknowledged.

    One about an erased person is acknowledged and not stored.

    Raises:
        StoreError: it could not be stored, and must not be acknowledged.
    """
    if markers.is_refused(bridge, notification):
        logger.info("notification refused: erased", extra={"partner": notification.partner})
        return
    facts = {"partner": notification.partner, "event": notification.event_id}
    try:
        bridge.table.write(notifications.create(notification))
        bridge.meter.count(Metric.NOTIFICATION_RECEIVED)
        logger.info("notification stored", extra=facts)
    except ConditionFailed:
        bridge.meter.count(Metric.NOTIFICATION_REPEATED)
        known = notifications.get(bridge.table, notification.partner, notification.event_id)
        if known and known.status is NotificationStatus.UNRESOLVED:
            _begin_anew(bridge, known)
        elif not known or known.status is not NotificationStatus.RECEIVED:
            return
    if notification.status is NotificationStatus.RECEIVED:
        enqueue(bridge, notification)


def _begin_anew(bridge: Bridge, unresolved: Notification) -> None:
    """Take an unresolved notification up again; whatever else did so meanwhile is right, too."""
    with suppress(ConditionFailed):
        again = reopened(unresolved, bridge.clock.now())
        bridge.table.write(notifications.save(unresolved, again))


def enqueue(bridge: Bridge, notification: Notification, *, delay: int = 0) -> None:
    """Enqueue a stored notification; where the queue takes nothing, the sweep will."""
    message = messages.notification(notification.partner, notification.event_id)
    try:
        bridge.queue.send([messages.of_tenant(notification.tenant, message)], delay=delay)
    except QueueUnavailable:
        logger.warning("notification left to the sweep", extra={"event": notification.event_id})


def work(bridge: Bridge, message: Message) -> None:
    """Act on a notification and settle it, in one transaction.

    Raises:
        Conflict: what it is about was being written all the while.
        Exception: it could not be acted on; the message is to be tried again.
    """
    partner, event_id = str(message.get("partner")), str(message.get("event_id"))
    for _ in range(_ATTEMPTS):
        found = notifications.get(bridge.table, partner, event_id)
        if found is None or found.status is not NotificationStatus.RECEIVED:
            return
        try:
            if markers.is_erased(bridge, found):
                markers.drop(bridge, found)
                return
        except (ConditionFailed, Conflict):
            continue
        finding = _ACTORS[partner](bridge, found)
        if finding is None:
            _look_again(bridge, found)
            return
        after = replace(found, status=finding.status, note=finding.note)
        try:
            outbox.commit(bridge, *finding.writes, notifications.save(found, after))
        except (ConditionFailed, Conflict):
            continue
        if finding.metric:
            bridge.meter.count(finding.metric)
        outbox.have_moved(bridge, found.tenant, finding.moved)
        reopened = [messages.notification(partner, each) for each in finding.reopened]
        outbox.have_done(
            bridge.queue, [messages.of_tenant(found.tenant, each) for each in reopened]
        )
        _tell(bridge, after)
        return
    raise Conflict


def sweep(bridge: Bridge, partner: str, event_id: str) -> bool:
    """Enqueue a due notification again, or give it up; tell whether anything was to be done.

    Raises:
        ConditionFailed: somebody else dealt with it at this moment.
    """
    found = notifications.get(bridge.table, partner, event_id)
    if found is None or found.status is not NotificationStatus.RECEIVED:
        return False
    after = replace(found, sweeps=found.sweeps + 1)
    if after.sweeps > MOST_SWEEPS:
        after = replace(found, status=NotificationStatus.UNRESOLVED, note="given_up")
        bridge.table.write(notifications.save(found, after))
        _tell(bridge, after)
        return True
    bridge.table.write(notifications.save(found, after))
    enqueue(bridge, after)
    return True


def _look_again(bridge: Bridge, early: Notification) -> None:
    age = bridge.clock.now() - early.since
    if age < notifications.SWEEP_AFTER:
        enqueue(bridge, early, delay=max(_SOON, age))


def _tell(bridge: Bridge, settled: Notification) -> None:
    facts = {
        "partner": settled.partner,
        "event": settled.event_id,
        "outcome": str(settled.status),
        "note": settled.note,
    }
    if settled.status is NotificationStatus.UNRESOLVED:
        logger.warning("notification unresolved", extra=facts)
        bridge.meter.count(Metric.NOTIFICATION_UNRESOLVED)
    else:
        logger.info("notification settled", extra=facts)
