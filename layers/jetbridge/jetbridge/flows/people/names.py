"""The names in a notification: which person it is about, by whole identifiers of known kinds.

An identifier is a name because of where it stands, never because of what it looks like: a job's
id names no person, even where a candidate has the same one.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from urllib.parse import unquote, urlsplit

from jetbridge.flows.context import Context
from jetbridge.model.company import company_key
from jetbridge.model.connection import Connection
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.notification import Notification
from jetbridge.partners.incode import api as incode
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters.ids import read_id

_FACTS: Final = {
    "candidate_id": NameKind.CANDIDATE,
    "application_id": NameKind.APPLICATION,
    "new_hire_id": NameKind.NEW_HIRE,
    "onboarding_process_id": NameKind.PROCESS,
}
"""The facts of SmartRecruiters' notifications that name a person."""
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


def company_of(connection: Connection) -> str:
    """Return the company of a connection in the form in which companies are compared."""
    return company_key(connection.account)


def in_notification(notification: Notification, company: str) -> frozenset[Name]:
    """Return by which names a notification says whom it is about.

    `company` is the company whose connection it came through, empty at partners without one.
    """
    match notification.partner:
        case smartrecruiters.PARTNER:
            return frozenset(_smartrecruiters(notification, company))
        case incode.PARTNER:
            return frozenset(_incode(notification))
        case _:
            return frozenset()


def markers(context: Context, tenant: str, names: frozenset[Name]) -> dict[Name, str]:
    """Return the keyed digest of each name within a tenant.

    `tenant` is `*` for what the deployment's own client at Incode says.
    """
    return {
        name: context.pseudonyms.digest(tenant, name.kind, name.company, name.value)
        for name in sorted(names, key=lambda each: (each.kind, each.company, each.value))
    }


def _smartrecruiters(notification: Notification, company: str) -> Iterator[Name]:
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


def _incode(notification: Notification) -> Iterator[Name]:
    facts = notification.facts
    if facts.get("interview_id"):
        yield Name(NameKind.INTERVIEW, facts["interview_id"])
    if facts.get("external_id"):
        yield Name(NameKind.SENT, facts["external_id"])
