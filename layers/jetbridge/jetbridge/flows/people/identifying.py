"""Whom an identifier names: one whole id of one kind within one tenant. Nothing is written.

Where it names two persons, or none, nothing is found and the operator is told what there is.
"""

from jetbridge.flows.people.search import Person
from jetbridge.flows.people.stock import Stock
from jetbridge.flows.people.traces import onboardings
from jetbridge.model.company import company_key
from jetbridge.model.erasure import Identifier, Name, NameKind
from jetbridge.model.errors import JetbridgeError
from jetbridge.store import keys


class PersonNotFoundError(JetbridgeError, LookupError):
    """An identifier leads to no person. Says what was looked for, for the operator who gave it.

    `is_sure` is whether everything could be read in which the person might stand.
    """

    def __init__(self, message: str, *, is_sure: bool = True) -> None:
        super().__init__(message)
        self.is_sure = is_sure


class AmbiguousPersonError(JetbridgeError, LookupError):
    """An identifier leads to several persons. Says which, and how to choose."""


def whom(stock: Stock, named: Identifier) -> Person:
    """Return whom an identifier names.

    Raises:
        PersonNotFoundError: the tenant has no such company or onboarding.
        AmbiguousPersonError: it names several persons.
    """
    if named.company and company_key(named.company) not in stock.companies:
        raise PersonNotFoundError(f"tenant {stock.tenant!r} has no company {named.company!r}")
    match named.kind:
        case NameKind.CANDIDATE:
            return _candidate(stock, named)
        case NameKind.APPLICATION:
            return _application(stock, named)
        case NameKind.ONBOARDING:
            return _of_onboardings(stock, named, {named.value})
        case _:
            ids = {
                each.id
                for each in stock.onboardings
                if each.external_customer_id == named.value and not each.erased_at
            }
            return _of_onboardings(stock, named, ids)


def _candidate(stock: Stock, named: Identifier) -> Person:
    """Return a candidate. Two companies with one candidate id are two persons."""
    there = stock.companies_with(named.value)
    if named.company:
        company = company_key(named.company)
    else:
        if len(there) > 1:
            raise AmbiguousPersonError(several(stock, named, there))
        company = next(iter(there), "") or _only_company(stock, named)
    return Person(stock.tenant, _after_mergers(stock, company, named.value), company)


def _after_mergers(stock: Stock, company: str, candidate_id: str) -> str:
    """Return the candidate who is left of one who was merged into others, or the same one."""
    for each in stock.journeys:
        was = candidate_id in each.former_candidate_ids and company_key(each.company_id) == company
        if was and each.candidate_id not in ("", candidate_id):
            return each.candidate_id
    return candidate_id


def _only_company(stock: Stock, named: Identifier) -> str:
    """Return the company of a candidate whom API clients alone have named.

    Raises:
        AmbiguousPersonError: there are several, and the requests do not say which.
    """
    companies = [*stock.companies]
    is_named = any(
        onboardings.names_in(stock.tenant, each, named.value) for each in stock.onboardings
    )
    if len(companies) > 1 and is_named:
        raise AmbiguousPersonError(several(stock, named, set(companies)))
    return companies[0] if len(companies) == 1 else ""


def _application(stock: Stock, named: Identifier) -> Person:
    """Return whose application it is."""
    wanted = company_key(named.company)
    people = {
        (company_key(each.company_id), each.candidate_id)
        for each in stock.journeys
        if each.application_id == named.value
    }
    for told, inside in stock.notifications:
        company = stock.company(told.connection_id)
        if Name(NameKind.APPLICATION, named.value, company) in inside:
            candidates = {each.value for each in inside if each.kind is NameKind.CANDIDATE}
            people |= {(company, each) for each in candidates or {""}}
    people |= {
        (stock.company(each.connection_id), each.candidate_id)
        for each in stock.waiting
        if each.application_id == named.value
    }
    there = {company for company, _ in people}
    if not wanted and len(there) > 1:
        raise AmbiguousPersonError(several(stock, named, there))
    company = wanted or next(iter(there), "") or _only_company(stock, named)
    theirs = {candidate for at, candidate in people if at == company} - {""}
    if len(theirs) > 1:
        raise AmbiguousPersonError(
            f"{named} is named for {len(theirs)} candidates: erase each by --candidate"
        )
    candidate_id = next(iter(theirs), "")
    given = frozenset({Name(NameKind.APPLICATION, named.value, company)})
    return Person(stock.tenant, candidate_id, company, given)


def _of_onboardings(stock: Stock, named: Identifier, ids: set[str]) -> Person:
    """Return for whom onboardings were requested: a journey, or the request, names the candidate.

    Raises:
        PersonNotFoundError: the tenant has no such onboarding.
        AmbiguousPersonError: they are for several persons.
    """
    theirs = [each for each in stock.onboardings if each.id in ids]
    if len(theirs) < len(ids):
        raise PersonNotFoundError(f"tenant {stock.tenant!r} has no {named}")
    journey_ids = {each.journey_id for each in theirs if each.journey_id}
    people = {
        (company_key(each.company_id), each.candidate_id)
        for each in stock.journeys
        if each.id in journey_ids and each.candidate_id
    }
    alone = {each.id: each.candidate_digest for each in theirs if not each.journey_id}
    requested = {
        digest: _requested_for(stock, named, digest) for digest in {*alone.values()} - {""}
    }
    people |= {person for person in requested.values() if person}
    unknown = {digest for digest, person in requested.items() if not person}
    if len(people) + len(unknown) > 1:
        found = ", ".join(sorted(ids))
        count = len(people) + len(unknown)
        raise AmbiguousPersonError(
            f"{named} leads to {count} persons: name one of {found} by --onboarding"
        )
    given = frozenset({Name(named.kind, named.value)})
    if not people:
        same = _requests_for(stock, unknown)
        return Person(stock.tenant, names=given, onboarding_ids=same.union(alone))
    ((company, candidate_id),) = people
    return Person(stock.tenant, candidate_id, company, given, frozenset(alone))


def _requested_for(stock: Stock, named: Identifier, digest: str) -> tuple[str, str] | None:
    """Return the candidate whom a request names, where it is clear which company's it is."""
    wanted = company_key(named.company)
    there = {
        (company, _after_mergers(stock, company, candidate_id))
        for company, candidate_id in stock.candidates
        if keys.within(stock.tenant, candidate_id) == digest and wanted in ("", company)
    }
    return there.pop() if len(there) == 1 else None


def _requests_for(stock: Stock, digests: set[str]) -> frozenset[str]:
    """Return the requests for candidates who are known by requests alone.

    With several companies two requests of one candidate id may be for two persons.
    """
    if len(stock.companies) > 1:
        return frozenset()
    return frozenset(
        each.id
        for each in stock.onboardings
        if each.candidate_digest in digests and not each.journey_id and not each.erased_at
    )


def several(stock: Stock, named: Identifier, there: set[str]) -> str:
    """Say at which companies an identifier is, and how to choose one."""
    shown = ", ".join(sorted(stock.companies.get(each, each) or "(none)" for each in there))
    return (
        f"{named} is at several companies, each with a person of its own: {shown}."
        " Choose with --company"
    )
