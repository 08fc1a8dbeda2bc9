"""What is stored of the person whom an identifier names. Nothing is written."""

from jetbridge.flows.context import Context
from jetbridge.flows.people import names, places
from jetbridge.flows.people.identifying import (
    AmbiguousPersonError,
    PersonNotFoundError,
    several,
    whom,
)
from jetbridge.flows.people.search import Person, Search, Trace
from jetbridge.flows.people.stock import Stock
from jetbridge.flows.people.traces import onboardings
from jetbridge.flows.tenant import tenants
from jetbridge.model.company import company_key
from jetbridge.model.erasure import Erasure, Identifier, Name, NameKind, Outcome
from jetbridge.model.record import record, replace
from jetbridge.store import erasures, keys
from jetbridge.store.listing import Unreadable


@record
class Found:
    """What is stored of a person.

    `names` are the identifiers by which others know them. `unclear` are the ids of onboardings
    that may be theirs and are not touched: their request does not say which company's candidate
    they are for. `hiring_systems` are the partners that may know the candidate. `unfinished` is
    an erasure of theirs that has begun and not ended.
    """

    person: Person
    names: frozenset[Name]
    traces: tuple[Trace, ...]
    unclear: tuple[str, ...] = ()
    hiring_systems: tuple[str, ...] = ()
    unfinished: Erasure | None = None
    named: Identifier | None = None
    unread: tuple[Unreadable, ...] = ()
    """What could not be read, and may be of the person: whose it is is not known."""

    def changes(self, since: "Found") -> tuple[Trace, ...]:
        """Return what is here and was not there, or stood otherwise: what was not shown."""
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
        PersonNotFoundError: the tenant is unknown, or nothing of the person is stored.
        AmbiguousPersonError: it names several persons.
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
        raise PersonNotFoundError(
            f"{named} was erased by {earlier[0].id}: tenant {tenant!r} has no more",
            is_sure=not found.unread,
        )
    if not tenants.is_known(context.table, tenant):
        raise PersonNotFoundError(f"there is no tenant {tenant!r}: nothing is stored for it")
    besides = f" that can be read: {len(found.unread)} items cannot" if found.unread else ""
    raise PersonNotFoundError(
        f"tenant {tenant!r} has nothing of {named}{besides}", is_sure=not found.unread
    )


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
    except (PersonNotFoundError, AmbiguousPersonError):
        return now
    found = now if person == shown.person else of_person(stock, person)
    return replace(found if found.changes(since=shown) else now, named=shown.named)


def erasures_of(stock: Stock, named: Identifier) -> tuple[Erasure, ...]:
    """Return the erasures of whom an identifier names that were not lifted, the newest first.

    Raises:
        AmbiguousPersonError: several persons of that identifier are erased.
    """
    of_companies = named.kind in (NameKind.CANDIDATE, NameKind.APPLICATION)
    wanted = company_key(named.company)
    companies = [wanted] if wanted else ["", *stock.companies] if of_companies else [""]
    given = frozenset(Name(named.kind, named.value, company) for company in companies)
    by_name = names.markers(stock.context.pseudonyms, stock.tenant, given)
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
        raise AmbiguousPersonError(several(stock, named, set(there)))
    found = (erasures.get(stock.context.table, stock.tenant, each) for each in set(there.values()))
    return tuple(each for each in found if each)


def of_person(stock: Stock, person: Person) -> Found:
    """Return what is stored of a person, which may be nothing."""
    search = Search(stock, person, set(person.names))
    if person.candidate_id:
        search.names.add(Name(NameKind.CANDIDATE, person.candidate_id, person.company))
    with stock.noting():
        traces = places.found(search)
    unclear, unread = onboardings.unclear(search), (*stock.unread.values(),)
    known = frozenset(search.names)
    return Found(person, known, traces, unclear, search.hiring_systems, unread=unread)
