"""Which person SmartRecruiters' notifications are about: by whole identifiers of known kinds.

An identifier is a name because of where it stands, never because of what it looks like: a job's
id names no person, even where a candidate has the same one.
"""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final
from urllib.parse import unquote, urlsplit

from jetbridge.flows.context import Context
from jetbridge.flows.people import names
from jetbridge.model.erasure import Known, Name, NameKind
from jetbridge.model.notification import Notification
from jetbridge.partners.smartrecruiters.ids import read_id
from jetbridge.partners.smartrecruiters.subscription_api import application_in
from jetbridge.store import applications, connections, keys
from jetbridge.store.table import Key, Table

TELLS_MORE: Final = True
"""Of a new hire and an onboarding process the person is known by what one event names together."""

_FACTS: Final = {
    "candidate_id": NameKind.CANDIDATE,
    "application_id": NameKind.APPLICATION,
    "new_hire_id": NameKind.NEW_HIRE,
    "onboarding_process_id": NameKind.PROCESS,
}
"""The facts that name a person."""
_OBJECTS: Final = {
    "application": NameKind.APPLICATION,
    "candidate": NameKind.CANDIDATE,
    "offer": NameKind.OFFER,
    "onboarding": NameKind.PROCESS,
}
"""What `id` is, by the first word of the event's name: the object that the event is about."""
_COLLECTIONS: Final = {
    "applications": NameKind.APPLICATION,
    "candidates": NameKind.CANDIDATE,
    "new-hires": NameKind.NEW_HIRE,
    "offers": NameKind.OFFER,
    "onboarding-processes": NameKind.PROCESS,
}
"""What the part of a link's path is that follows one of these."""


def named(notification: Notification, company: str) -> frozenset[Name]:
    """Return the names among the ids, and in the address to ask."""
    return frozenset(_named(notification, company))


def is_refused(context: Context, notification: Notification) -> bool:
    """Return whether one of the names is an erased person's."""
    connection_id, named_there = notification.connection_id, application_in(notification.facts)
    record = applications.name(connection_id, *named_there) if named_there else ""
    places = [keys.connection(connection_id)]
    places += [keys.application_record(record)] if record else []
    item, *others = context.table.get_many(places)
    connection = connections.of_item(item)
    company = names.company_of(connection) if connection else ""
    if names.marked(context, notification.tenant, named(notification, company)):
        return True
    # Earlier releases kept the record of the application instead of a marker.
    known = applications.of_item(record, others[0]) if others else None
    return known is not None and known.erased


def is_erased(context: Context, notification: Notification) -> bool:
    """Tell the same of what was stored before the person was erased."""
    return is_refused(context, notification)


def forget(context: Context, notification: Notification) -> None:
    """Do nothing: what is erased is marked by every name."""
    del context, notification


def waiting(notification: Notification) -> tuple[Key, ...]:
    """Return nothing: a notification says itself whom it is about."""
    del notification
    return ()


def is_about(
    context: Context, known: Known, notification: Notification, named: frozenset[Name]
) -> bool:
    """Tell by the names."""
    del context, notification
    return known.are_theirs(named)


def is_known_to_all(table: Table, name: Name, onboarding_ids: Collection[str]) -> bool:
    """Tell that it is not: a notification comes through a tenant's connection."""
    del table, name, onboarding_ids
    return False


def _named(notification: Notification, company: str) -> Iterator[Name]:
    facts = notification.facts
    for fact, kind in _FACTS.items():
        if facts.get(fact):
            yield Name(kind, facts[fact], company)
    object_kind = _OBJECTS.get(notification.event_type.partition(".")[0])
    if facts.get("id") and object_kind:
        yield Name(object_kind, facts["id"], company)
    for collection, part in pairwise(urlsplit(facts.get("link", "")).path.split("/")):
        value = read_id(unquote(part))
        if value and collection in _COLLECTIONS:
            yield Name(_COLLECTIONS[collection], value, company)
