"""Every place where a person's data lives: how it is found there, and how it is erased.

Finding and erasing walk the same list. A new kind of item that can hold a person's data belongs
here; a test compares the list with the table's items.

The order is the order of the search: what is found in one place leads to more in the next.
Erasing goes the other way, so that after a crash what leads to the rest is still there.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import record
from jetbridge.flows.journey.record import PolicyLost
from jetbridge.flows.people import markers
from jetbridge.flows.people.search import Search, Trace
from jetbridge.model import hire_name
from jetbridge.model.company import company_key
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.hire import Application
from jetbridge.model.journey import Journey, Reason, Status
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import Delivery
from jetbridge.partners.enboarder import api as enboarder
from jetbridge.partners.incode import api as incode
from jetbridge.store import (
    applications,
    candidates,
    deliveries,
    due,
    erasure,
    journeys,
    keys,
    lookups,
    notifications,
    onboardings,
    outbox,
)
from jetbridge.store.candidates import Lead
from jetbridge.store.due import Lane
from jetbridge.store.table import Delete, Key, Table, Write, key_of

_PAGE: Final = 100
_EVER: Final = 2**53
_IN_FLIGHT: Final = {
    OnboardingStatus.QUEUED: OnboardingStatus.CANCELLED,
    OnboardingStatus.REQUESTING: OnboardingStatus.UNKNOWN_OUTCOME,
    OnboardingStatus.CHECKING: OnboardingStatus.UNKNOWN_OUTCOME,
}
"""What is stored of a request that was under way when its person was erased."""

type Transaction = tuple[Write, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """An erasure as the places see it: when it is made, and who has it made."""

    context: Context
    now: int
    by: str


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of thing that is stored of a person.

    `items` are the kinds of items that it erases, as docs/data-model.md lists them.
    """

    name: str
    items: frozenset[str]
    find: Callable[[Search], Iterable[Trace]]
    erase: Callable[[Act, Trace], Iterator[Transaction]]


# ------------------------------------------------ journeys, with their timelines


def _find_journeys(search: Search) -> Iterator[Trace]:
    person, table = search.person, search.stock.context.table
    ids = dict.fromkeys(each.id for each in search.stock.journeys if _is_of(search, each))
    for connection_id in search.connections if person.candidate_id else ():
        # The list lags behind what has just begun. The leads do not; old journeys have none.
        known = candidates.leads(table, connection_id, person.candidate_id)
        ids |= dict.fromkeys(each.journey_id for each in known if _is_lead_of(search, each))
    for journey_id in ids:
        found = journeys.get(table, journey_id)
        if found and found.erased_at is None:
            for former in found.former_candidate_ids:
                search.names.add(Name(NameKind.CANDIDATE, former, person.company))
            if found.application_id:
                named = Name(NameKind.APPLICATION, found.application_id, person.company)
                search.names.add(named)
            yield Trace("journeys", found.id, found.id, str(found.status), found.created_at, found)


def _is_lead_of(search: Search, lead: Lead) -> bool:
    """Tell whether a lead goes to a journey of the candidate: it stays where they were merged."""
    journey = journeys.get(search.stock.context.table, lead.journey_id)
    return journey is not None and _is_of(search, journey)


def _is_of(search: Search, journey: Journey) -> bool:
    person = search.person
    if journey.id in person.journey_ids:
        return True
    same = bool(person.candidate_id) and journey.candidate_id == person.candidate_id
    return same and company_key(journey.company_id) == person.company


def _erase_journey(act: Act, trace: Trace) -> Iterator[Transaction]:
    journey: Journey = trace.thing
    table = act.context.table
    for request in _requests(act.context, journey):
        yield (Delete(request),)
    for line in erasure.timeline(table, journey.id):
        yield (line,)
    for candidate_id in filter(None, (journey.candidate_id, *journey.former_candidate_ids)):
        yield (
            Delete(keys.candidate(journey.connection_id, candidate_id, journey.id)),
            Delete(keys.candidate_messages(journey.connection_id, candidate_id)),
        )
    if not journey.is_over:
        journey = replace(journey, status=Status.CANCELLED, ending=None, reason=Reason.BY_OPERATOR)
    yield erasure.journey(journey, act.now, act.by)


def _requests(context: Context, journey: Journey) -> Iterator[Key]:
    """Yield the keys of the records of what a journey has asked the partners, every attempt.

    Without its policy they are known by the onboardings alone.
    """
    try:
        policy = record.policy_for(context, journey)
    except PolicyLost:
        return
    for step, state in zip(policy.steps, journey.steps, strict=True):
        for attempt in range(1, state.attempt + 1):
            yield keys.idempotency(journey.tenant, journey.request_key(step.name, attempt))


# ------------------------------------------------ onboardings, with what leads to them


def _find_onboardings(search: Search) -> Iterator[Trace]:
    context = search.stock.context
    ids = {*search.person.onboarding_ids}
    for journey in search.journeys:
        ids.update(each for state in journey.steps for each in state.attempts)
        records = (context.table.get(key) for key in _requests(context, journey))
        ids.update(str(item["onboarding_id"]) for item in records if item)
    ids.update(each.id for each in search.stock.onboardings if _is_requested_for(search, each))
    found = [each for each in map(bound(onboardings.get, context.table), sorted(ids)) if each]
    theirs = [each for each in found if each.erased_at is None]
    for each in theirs:
        search.names |= _known_as(context.table, each, {one.id for one in theirs})
        yield Trace("onboardings", each.id, each.id, str(each.status), each.created_at, each)


def bound[Thing](get: Callable[[Table, str], Thing], table: Table) -> Callable[[str], Thing]:
    """Return `get` for one table."""
    return lambda thing_id: get(table, thing_id)


def _is_requested_for(search: Search, onboarding: Onboarding) -> bool:
    """Tell whether an onboarding was requested for the person, by whole identifiers."""
    if onboarding.journey_id:
        return onboarding.journey_id in search.journey_ids
    named = _named_by(search, onboarding)
    return any(not search.has_namesake(each) for each in named)


def unclear(search: Search) -> tuple[str, ...]:
    """Return the onboardings that name a candidate whose id two companies have."""
    theirs = {each.id for each in search.onboardings}
    return tuple(
        each.id
        for each in search.stock.onboardings
        if not each.journey_id and each.id not in theirs and _named_by(search, each)
    )


def _named_by(search: Search, onboarding: Onboarding) -> list[str]:
    """Return by which of the person's ids an API client has named them in a request."""
    jobs, tenant = _jobs(search), search.person.tenant
    return [each for each in search.candidate_ids if names_in(tenant, onboarding, each, jobs)]


def names_in(
    tenant: str, onboarding: Onboarding, candidate_id: str, jobs: Collection[str] = ()
) -> bool:
    """Tell whether a request names a candidate.

    Earlier releases kept candidate and job as one id: it is compared whole, for known `jobs`.
    """
    if onboarding.candidate_digest == keys.within(tenant, candidate_id):
        return True
    named = {candidate_id}
    if onboarding.partner == enboarder.PARTNER:
        named |= {hire_name.of_client(candidate_id, job) for job in jobs}
    return onboarding.external_customer_id in named


def _known_as(table: Table, known: Onboarding, among: set[str]) -> set[Name]:
    """Return by which names partners know an onboarding, and no other that is not `among` these."""
    named = {Name(NameKind.ONBOARDING, known.id)}
    if known.key_digest:
        named.add(Name(NameKind.REQUEST, known.key_digest))
    if known.partner != incode.PARTNER:
        return named
    for value in lookups.names(table, known, among=among):
        kind = NameKind.INTERVIEW if value in known.interviews else NameKind.SENT
        named.add(Name(kind, value))
    return named


def _erase_onboarding(act: Act, trace: Trace) -> Iterator[Transaction]:
    known: Onboarding = trace.thing
    for lead in erasure.leads(act.context.table, known):
        yield (lead,)
    status = _IN_FLIGHT.get(known.status, known.status)
    yield erasure.onboarding(replace(known, status=status), act.now)


# ------------------------------------------------ notifications of partners


def _find_notifications(search: Search) -> Iterator[Trace]:
    """Yield what was notified of the person. One may be known by a name that another one tells."""
    left = [*search.stock.notifications]
    while True:
        more = [each for each in left if _is_about(search, *each)]
        if not more:
            return
        left = [each for each in left if each not in more]
        for listed, named in more:
            if listed.partner != incode.PARTNER:
                search.learn(named)
            found = notifications.get(search.stock.context.table, listed.partner, listed.event_id)
            if found:
                yield _told(found)


def _told(found: Notification) -> Trace:
    shown = f"{found.partner} {found.event_type}"
    key = f"{found.partner} {found.event_id}"
    return Trace("notifications", key, shown, str(found.status), found.received_at, found)


def _is_about(search: Search, told: Notification, named: frozenset[Name]) -> bool:
    if told.partner != incode.PARTNER:
        return search.are_theirs(named)
    # What Incode was sent says which onboarding is meant. The session alone decides without it.
    ours = {Name(NameKind.SENT, each.id) for each in search.onboardings}
    sent = {each for each in named if each.kind is NameKind.SENT}
    if sent:
        return not sent.isdisjoint(search.names | ours)
    if named.isdisjoint(search.names):
        return False
    table, session = search.stock.context.table, told.facts["interview_id"]
    bound_to = lookups.by_interview(table, told.tenant, incode.PARTNER, session)
    is_own = told.tenant == search.person.tenant
    return bound_to <= {each.id for each in search.onboardings} and bool(bound_to or is_own)


def _erase_notification(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    told: Notification = trace.thing
    waits = (Delete(key) for key in markers.waiting(told))
    yield notifications.remove(told), *waits


# ------------------------------------------------ records of applications


def _find_applications(search: Search) -> Iterator[Trace]:
    """Yield the records of the candidate's applications, whether they have a journey or not."""
    stock = search.stock
    table, found = stock.context.table, dict[str, Application]()
    ids, theirs = search.candidate_ids, search.connections
    for connection_id in theirs if ids else ():
        jobs = sorted(_jobs(search) | _all_jobs(search, connection_id))
        for candidate_id, job_id in product(ids, jobs):
            known = applications.find(table, connection_id, candidate_id, job_id)
            if known:
                found[known.record_id] = known
    for waiting in stock.waiting:
        if waiting.candidate_id in ids and waiting.connection_id in theirs:
            again = applications.get(table, waiting.record_id)
            if again:
                found[again.record_id] = again
    for record_id, known in sorted(found.items()):
        status = "erased earlier" if known.erased else "known"
        connection = known.connection_id
        yield Trace("applications", record_id, connection, status, known.marked_at, known)


def _jobs(search: Search) -> set[str]:
    """Return the jobs that the candidate is known to have applied for."""
    told = (each.thing for each in search.traces if isinstance(each.thing, Notification))
    theirs = {each.job_id for each in search.journeys}
    return theirs | {each.facts["job_id"] for each in told if each.facts.get("job_id")}


def _all_jobs(search: Search, connection_id: str) -> set[str]:
    """Return every job of a company that a journey was for: erased ones keep theirs."""
    return {each.job_id for each in search.stock.journeys if each.connection_id == connection_id}


def _erase_application(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    yield (applications.remove(trace.thing),)


# ------------------------------------------------ events that have not left us


def _find_events(search: Search) -> Iterator[Trace]:
    table = search.stock.context.table
    ours = {*search.journey_ids, *(each.id for each in search.onboardings)}
    for page in due.pages(table, Lane.SEND, _EVER, size=_PAGE):
        for key in map(key_of, page):
            event = outbox.get(table, key.pk.partition("#")[2])
            if event and event.tenant == search.person.tenant and _speaks(search, event, ours):
                yield Trace("events", event.id, event.type, "waits", event.at, event)


def _speaks(search: Search, event: DomainEvent, ours: set[str]) -> bool:
    """Tell whether an event is about the person: by ids of ours, or by a hiring system's."""
    detail = {name: value for name, value in event.detail.items() if isinstance(value, str)}
    if "journeyId" in detail or "onboardingId" in detail:
        return bool({detail.get("journeyId"), detail.get("onboardingId")} & ours)
    if not event.type.startswith("hiring."):
        return False
    facts = {_OBJECT.get(name, name): value for name, value in detail.items()}
    connection_id = detail.get("connectionId", "")
    passed_on = Notification(
        partner="smartrecruiters",
        event_id=event.id,
        event_type=event.type.removeprefix("hiring."),
        tenant=event.tenant,
        connection_id=connection_id,
        received_at=event.at,
        facts=facts,
    )
    return search.are_theirs(search.stock.names_in(passed_on))


_OBJECT: Final = {"object_id": "id"}
"""What a notification calls otherwise than the event that it is passed on as."""


def _erase_event(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    event: DomainEvent = trace.thing
    yield (outbox.published(event),)


# ------------------------------------------------ webhooks to the tenant's endpoint


def _find_deliveries(search: Search) -> Iterator[Trace]:
    table = search.stock.context.table
    for journey_id in sorted(search.journey_ids):
        for found in deliveries.of_journey(table, journey_id):
            shown, at = found.event.type, found.updated_at
            key = f"{journey_id} {found.event.id}"
            yield Trace("deliveries", key, shown, str(found.status), at, found)


def _erase_delivery(act: Act, trace: Trace) -> Iterator[Transaction]:
    del act
    found: Delivery = trace.thing
    yield (Delete(keys.delivery(found.journey_id, found.event.id)),)


PLACES: Final = (
    Place(
        "journeys",
        frozenset({"JOURNEY", "JOURNEY HISTORY", "CANDIDATE JOURNEY", "CANDIDATE MESSAGES"}),
        _find_journeys,
        _erase_journey,
    ),
    Place(
        "onboardings",
        frozenset(
            {"ONBOARDING", "IDEMPOTENCY", "HIRE", "RESERVATION", "LOOKUP ONBOARDING", "CHECK"}
        ),
        _find_onboardings,
        _erase_onboarding,
    ),
    Place(
        "notifications",
        frozenset({"EVENT", "LOOKUP EVENT"}),
        _find_notifications,
        _erase_notification,
    ),
    Place("applications", frozenset({"APPLICATION"}), _find_applications, _erase_application),
    Place("events", frozenset({"OUTBOX"}), _find_events, _erase_event),
    Place("deliveries", frozenset({"JOURNEY DELIVERY"}), _find_deliveries, _erase_delivery),
)
"""Where a person's data lives, in the order of the search."""


def found(search: Search) -> tuple[Trace, ...]:
    """Return everything that is stored of a person, place by place."""
    for place in PLACES:
        search.traces.extend(place.find(search))
    return tuple(search.traces)


def erased(act: Act, trace: Trace) -> Iterator[Transaction]:
    """Return the transactions that erase one thing, in their order."""
    place = next(each for each in PLACES if each.name == trace.place)
    return place.erase(act, trace)
