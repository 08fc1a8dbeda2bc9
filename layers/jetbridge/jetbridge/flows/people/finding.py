"""Whom an identifier names, and what is stored of them. Nothing is written.

An identifier is one whole id of one kind within one tenant. Where it names two persons, or none,
nothing is found and the operator is told what there is.
"""

from dataclasses import dataclass, replace
from typing import override

from jetbridge.flows.context import Context
from jetbridge.flows.people import names, places
from jetbridge.flows.people.search import Person, Search, Trace
from jetbridge.flows.people.stock import Stock
from jetbridge.flows.tenant import tenants
from jetbridge.model.company import company_key
from jetbridge.model.erasure import Erasure, Name, NameKind, Outcome
from jetbridge.store import erasures, keys


class NotFound(LookupError):  # noqa: N818 - reads as the outcome it names
    """An identifier leads to nobody. Says what was looked for, for the operator who gave it."""


class Ambiguous(LookupError):  # noqa: N818 - reads as the outcome it names
    """An identifier leads to several persons. Says which, and how to choose."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """What an operator names a person by: a whole id of one kind.

    `company` is the company at SmartRecruiters, where the operator says which.
    """

    kind: NameKind
    value: str
    company: str = ""

    @override
    def __str__(self) -> str:
        """Name it as the operator did."""
        words = {NameKind.EXTERNAL: "external id"}.get(self.kind, str(self.kind))
        return f"{words} {self.value!r}" + (f" of company {self.company}" if self.company else "")


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored of a person.

    `names` are the identifiers by which others know them. `unclear` are the ids of onboardings
    that may be theirs and are not touched: their request does not say which company's candidate
    they are for. `unfinished` is an erasure of theirs that has begun and not ended.
    """

    person: Person
    names: frozenset[Name]
    traces: tuple[Trace, ...]
    unclear: tuple[str, ...] = ()
    unfinished: Erasure | None = None
    named: Identifier | None = None

    def news(self, since: "Found") -> tuple[Trace, ...]:
        """Return what is here and was not there, or stood otherwise: what nobody was shown."""
        known = {_shown(each) for each in since.traces}
        return tuple(each for each in self.traces if _shown(each) not in known)

    def counts(self) -> dict[str, int]:
        """Return how many things there are of each kind."""
        return {
            place.name: sum(each.place == place.name for each in self.traces)
            for place in places.PLACES
        }


_STANDS = frozenset({"journeys", "onboardings"})
"""Where the status counts for what an operator decides."""


def _shown(trace: Trace) -> tuple[str, str, str]:
    return trace.place, trace.key, trace.status if trace.place in _STANDS else ""


def find(context: Context, tenant: str, named: Identifier) -> Found:
    """Return what is stored of the person that an identifier names.

    Raises:
        NotFound: the tenant is unknown, or nothing of the person is stored.
        Ambiguous: it names several persons.
    """
    stock = Stock(context, tenant)
    person = whom(stock, named)
    found = replace(of_person(stock, person), named=named)
    if found.traces:
        return found
    earlier = erasures_of(stock, named)
    unfinished = [each for each in earlier if each.outcome is Outcome.RUNNING]
    if unfinished:
        return replace(found, unfinished=unfinished[0])
    if earlier:
        raise NotFound(f"{named} was erased by {earlier[0].id}: tenant {tenant!r} has no more")
    if not tenants.is_known(context.table, tenant):
        raise NotFound(f"there is no tenant {tenant!r}: nothing is stored for it")
    raise NotFound(f"tenant {tenant!r} has nothing of {named}")


def once_more(context: Context, shown: Found) -> Found:
    """Return what is stored now of the person, and of whom else the same identifier now leads to.

    A request leads to its candidate once there is more of the candidate than the request.
    """
    stock = Stock(context, shown.person.tenant)
    now = of_person(stock, shown.person)
    if shown.named is None:
        return now
    try:
        person = whom(stock, shown.named)
    except LookupError:
        return now
    found = now if person == shown.person else of_person(stock, person)
    return replace(found if found.news(since=shown) else now, named=shown.named)


def erasures_of(stock: Stock, named: Identifier) -> tuple[Erasure, ...]:
    """Return the erasures of whom an identifier names that were not lifted, the newest first.

    Raises:
        Ambiguous: several persons of that identifier are erased.
    """
    of_companies = named.kind in (NameKind.CANDIDATE, NameKind.APPLICATION)
    wanted = company_key(named.company)
    companies = [wanted] if wanted else ["", *stock.companies] if of_companies else [""]
    given = frozenset(Name(named.kind, named.value, company) for company in companies)
    by_name = names.markers(stock.context, stock.tenant, given)
    stored = {
        str(item["pk"]): str(item["erasure_id"])
        for item in erasures.marked(stock.context.table, by_name.values())
    }
    there = {
        name.company: stored[keys.erased(mark).pk]
        for name, mark in by_name.items()
        if keys.erased(mark).pk in stored
    }
    if len(set(there.values())) > 1:
        raise Ambiguous(_several(stock, named, set(there)))
    found = (erasures.get(stock.context.table, stock.tenant, each) for each in set(there.values()))
    return tuple(each for each in found if each)


def of_person(stock: Stock, person: Person) -> Found:
    """Return what is stored of a person, which may be nothing."""
    search = Search(stock, person, set(person.names))
    if person.candidate_id:
        search.names.add(Name(NameKind.CANDIDATE, person.candidate_id, person.company))
    traces = places.found(search)
    return Found(person, frozenset(search.names), traces, places.unclear(search))


# ------------------------------------------------ whom an identifier names


def whom(stock: Stock, named: Identifier) -> Person:
    """Return whom an identifier names.

    Raises:
        NotFound: the tenant has no such company or onboarding.
        Ambiguous: it names several persons.
    """
    if named.company and company_key(named.company) not in stock.companies:
        raise NotFound(f"tenant {stock.tenant!r} has no company {named.company!r}")
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
            raise Ambiguous(_several(stock, named, there))
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
        Ambiguous: there are several, and the requests do not say which.
    """
    companies = [*stock.companies]
    is_named = any(places.names_in(stock.tenant, each, named.value) for each in stock.onboardings)
    if len(companies) > 1 and is_named:
        raise Ambiguous(_several(stock, named, set(companies)))
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
        raise Ambiguous(_several(stock, named, there))
    company = wanted or next(iter(there), "") or _only_company(stock, named)
    theirs = {candidate for at, candidate in people if at == company} - {""}
    if len(theirs) > 1:
        raise Ambiguous(f"{named} is named for {len(theirs)} candidates: erase each by --candidate")
    candidate_id = next(iter(theirs), "")
    given = frozenset({Name(NameKind.APPLICATION, named.value, company)})
    return Person(stock.tenant, candidate_id, company, given)


def _of_onboardings(stock: Stock, named: Identifier, ids: set[str]) -> Person:
    """Return for whom onboardings were requested: a journey, or the request, names the candidate.

    Raises:
        NotFound: the tenant has no such onboarding.
        Ambiguous: they are for several persons.
    """
    theirs = [each for each in stock.onboardings if each.id in ids]
    if len(theirs) < len(ids):
        raise NotFound(f"tenant {stock.tenant!r} has no {named}")
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
        raise Ambiguous(f"{named} leads to {count} persons: name one of {found} by --onboarding")
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


def _several(stock: Stock, named: Identifier, there: set[str]) -> str:
    shown = ", ".join(sorted(stock.companies.get(each, each) or "(none)" for each in there))
    return (
        f"{named} is at several companies, each with a person of its own: {shown}."
        " Choose with --company"
    )
