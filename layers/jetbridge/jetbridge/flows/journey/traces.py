"""What is stored of one person, found by keys and by walking what their tenant owns.

Nothing leads from a candidate to their journeys: an item that did would be kept for everybody, for
the sake of the few who ask. So the tenant's journeys and onboardings are walked, and what partners
notified of in the last 90 days. It costs what they hold, and an operator starts it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import record
from jetbridge.flows.journey.record import PolicyLost
from jetbridge.model.hire import Application
from jetbridge.model.journey import Journey
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.partners import incode, smartrecruiters
from jetbridge.store import (
    applications,
    erasure,
    journeys,
    keys,
    lookups,
    notifications,
    onboardings,
)
from jetbridge.store.listing import every
from jetbridge.store.table import Cursor, Key, Table

_PAGE: Final = 100
_NAMES: Final = ("candidate_id", "application_id", "new_hire_id", "onboarding_process_id")
"""The facts of a notification that name the person whom it is about."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What is stored of one person. `names` are the ids by which others know them.

    `requests` are the keys under which the journeys asked. Notifications stand in the order in
    which they were recognised: one may be so by an id that only the one before it tells.
    """

    tenant: str
    names: frozenset[str]
    journeys: tuple[Journey, ...]
    requests: tuple[Key, ...]
    onboardings: tuple[Onboarding, ...]
    notifications: tuple[Notification, ...]
    applications: tuple[Application, ...]


def of_candidate(bridge: Bridge, tenant: str, candidate_id: str) -> Traces:
    """Return what is stored of a candidate of SmartRecruiters."""
    table = bridge.table
    theirs = _journeys(table, tenant, candidate_id)
    requests = tuple(key for each in theirs for key in _requests(bridge, each))
    named = _onboardings(table, tenant, theirs, requests, candidate_id)
    names = {candidate_id} | {each.application_id for each in theirs if each.application_id}
    notified, names = _notifications(table, tenant, names | _names(table, named), named)
    return Traces(
        tenant,
        frozenset(names),
        theirs,
        requests,
        named,
        notified,
        _applications(table, candidate_id, theirs, notified),
    )


def of_onboarding(bridge: Bridge, onboarding: Onboarding) -> Traces:
    """Return what is stored of whom an API client had onboarded, as far as this one leads."""
    theirs = () if onboarding.erased_at else (onboarding,)
    names = _names(bridge.table, theirs)
    notified, names = _notifications(bridge.table, onboarding.tenant, names, theirs)
    return Traces(onboarding.tenant, frozenset(names), (), (), theirs, notified, ())


def _journeys(table: Table, tenant: str, candidate_id: str) -> tuple[Journey, ...]:
    """Return the candidate's journeys as they are now: the list may lag behind."""
    listed = every(lambda after: journeys.of_tenant(table, tenant, limit=_PAGE, after=after))
    ids = [each.id for each in listed if each.candidate_id == candidate_id]
    return tuple(each for each in map(partial(journeys.get, table), ids) if each)


def _requests(bridge: Bridge, journey: Journey) -> Iterator[Key]:
    """Yield the keys of the records of what a journey has asked the partners, every attempt.

    Without its policy nobody knows them: the records name nobody, and go by themselves.
    """
    try:
        policy = record.policy_for(bridge, journey)
    except PolicyLost:
        return
    for step, state in zip(policy.steps, journey.steps, strict=True):
        for attempt in range(1, state.attempt + 1):
            yield keys.idempotency(journey.tenant, journey.request_key(step.name, attempt))


def _onboardings(
    table: Table,
    tenant: str,
    theirs: tuple[Journey, ...],
    requests: tuple[Key, ...],
    candidate_id: str,
) -> tuple[Onboarding, ...]:
    """Return what the journeys asked for, and what API clients did by the candidate's id."""
    steps = [state for journey in theirs for state in journey.steps]
    ids = {each for state in steps for each in (*state.earlier, state.onboarding_id) if each}
    ids |= {str(item["onboarding_id"]) for key in requests if (item := table.get(key))}
    listed = every(lambda after: onboardings.of_tenant(table, tenant, limit=_PAGE, after=after))
    ids |= {each.id for each in listed if candidate_id in each.external_customer_id.split("/")}
    found = map(partial(onboardings.get, table), sorted(ids))
    return tuple(each for each in found if each and not each.erased_at)


def _names(table: Table, theirs: tuple[Onboarding, ...]) -> set[str]:
    """Return the ids by which Incode's notifications know who these onboardings are for.

    What a caller has used for others, too, is no name of this person.
    """
    ids = {each.id for each in theirs}
    asked = [each for each in theirs if each.partner == incode.PARTNER]
    names = {name for each in asked for name in lookups.names(table, each, among=ids)}
    return names - ids


def _notifications(
    table: Table, tenant: str, names: set[str], theirs: tuple[Onboarding, ...]
) -> tuple[tuple[Notification, ...], set[str]]:
    """Return what was notified of the person, and the names with those that this has told.

    Incode knows some by the ids of ours, which are no names: they stay.
    """
    ours = {each.id for each in theirs}
    found, left = list[Notification](), _notified(table, tenant)
    while True:
        more = [each for each in left if _is_about(each, names | ours)]
        if not more:
            return tuple(found), names
        found += more
        left = [each for each in left if each not in more]
        told = {each.facts[name] for each in more for name in _NAMES if each.facts.get(name)}
        names = names | told


def _notified(table: Table, tenant: str) -> list[Notification]:
    found = [
        each
        for partner in (smartrecruiters.PARTNER, incode.PARTNER)
        for status in NotificationStatus
        for each in every(partial(_listing, table, partner, status))
    ]
    return [each for each in found if each.tenant in (tenant, EVERY_TENANT)]


def _listing(
    table: Table, partner: str, status: NotificationStatus, after: Cursor | None
) -> tuple[tuple[Notification, ...], Cursor | None]:
    return notifications.listing(table, partner, status, limit=_PAGE, after=after)


def _is_about(notification: Notification, names: Collection[str]) -> bool:
    told = {name: value for name, value in notification.facts.items() if name != "job_id"}
    return erasure.speaks_of(told, names)


def _applications(
    table: Table,
    candidate_id: str,
    theirs: tuple[Journey, ...],
    notified: tuple[Notification, ...],
) -> tuple[Application, ...]:
    """Return the records of the candidate's applications, those without a journey included."""
    pairs = {(each.connection_id, each.job_id) for each in theirs} | {
        (each.connection_id, each.facts["job_id"]) for each in notified if "job_id" in each.facts
    }
    found = (
        applications.find(table, connection, candidate_id, job) for connection, job in sorted(pairs)
    )
    return tuple(each for each in found if each and not each.erased)
