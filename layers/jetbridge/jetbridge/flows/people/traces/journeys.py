"""Journeys, with their timelines."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import record
from jetbridge.flows.journey.record import PolicyLostError
from jetbridge.flows.people.search import Search, Trace
from jetbridge.flows.people.traces.place import Act, Copy, Place, Transaction
from jetbridge.model.company import company_key
from jetbridge.model.erasure import Name, NameKind
from jetbridge.model.journey import Entry, Journey, Reason, Status
from jetbridge.model.record import replace
from jetbridge.store import candidates, erasure, journeys, keys, messages, told_events
from jetbridge.store.candidates import Lead
from jetbridge.store.listing import or_else
from jetbridge.store.mapper import from_item, to_attributes
from jetbridge.store.table import Delete, Item, Key, Table


def requests(table: Table, journey: Journey) -> Iterator[Key]:
    """Yield the keys of the records of what a journey has asked the partners, every attempt.

    Without its policy they are known by the onboardings alone.
    """
    try:
        policy = record.read_policy(table, journey.tenant, journey.policy_version)
    except PolicyLostError:
        return
    for step, state in zip(policy.steps, journey.steps, strict=True):
        for attempt in range(1, state.attempt + 1):
            yield keys.idempotency(journey.tenant, journey.request_key(step.name, attempt))


def _find(search: Search) -> Iterator[Trace]:
    person, table = search.person, search.stock.context.table
    ids = dict.fromkeys(each.id for each in search.stock.journeys if _is_of(search, each))
    for connection_id in search.connections if person.candidate_id else ():
        # The list lags behind what has just begun. The leads do not; old journeys have none.
        known = candidates.leads(table, connection_id, person.candidate_id)
        ids |= dict.fromkeys(each.journey_id for each in known if _is_lead_of(search, each))
    for journey_id in ids:
        found = or_else(partial(journeys.get, table, journey_id), None)
        if found and found.erased_at is None:
            for former in found.former_candidate_ids:
                search.names.add(Name(NameKind.CANDIDATE, former, person.company))
            if found.application_id:
                named = Name(NameKind.APPLICATION, found.application_id, person.company)
                search.names.add(named)
            yield Trace("journeys", found.id, found.id, str(found.status), found.created_at, found)


def _is_lead_of(search: Search, lead: Lead) -> bool:
    """Return whether a lead goes to a journey of the candidate: it stays where they were merged."""
    table = search.stock.context.table
    journey = or_else(partial(journeys.get, table, lead.journey_id), None)
    return journey is not None and _is_of(search, journey)


def _is_of(search: Search, journey: Journey) -> bool:
    person = search.person
    if journey.id in person.journey_ids:
        return True
    same = bool(person.candidate_id) and journey.candidate_id == person.candidate_id
    return same and company_key(journey.company_id) == person.company


def _erase(act: Act, trace: Trace) -> Iterator[Transaction]:
    journey: Journey = trace.thing
    table = act.context.table
    for request in requests(act.context.table, journey):
        yield (Delete(request),)
    for line in erasure.timeline(table, journey.id):
        yield (line,)
    for candidate_id in _candidate_ids(journey):
        yield (
            Delete(keys.candidate(journey.connection_id, candidate_id, journey.id)),
            Delete(keys.candidate_messages(journey.connection_id, candidate_id)),
        )
    if not journey.is_over:
        journey = replace(journey, status=Status.CANCELLED, ending=None, reason=Reason.BY_OPERATOR)
    yield erasure.journey(journey, act.now, act.by)


def _copy(context: Context, trace: Trace) -> Copy:
    """Return a journey with its timeline, and with what its candidate was sent of late."""
    journey: Journey = trace.thing
    counted = (
        messages.load(context.table, journey.connection_id, each)
        for each in _candidate_ids(journey)
    )
    return {
        **to_attributes(journey),
        "timeline": [*map(_line, told_events.lines(context.table, journey.id))],
        "sent": [to_attributes(sent) for each in counted for sent in each.sent],
    }


def _line(item: Item) -> Copy:
    """Return a line of a timeline, with the event that told the tenant of it, if one did."""
    told = {told_events.EVENT: item[told_events.EVENT]} if told_events.EVENT in item else {}
    return {**to_attributes(from_item(Entry, item)), **told}


def _candidate_ids(journey: Journey) -> tuple[str, ...]:
    return tuple(filter(None, (journey.candidate_id, *journey.former_candidate_ids)))


PLACE: Final = Place(
    "journeys",
    frozenset({"JOURNEY", "JOURNEY HISTORY", "CANDIDATE JOURNEY", "CANDIDATE MESSAGES"}),
    _find,
    _erase,
    _copy,
)
