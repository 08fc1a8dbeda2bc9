"""What SmartRecruiters' notifications lead to: an event on the deployer's bus, with ids only.

What may be a hire, or the end of one, is looked at besides, where the tenant has a policy. So are
the applications of a candidate who has journeys, when the person has changed or is gone.
"""

import logging
from collections.abc import Iterator
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import record
from jetbridge.flows.notification.finding import Finding
from jetbridge.flows.people import markers, names
from jetbridge.model import hiring_events
from jetbridge.model import journey_rules as rules
from jetbridge.model.connection import Connection, Status
from jetbridge.model.hire import Application
from jetbridge.model.journey import Journey
from jetbridge.model.journey import Status as JourneyStatus
from jetbridge.model.journey_events import Corrected
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.partners.smartrecruiters.subscription_api import (
    CANDIDATE_EVENTS,
    CANDIDATE_UPDATED,
    EVENTS,
    HIRE_EVENTS,
    application_in,
    candidate_in,
)
from jetbridge.store import (
    applications,
    candidates,
    connections,
    journeys,
    keys,
    outbox,
    policies,
)
from jetbridge.store.table import Put, Write

logger = logging.getLogger(__name__)

_MAX_JOURNEYS: Final = 20
"""Journeys of one candidate that one notification is handled for: all are one transaction."""


def handle(context: Context, notification: Notification) -> Finding:
    """Return what a notification comes to: `hiring.<its name>` is published with it.

    The request to check an application is written in the same transaction.
    """
    if notification.event_type not in EVENTS:
        return Finding(NotificationStatus.IGNORED, "unknown_event")
    places = keys.connection(notification.connection_id), keys.current_policy(notification.tenant)
    item, pointer = context.table.get_many(places)
    connection = connections.of_item(item)
    if connection is None or connection.status is Status.DISABLED:
        return Finding(NotificationStatus.IGNORED, "connection_disabled")
    event = hiring_events.of_notification(notification, connection)
    has_policy = bool(policies.of_item(pointer).in_force)
    marks = _marks(context, connection, notification) if has_policy else ()
    person = [*_of_person(context, connection, notification)]
    moved = [each.item["id"] for each in person if isinstance(each, Put) and _is_journey(each)]
    writes = (outbox.record(event), *marks, *person)
    return Finding(NotificationStatus.PROCESSED, writes=writes, moved=tuple(map(str, moved)))


def _is_journey(write: Put) -> bool:
    return write.key == keys.journey(str(write.item.get("id")))


def _of_person(
    context: Context, connection: Connection, notification: Notification
) -> Iterator[Write]:
    """Yield what follows for a candidate's journeys.

    Their applications are looked at: a candidate who is gone ends the journeys. A step that was
    refused is tried again with the data as they are now.
    """
    candidate_id = candidate_in(notification.facts)
    if notification.event_type not in CANDIDATE_EVENTS or not candidate_id:
        return
    looked: set[str] = set()
    leads = candidates.leads(context.table, connection.id, candidate_id)
    for lead in leads[-_MAX_JOURNEYS:]:
        journey = journeys.get(context.table, lead.journey_id)
        if journey is None or journey.erased_at is not None or not _concerns(journey, notification):
            continue
        known = applications.get(context.table, lead.record_id)
        if known and not known.erased and known.candidate_id and lead.record_id not in looked:
            first = not looked
            looked.add(lead.record_id)
            mark, unerased = _looked_at(context, known)
            yield mark
            # One candidate, one check: an item is in a transaction once.
            if first:
                yield unerased
        if notification.event_type == CANDIDATE_UPDATED:
            yield from _tried_again(context, journey)


def _concerns(journey: Journey, notification: Notification) -> bool:
    """Return whether an event may change a journey: of one that is over, only its workflow."""
    if notification.event_type == CANDIDATE_UPDATED:
        return not journey.is_over
    return journey.status not in (JourneyStatus.FAILED, JourneyStatus.CANCELLED)


def _tried_again(context: Context, journey: Journey) -> Iterator[Write]:
    policy = record.policy_for(context, journey)
    transition = rules.after(policy, journey, Corrected(context.clock.now()))
    if transition.journey != journey:
        yield from journeys.save(transition, rules.due_at(policy, transition.journey))


def _looked_at(context: Context, known: Application) -> tuple[Write, Write]:
    return markers.look_at(
        context,
        tenant=known.tenant,
        connection_id=known.connection_id,
        candidate_id=known.candidate_id,
        job_id=known.job_id,
    )


def _marks(context: Context, connection: Connection, notification: Notification) -> Iterator[Write]:
    if notification.event_type not in HIRE_EVENTS:
        return
    named = application_in(notification.facts)
    if named is None:
        # The event is published all the same; a subscriber may know more.
        logger.warning("no application named", extra={"event": notification.event_id})
        return
    yield from markers.look_at(
        context,
        tenant=connection.tenant,
        connection_id=connection.id,
        candidate_id=named[0],
        job_id=named[1],
        application_id=notification.facts.get("application_id", ""),
        company=names.company_of(connection),
    )
