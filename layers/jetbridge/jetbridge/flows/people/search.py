"""One search for what is stored of a person: whom it is for, and what it has found so far."""

from collections.abc import Iterable
from typing import Any

from jetbridge.flows.people.stock import Stock
from jetbridge.model import registry
from jetbridge.model.erasure import Known, Name, NameKind
from jetbridge.model.journey import Journey
from jetbridge.model.notification import Notification
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.partner import Capability
from jetbridge.model.record import field, record


@record
class Person:
    """Whom a search is for, by whole identifiers within one tenant.

    `candidate_id` is the hiring system's within `company` (the form in which companies are
    compared, empty where the tenant has none). `names` are further identifiers that were given,
    and `onboarding_ids` the onboardings that were. `journey_ids` are known to be theirs.
    """

    tenant: str
    candidate_id: str = field(default="", repr=False)
    company: str = ""
    names: frozenset[Name] = frozenset()
    onboarding_ids: frozenset[str] = frozenset()
    journey_ids: frozenset[str] = frozenset()


@record
class Trace:
    """One thing that is stored of a person. `thing` is what is erased: personal data.

    `key` tells it from all others, `id` is shown to the operator and is no personal datum; `at` is
    when it came to be, in Unix seconds.
    """

    place: str
    key: str = field(repr=False)
    id: str
    status: str
    at: int
    thing: Any = field(repr=False)


@record(frozen=False)
class Search:
    """What a search knows by now. The places add to it, one after the other."""

    stock: Stock
    person: Person
    names: set[Name] = field(default_factory=set)
    traces: list[Trace] = field(default_factory=list)

    @property
    def connections(self) -> tuple[str, ...]:
        """The ids of the tenant's connections to the person's company."""
        stock, company = self.stock, self.person.company
        return tuple(each for each in stock.connections if stock.company(each) == company)

    @property
    def hiring_systems(self) -> tuple[str, ...]:
        """The partners that may know the candidate: the company's, or each that there is."""
        known = {self.stock.connections[each].partner for each in self.connections}
        systems = (each.name for each in registry.every(Capability.HIRING_SYSTEM))
        return tuple(each for each in systems if not known or each in known)

    @property
    def candidate_ids(self) -> tuple[str, ...]:
        """The person's ids at the company: of candidates who were merged into one, all of them."""
        known = {each.value for each in self.names if each.kind is NameKind.CANDIDATE}
        return tuple(sorted(known | {self.person.candidate_id} - {""}))

    def has_namesake(self, candidate_id: str) -> bool:
        """Return whether another company has a candidate of this id: another person."""
        return bool(self.stock.companies_with(candidate_id) - {self.person.company})

    @property
    def journeys(self) -> tuple[Journey, ...]:
        """The person's journeys, once they were looked for."""
        return tuple(each.thing for each in self.traces if isinstance(each.thing, Journey))

    @property
    def onboardings(self) -> tuple[Onboarding, ...]:
        """The person's onboardings, once they were looked for."""
        return tuple(each.thing for each in self.traces if isinstance(each.thing, Onboarding))

    @property
    def journey_ids(self) -> frozenset[str]:
        """The ids of the person's journeys."""
        return self.person.journey_ids.union(each.id for each in self.journeys)

    @property
    def jobs(self) -> set[str]:
        """The jobs that the candidate is known to have applied for."""
        told = (each.thing for each in self.traces if isinstance(each.thing, Notification))
        theirs = {each.job_id for each in self.journeys}
        return theirs | {each.facts["job_id"] for each in told if each.facts.get("job_id")}

    @property
    def known(self) -> Known:
        """What a partner is asked with whether something is about the person."""
        onboarding_ids = frozenset(each.id for each in self.onboardings)
        return Known(self.person.tenant, frozenset(self.names), onboarding_ids)

    def learn(self, named: Iterable[Name]) -> None:
        """Add the names of something that is about the person; another candidate is none."""
        self.names.update(each for each in named if each.kind is not NameKind.CANDIDATE)
