"""An erasure made again in a table that was restored to a moment before it.

The list of changes has the record's id, the markers, and the person's journeys and onboardings by
ids of ours. In the restored table they lead to the person: what is found by them, and what has a
name of which there is a marker. Nothing is shown and nothing is asked: it was, at the first time.
"""

from jetbridge.flows.context import Context
from jetbridge.flows.people import erase, names, remains, wiping
from jetbridge.flows.people.erase import Report
from jetbridge.flows.people.finding import Found, of_person
from jetbridge.flows.people.search import Person
from jetbridge.flows.people.stock import Stock
from jetbridge.model.changes_since import Erased
from jetbridge.model.company import company_key
from jetbridge.model.erasure import Erasure, Name, NameKind, Outcome
from jetbridge.model.record import replace
from jetbridge.store import erasures


def again(context: Context, erased: Erased) -> Report:
    """Erase a person once more, and store the record and the markers as they were.

    What goes on for the person in the restored table is not ended first: at its partners it was. A
    repeat finds nothing, and changes nothing. Nor does an erasure that the table knows to be
    lifted: what is there of the person has come since.

    Raises:
        ConditionFailedError: the record is being written at this moment.
        SecretUnavailableError: the keyring cannot be read.
        UnsealableError: the key of the markers does not open.
    """
    if erased.sealed_key:
        context.pseudonyms.take(erased.sealed_key)
    stock = Stock(context, erased.tenant)
    found = of_person(stock, _person(stock, erased))
    known = erasures.get(context.table, erased.tenant, erased.id)
    is_lifted = known is not None and known.lifted_at is not None
    if known and known.outcome is Outcome.COMPLETED and (is_lifted or not found.traces):
        return Report(known)
    begun = _begun(context, erased, found, known)
    left = wiping.wiped(context, found, by=erased.by, shown=found, force=True)
    return erase.ended(context, begun, remains.keep(found), left, found.unread)


def _begun(context: Context, erased: Erased, found: Found, known: Erasure | None) -> Erasure:
    """Store the record, running, and its markers."""
    before = known or Erasure(erased.id, erased.tenant, erased.by, erased.began_at, forced=True)
    erasure = replace(
        before,
        outcome=Outcome.RUNNING,
        markers=tuple(dict.fromkeys((*before.markers, *erased.markers))),
        counts={**before.counts} if before.counts else found.counts(),
    )
    for writes in erasures.begin(erasure):
        context.table.write(*writes)
    return erasures.stored(erasure)


def _person(stock: Stock, erased: Erased) -> Person:
    """Return whom an erasure was of, as far as the restored table knows them."""
    theirs = [each for each in stock.journeys if each.id in erased.journeys and each.candidate_id]
    of_journeys = {(company_key(each.company_id), each.candidate_id) for each in theirs}
    former = {
        Name(NameKind.CANDIDATE, known, company_key(each.company_id))
        for each in theirs
        for known in each.former_candidate_ids
    }
    marked = frozenset(_marked(stock, erased))
    candidates = {(each.company, each.value) for each in marked if each.kind is NameKind.CANDIDATE}
    company, candidate_id = min(of_journeys or candidates, default=("", ""))
    others = {
        Name(NameKind.CANDIDATE, value, known)
        for known, value in of_journeys | candidates
        if known == company and value != candidate_id
    }
    return Person(
        erased.tenant,
        candidate_id,
        company,
        names=marked | former | others,
        onboarding_ids=frozenset(erased.onboardings),
        journey_ids=frozenset(erased.journeys),
    )


def _marked(stock: Stock, erased: Erased) -> set[Name]:
    """Return the names in the restored table of which there is a marker."""
    there = {Name(NameKind.CANDIDATE, value, company) for company, value in stock.candidates}
    there |= {name for _, named in stock.notifications for name in named}
    digests = names.markers(stock.context.pseudonyms, stock.tenant, frozenset(there))
    return {name for name, digest in digests.items() if digest in erased.markers}
