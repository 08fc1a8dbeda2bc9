"""How an erased person is recognised: nothing begins for them, and nothing of them is stored.

The markers of a person are written before anything is wiped. What may begin something checks the
marker in its own transaction, so nothing begins beside an erasure unseen.
"""

import logging

from jetbridge.flows.context import Context
from jetbridge.flows.people import names
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.hire import Application
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.partners.incode import api as incode
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters.subscription_api import application_in
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


def unmarked(context: Context, tenant: str, company: str, candidate_id: str) -> Check:
    """Return the check that lets a transaction through only where a candidate is not erased."""
    name = Name(NameKind.CANDIDATE, candidate_id, company)
    return erasures.unmarked(names.markers(context, tenant, frozenset({name}))[name])


def look_at(  # noqa: PLR0913 - whose application it is, by the ids that name it
    context: Context,
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
        connection = connections.get(context.table, connection_id)
        company = names.company_of(connection) if connection else ""
    mark = applications.mark(
        tenant=tenant,
        connection_id=connection_id,
        candidate_id=candidate_id,
        job_id=job_id,
        application_id=application_id,
        now=context.clock.now(),
    )
    return mark, unmarked(context, tenant, company, candidate_id)


def is_candidate_erased(
    context: Context, tenant: str, connection_id: str, candidate_id: str
) -> bool:
    """Tell whether a candidate of a company is erased."""
    connection = connections.get(context.table, connection_id)
    company = names.company_of(connection) if connection else ""
    key = unmarked(context, tenant, company, candidate_id).key
    return context.table.get(key) is not None


def is_marked(context: Context, known: Application) -> bool:
    """Tell whether the candidate of an application is erased."""
    return is_candidate_erased(context, known.tenant, known.connection_id, known.candidate_id)


def is_request_erased(context: Context, tenant: str, idempotency_key: str) -> bool:
    """Tell whether a key is that of a request for a person who was erased since."""
    name = Name(NameKind.REQUEST, keys.digest(idempotency_key))
    mark = names.markers(context, tenant, frozenset({name}))[name]
    return context.table.get(keys.erased(mark)) is not None


def is_refused(context: Context, notification: Notification) -> bool:
    """Tell whether a notification is not even stored: one of its names is an erased person's.

    What takes a look at more than names to be known is stored, and dropped by the worker.
    """
    match notification.partner:
        case smartrecruiters.PARTNER:
            return _of_smartrecruiters(context, notification)
        case incode.PARTNER:
            return NameKind.INTERVIEW in _marked(context, notification)
        case _:
            return False


def is_erased(context: Context, notification: Notification) -> bool:
    """Tell whether a stored notification is about an erased person."""
    match notification.partner:
        case smartrecruiters.PARTNER:
            return _of_smartrecruiters(context, notification)
        case incode.PARTNER:
            return _of_incode(context, notification)
        case _:
            return False


def drop(context: Context, notification: Notification) -> None:
    """Remove a stored notification about an erased person.

    Raises:
        ConditionFailed: something has written it at this moment.
    """
    _forget_session(context, notification)
    waits = (Delete(key) for key in waiting(notification))
    context.table.write(notifications.remove(notification), *waits)
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


def _forget_session(context: Context, notification: Notification) -> None:
    """Mark a session that an event ties to an erased onboarding, and drop what waited for it."""
    session = notification.facts.get("interview_id", "")
    if notification.partner != incode.PARTNER or not session:
        return
    speaker = notification.tenant
    by_name = names.markers(context, speaker, names.in_notification(notification, ""))
    stored = erasures.marked(context.table, by_name.values())
    mark = by_name[Name(NameKind.INTERVIEW, session)]
    if stored and keys.erased(mark).pk not in {item["pk"] for item in stored}:
        tenant, erasure_id = str(stored[0]["tenant"]), str(stored[0]["erasure_id"])
        known = erasures.get(context.table, tenant, erasure_id)
        if known:
            context.table.write(*erasures.add(known, mark))
    early = lookups.waiting(context.table, (speaker,), incode.PARTNER, session)
    for key, event_id in tuple(early):
        found = notifications.get(context.table, incode.PARTNER, event_id)
        if found and event_id != notification.event_id:
            context.table.write(notifications.remove(found), Delete(key))


def _of_smartrecruiters(context: Context, notification: Notification) -> bool:
    connection = connections.get(context.table, notification.connection_id)
    company = names.company_of(connection) if connection else ""
    named = names.in_notification(notification, company)
    marks = names.markers(context, notification.tenant, named)
    if erasures.marked(context.table, marks.values()):
        return True
    # Earlier releases kept the record of the application instead of a marker.
    application = application_in(notification.facts)
    if application is None:
        return False
    known = applications.find(context.table, notification.connection_id, *application)
    return known is not None and known.erased


def _of_incode(context: Context, notification: Notification) -> bool:
    """Tell whose an event is by its session, and by what Incode was sent.

    What was sent may be in use again, for another onboarding: then the session alone decides.
    """
    speaker, sent = notification.tenant, notification.facts.get("external_id", "")
    ours = onboardings.get(context.table, sent) if sent else None
    if ours and ours.erased_at and speaker in (ours.tenant, EVERY_TENANT):
        return True
    marked = _marked(context, notification)
    if NameKind.INTERVIEW in marked:
        return True
    return NameKind.SENT in marked and lookups.is_free(context.table, incode.PARTNER, sent)


def _marked(context: Context, notification: Notification) -> set[NameKind]:
    """Return which kinds of names of an event of Incode are erased."""
    marks = names.markers(context, notification.tenant, names.in_notification(notification, ""))
    stored = {item["pk"] for item in erasures.marked(context.table, marks.values())}
    return {name.kind for name, mark in marks.items() if keys.erased(mark).pk in stored}
