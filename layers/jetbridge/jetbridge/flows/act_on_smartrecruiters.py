"""What SmartRecruiters' notifications lead to: an event on the deployer's bus, with ids only.

What may be a hire, or the end of one, is looked at besides, where the tenant has a policy.
"""

import logging
from collections.abc import Iterator

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.finding import Finding
from jetbridge.model import events
from jetbridge.model.connection import Connection, Status
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.partners.smartrecruiters_webhooks import EVENTS, HIRE_EVENTS, application_in
from jetbridge.store import applications, connections, outbox, policies
from jetbridge.store.table import Write

logger = logging.getLogger(__name__)


def act(bridge: Bridge, notification: Notification) -> Finding:
    """Return what a notification comes to: `hiring.<its name>` is published with it.

    The mark that has somebody look at an application is written in the same transaction.
    """
    if notification.event_type not in EVENTS:
        return Finding(NotificationStatus.IGNORED, "unknown_event")
    connection = connections.get(bridge.table, notification.connection_id)
    if connection is None or connection.status is Status.DISABLED:
        return Finding(NotificationStatus.IGNORED, "connection_disabled")
    event = events.of_hiring(notification, connection)
    marks = _marks(bridge, connection, notification)
    return Finding(NotificationStatus.PROCESSED, writes=(outbox.record(event), *marks))


def _marks(bridge: Bridge, connection: Connection, notification: Notification) -> Iterator[Write]:
    if notification.event_type not in HIRE_EVENTS:
        return
    if not policies.current(bridge.table, connection.tenant):
        return
    named = application_in(notification.facts)
    if named is None:
        # The event is published all the same; whoever subscribes may know more.
        logger.warning("no application named", extra={"event": notification.event_id})
        return
    known = applications.find(bridge.table, connection.id, *named)
    if known and known.erased:
        return
    yield applications.mark(
        tenant=connection.tenant,
        connection_id=connection.id,
        candidate_id=named[0],
        job_id=named[1],
        application_id=notification.facts.get("application_id", ""),
        now=bridge.clock.now(),
    )
