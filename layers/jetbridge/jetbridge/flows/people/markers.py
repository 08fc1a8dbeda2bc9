"""How an erased person is recognised: nothing begins for them, and nothing of them is stored.

The markers of a person are written before anything is wiped. What may begin something checks the
marker in its own transaction, so nothing begins beside an erasure unseen.
"""

import logging

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.people import names
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.hire import Application
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.partners import incode, smartrecruiters
from jetbridge.partners.smartrecruiters_webhooks import application_in
from jetbridge.store import (
    applications,
    connections,
    erasures,
    keys,
    lookups,
    notifications,
    onboardings,
)
from jetbridge.store.table import Check, Delete, Key, Update

logger = logging.getLogger(__name__)


def unmarked(bridge: Bridge, tenant: str, company: str, candidate_id: str) -> Check:
    """Return the check that lets a transaction through only where a candidate is not erased."""
    name = Name(NameKind.CANDIDATE, candidate_id, company)
    return erasures.unmarked(names.markers(bridge, tenant, frozenset({name}))[name])


def look_at(  # noqa: PLR0913 - whose application it is, by the ids that name it
    bridge: Bridge,
    *,
    tenant: str,
    connection_id: str,
    candidate_id: str,
    job_id: str,
    application_id: str = "",
    company: str | None = None,
) -> tuple[Update, Check]:
    """Return the writes that have an application looked at, unless its person is erased.

    `company` is the connection's, where it is known.
    """
    if company is None:
        connection = connections.get(bridge.table, connection_id)
        company = names.company_of(connection) if connection else ""
    mark = applications.mark(
        tenant=tenant,
        connection_id=connection_id,
        candidate_id=candidate_id,
        job_id=job_id,
        application_id=application_id,
        now=bridge.clock.now(),
    )
    return mark, unmarked(bridge, tenant, company, candidate_id)


def is_candidate_erased(bridge: Bridge, tenant: str, connection_id: str, candidate_id: str) -> bool:
    """Tell whether a candidate of a company is erased."""
    connection = connections.get(bridge.table, connection_id)
    company = names.company_of(connection) if connection else ""
    key = unmarked(bridge, tenant, company, candidate_id).key
    return bridge.table.get(key) is not None


def is_marked(bridge: Bridge, known: Application) -> bool:
    """Tell whether the candidate of an application is erased."""
    return is_candidate_erased(bridge, known.tenant, known.connection_id, known.candidate_id)


def is_request_erased(bridge: Bridge, tenant: str, idempotency_key: str) -> bool:
    """Tell whether a key is that of a request for a person who was erased since."""
    name = Name(NameKind.REQUEST, keys.digest(idempotency_key))
    mark = names.markers(bridge, tenant, frozenset({name}))[name]
    return bridge.table.get(keys.erased(mark)) is not None


def is_refused(bridge: Bridge, notification: Notification) -> bool:
    """Tell whether a notification is not even stored: one of its names is an erased person's.

    What takes a look at more than names to be known is stored, and dropped by the worker.
    """
    match notification.partner:
        case smartrecruiters.PARTNER:
            return _of_smartrecruiters(bridge, notification)
        case incode.PARTNER:
            return NameKind.INTERVIEW in _marked(bridge, notification)
        case _:
            return False


def is_erased(bridge: Bridge, notification: Notification) -> bool:
    """Tell whether a stored notification is about an erased person."""
    match notification.partner:
        case smartrecruiters.PARTNER:
            return _of_smartrecruiters(bridge, notification)
        case incode.PARTNER:
            return _of_incode(bridge, notification)
        case _:
            return False


def drop(bridge: Bridge, notification: Notification) -> None:
    """Remove a stored notification about an erased person.

    Raises:
        ConditionFailed: something has written it at this moment.
    """
    _forget_session(bridge, notification)
    waits = (Delete(key) for key in waiting(notification))
    bridge.table.write(notifications.remove(notification), *waits)
    facts = {"partner": notification.partner, "tenant": notification.tenant}
    logger.info("notification of an erased person dropped", extra=facts)


def waiting(notification: Notification) -> tuple[Key, ...]:
    """Return the keys of the items that have a notification wait for its session."""
    session = notification.facts.get("interview_id", "")
    if notification.partner != incode.PARTNER or not session:
        return ()
    tenant, event_id = notification.tenant, notification.event_id
    value_id = keys.within(tenant, session)
    return (keys.waiting(tenant, incode.PARTNER, lookups.INTERVIEW, value_id, event_id),)


def _forget_session(bridge: Bridge, notification: Notification) -> None:
    """Mark a session that an event ties to an erased onboarding, and drop what waited for it."""
    session = notification.facts.get("interview_id", "")
    if notification.partner != incode.PARTNER or not session:
        return
    speaker = notification.tenant
    by_name = names.markers(bridge, speaker, names.in_notification(notification, ""))
    stored = erasures.marked(bridge.table, by_name.values())
    mark = by_name[Name(NameKind.INTERVIEW, session)]
    if stored and keys.erased(mark).pk not in {item["pk"] for item in stored}:
        tenant, erasure_id = str(stored[0]["tenant"]), str(stored[0]["erasure_id"])
        known = erasures.get(bridge.table, tenant, erasure_id)
        if known:
            bridge.table.write(*erasures.add(known, mark))
    early = lookups.waiting(bridge.table, (speaker,), incode.PARTNER, session)
    for key, event_id in tuple(early):
        found = notifications.get(bridge.table, incode.PARTNER, event_id)
        if found and event_id != notification.event_id:
            bridge.table.write(notifications.remove(found), Delete(key))


def _of_smartrecruiters(bridge: Bridge, notification: Notification) -> bool:
    connection = connections.get(bridge.table, notification.connection_id)
    company = names.company_of(connection) if connection else ""
    named = names.in_notification(notification, company)
    marks = names.markers(bridge, notification.tenant, named)
    if erasures.marked(bridge.table, marks.values()):
        return True
    # Earlier releases kept the record of the application instead of a marker.
    application = application_in(notification.facts)
    if application is None:
        return False
    known = applications.find(bridge.table, notification.connection_id, *application)
    return known is not None and known.erased


def _of_incode(bridge: Bridge, notification: Notification) -> bool:
    """Tell whose an event is by its session, and by what Incode was sent.

    What was sent may be in use again, for another onboarding: then the session alone decides.
    """
    speaker, sent = notification.tenant, notification.facts.get("external_id", "")
    ours = onboardings.get(bridge.table, sent) if sent else None
    if ours and ours.erased_at and speaker in (ours.tenant, EVERY_TENANT):
        return True
    marked = _marked(bridge, notification)
    if NameKind.INTERVIEW in marked:
        return True
    return NameKind.SENT in marked and lookups.is_free(bridge.table, incode.PARTNER, sent)


def _marked(bridge: Bridge, notification: Notification) -> set[NameKind]:
    """Return which kinds of names of an event of Incode are erased."""
    marks = names.markers(bridge, notification.tenant, names.in_notification(notification, ""))
    stored = {item["pk"] for item in erasures.marked(bridge.table, marks.values())}
    return {name.kind for name, mark in marks.items() if keys.erased(mark).pk in stored}
