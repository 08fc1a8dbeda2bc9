"""Onboardings, with what leads to them."""

import json
from collections.abc import Collection, Iterator
from functools import partial
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency
from jetbridge.flows.people.capabilities import onboarded_persons
from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces import journeys
from jetbridge.flows.people.traces.place import Act, Copy, Place, Transaction
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.record import replace
from jetbridge.store import erasure, keys, onboardings
from jetbridge.store.listing import or_else, readable
from jetbridge.store.mapper import member, to_attributes
from jetbridge.store.table import Item, Table
from jetbridge.vault.sealing import UnsealableError

_IN_FLIGHT: Final = {
    Status.QUEUED: Status.CANCELLED,
    Status.REQUESTING: Status.UNKNOWN_OUTCOME,
    Status.CHECKING: Status.UNKNOWN_OUTCOME,
}
"""What is stored of a request that was under way when its person was erased."""

_OPENED: Final = (
    onboardings.REFUSAL_FIELD,
    onboardings.PERSON_FIELD,
    onboardings.ORDER_FIELD,
    onboardings.WARNING_FIELD,
)
"""What is sealed in an onboarding because it says something of the person."""


def names_in(
    tenant: str, onboarding: Onboarding, candidate_id: str, jobs: Collection[str] = ()
) -> bool:
    """Return whether a request names a candidate: by a digest, or as its external id.

    `jobs` are those for which the candidate is known to have applied.
    """
    if onboarding.candidate_digest == keys.within(tenant, candidate_id):
        return True
    external_ids = onboarded_persons(onboarding.partner).external_ids(candidate_id, jobs)
    return onboarding.external_customer_id in external_ids


def unclear(search: Search) -> tuple[str, ...]:
    """Return the onboardings that name a candidate whose id two companies have."""
    theirs = {each.id for each in search.onboardings}
    return tuple(
        each.id
        for each in search.stock.onboardings
        if not each.journey_id and each.id not in theirs and _named_by(search, each)
    )


def _find(search: Search) -> Iterator[Trace]:
    context = search.stock.context
    ids = {*search.person.onboarding_ids}
    for journey in search.journeys:
        ids.update(each for state in journey.steps for each in state.attempts)
        records = (context.table.get(key) for key in journeys.requests(context.table, journey))
        ids.update(readable(_requested, filter(None, records)))
    ids.update(each.id for each in search.stock.onboardings if _is_requested_for(search, each))
    found = (or_else(partial(onboardings.get, context.table, each), None) for each in sorted(ids))
    theirs = [each for each in found if each and each.erased_at is None]
    for each in theirs:
        search.names |= _known_as(context.table, each, {one.id for one in theirs})
        yield Trace("onboardings", each.id, each.id, str(each.status), each.created_at, each)


def _requested(record: Item) -> str:
    return member(record, "onboarding_id", str)


def _is_requested_for(search: Search, onboarding: Onboarding) -> bool:
    """Return whether an onboarding was requested for the person, by whole identifiers."""
    if onboarding.journey_id:
        return onboarding.journey_id in search.journey_ids
    named = _named_by(search, onboarding)
    return any(not search.has_namesake(each) for each in named)


def _named_by(search: Search, onboarding: Onboarding) -> list[str]:
    """Return by which of the person's ids an API client has named them in a request."""
    jobs, tenant = search.jobs, search.person.tenant
    return [each for each in search.candidate_ids if names_in(tenant, onboarding, each, jobs)]


def _known_as(table: Table, known: Onboarding, among: set[str]) -> set[Name]:
    """Return by which names others know an onboarding, and no other that is not `among` these."""
    named = {Name(NameKind.ONBOARDING, known.id)}
    if known.key_digest:
        named.add(Name(NameKind.REQUEST, known.key_digest))
    return named | onboarded_persons(known.partner).named(table, known, among)


def _erase(act: Act, trace: Trace) -> Iterator[Transaction]:
    known: Onboarding = trace.thing
    for lead in erasure.leads(act.context.table, known):
        yield (lead,)
    status = _IN_FLIGHT.get(known.status, known.status)
    yield erasure.onboarding(replace(known, status=status), act.now)


def _copy(context: Context, trace: Trace) -> Copy:
    """Return an onboarding with what is sealed in it, opened. `withheld` names what is not."""
    known: Onboarding = trace.thing
    stored = to_attributes(known)
    sealed = {each: stored.pop(f"sealed_{each}") for each in (onboardings.LINK_FIELD, *_OPENED)}
    copy, withheld = dict[str, object](stored), dict[str, str]()
    if sealed[onboardings.LINK_FIELD]:
        withheld[onboardings.LINK_FIELD] = "a secret: who has it is taken for the person"
    for field in filter(sealed.get, _OPENED):
        try:
            words = idempotency.open_(context.vault, known, field, str(sealed[field])).reveal()
        except UnsealableError as error:
            withheld[field] = str(error)
        else:
            copy[field] = words if field == onboardings.WARNING_FIELD else json.loads(words)
    return copy | {"withheld": withheld}


PLACE: Final = Place(
    "onboardings",
    frozenset({"ONBOARDING", "IDEMPOTENCY", "HIRE", "RESERVATION", "LOOKUP ONBOARDING", "CHECK"}),
    _find,
    _erase,
    _copy,
)
