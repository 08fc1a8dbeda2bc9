"""How an erased person is recognised: nothing begins for them, and nothing of them is stored.

The markers of a person are written before anything is wiped. What may begin something checks the
marker in its own transaction, so nothing begins beside an erasure unseen.
"""

import logging

from jetbridge.flows.context import Context
from jetbridge.flows.people import names
from jetbridge.flows.people.capabilities import notified_persons
from jetbridge.model.connection import Connection
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.hire import Application
from jetbridge.model.notification import Notification
from jetbridge.store import applications, connections, erasures, keys, notifications
from jetbridge.store.table import Check, Delete, Update
from jetbridge.vault.pseudonyms import Pseudonyms

logger = logging.getLogger(__name__)


def unmarked(pseudonyms: Pseudonyms, tenant: str, company: str, candidate_id: str) -> Check:
    """Return the check that lets a transaction through only where a candidate is not erased."""
    name = Name(NameKind.CANDIDATE, candidate_id, company)
    return erasures.unmarked(names.markers(pseudonyms, tenant, frozenset({name}))[name])


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
    mark = applications.request_check(
        tenant=tenant,
        connection_id=connection_id,
        candidate_id=candidate_id,
        job_id=job_id,
        application_id=application_id,
        now=context.clock.now(),
    )
    return mark, unmarked(context.pseudonyms, tenant, company, candidate_id)


def is_candidate_erased(
    context: Context, tenant: str, connection_id: str, candidate_id: str
) -> bool:
    """Return whether a candidate of a company is erased."""
    connection = connections.get(context.table, connection_id)
    return _is_erased(context, tenant, connection, candidate_id)


def is_marked(context: Context, known: Application, connection: Connection | None) -> bool:
    """Return whether the candidate of an application of a connection is erased."""
    return _is_erased(context, known.tenant, connection, known.candidate_id)


def _is_erased(
    context: Context, tenant: str, connection: Connection | None, candidate_id: str
) -> bool:
    company = names.company_of(connection) if connection else ""
    key = unmarked(context.pseudonyms, tenant, company, candidate_id).key
    return context.table.get(key) is not None


def is_request_erased(context: Context, tenant: str, idempotency_key: str) -> bool:
    """Return whether a key is that of a request for a person who was erased since."""
    name = Name(NameKind.REQUEST, keys.digest(idempotency_key))
    mark = names.markers(context.pseudonyms, tenant, frozenset({name}))[name]
    return context.table.get(keys.erased(mark)) is not None


def is_refused(context: Context, notification: Notification) -> bool:
    """Return whether a notification is about an erased person, so that it is not even stored.

    Raises:
        LookupError: the partner does not say which persons its notifications are about.
    """
    return notified_persons(notification.partner).is_refused(context, notification)


def is_erased(context: Context, notification: Notification) -> bool:
    """Return whether a stored notification is about an erased person.

    Raises:
        LookupError: the partner does not say which persons its notifications are about.
    """
    return notified_persons(notification.partner).is_erased(context, notification)


def drop(context: Context, notification: Notification) -> None:
    """Remove a stored notification about an erased person.

    Raises:
        ConditionFailedError: something has written it at this moment.
    """
    persons = notified_persons(notification.partner)
    persons.forget(context, notification)
    waits = (Delete(key) for key in persons.waiting(notification))
    context.table.write(notifications.remove(notification), *waits)
    facts = {"partner": notification.partner, "tenant": notification.tenant}
    logger.info("notification of an erased person dropped", extra=facts)
