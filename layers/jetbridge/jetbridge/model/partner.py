"""What a partner is to the shared code: its facts, and which capabilities it has.

A capability is a module of the partner's folder, named as the capability is, which has the
functions of the capability's protocol (`jetbridge.flows.partner`, the modules `capabilities` of
browser, connection, people and schedule, `jetbridge.web.orders`). It is imported when it is first
asked for, so that no function loads a partner that it does not use.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import Final

from jetbridge.model.erasure import NameKind
from jetbridge.model.policy import Delivery, StepKind
from jetbridge.model.record import field, record
from jetbridge.model.work import check_job


class Capability(StrEnum):
    """What a partner can do; the value is the name of the module that does it."""

    CONNECTS = "connection"
    """A tenant has an account at it, whose credentials we keep."""
    LIFECYCLE = "lifecycle"
    """More begins and ends with its connections than a credential."""
    POLLED = "poll"
    """It is polled, connection by connection."""
    WORKS = "jobs"
    """The queue holds work of its own."""
    OWN_CREDENTIALS = "own_credentials"
    """The deployer has credentials of its own at it."""
    NOTIFIES = "notification"
    """It sends notifications, which are handled."""
    NOTIFIED_PERSONS = "notified_persons"
    """Which person its notifications are about. Each partner that notifies has it."""
    ONBOARDED_PERSONS = "onboarded_persons"
    """By what it knows the person of an onboarding. Each partner that onboards has it."""
    HIRING_SYSTEM = "hiring_system"
    """Its hires begin journeys, and it is told how they go."""
    SAMPLE_HIRE = "sample_hire"
    """It is a hiring system, and policies are tried on a hire in its form."""
    ONBOARDS = "onboarding"
    """Onboardings are requested of it."""
    LAUNCHES = "launching"
    """An onboarding is a workflow, which is looked up and cancelled."""
    CODE_FLOW = "code_flow"
    """A person proves who they are there in the browser, and comes back with a code."""
    GIVES_VERDICTS = "verdicts"
    """It is asked what became of a verification."""


@record
class Reports:
    """The onboarding statuses that a hiring system is told, in its own words.

    `steps` are those that a step of a policy may report. `succeeded` is one of them, of a hire who
    is onboarded, and `failed` is told of a journey that failed.
    """

    steps: tuple[str, ...]
    succeeded: str
    failed: str


@record
class Requests:
    """What a step's request for an onboarding may say.

    `sends` is how the partner itself sends a link: a request then has the member `notification`,
    with the type, and phone or email. `longest_link` is how many hours a link may be valid for.
    `about_person` names the fields of a request that describe the person, `identifies` the members
    of those (JSON pointers) that could name another one.
    """

    sends: frozenset[Delivery] = frozenset()
    longest_link: int = 0
    about_person: frozenset[str] = frozenset()
    identifies: tuple[str, ...] = ()


_NEEDS: Final = {
    Capability.LIFECYCLE: {Capability.CONNECTS},
    Capability.POLLED: {Capability.CONNECTS},
    Capability.NOTIFIES: {Capability.NOTIFIED_PERSONS},
    Capability.NOTIFIED_PERSONS: {Capability.NOTIFIES},
    Capability.HIRING_SYSTEM: {Capability.CONNECTS, Capability.SAMPLE_HIRE},
    Capability.SAMPLE_HIRE: {Capability.HIRING_SYSTEM},
    Capability.ONBOARDS: {Capability.ONBOARDED_PERSONS},
    Capability.ONBOARDED_PERSONS: {Capability.ONBOARDS},
    Capability.LAUNCHES: {Capability.ONBOARDS},
    Capability.CODE_FLOW: {Capability.ONBOARDS},
    Capability.GIVES_VERDICTS: {Capability.ONBOARDS, Capability.WORKS},
}
"""What a partner with a capability has besides."""
_FACTS: Final = {
    "candidate_ids": Capability.HIRING_SYSTEM,
    "reports": Capability.HIRING_SYSTEM,
    "requests": Capability.ONBOARDS,
    "jobs": Capability.WORKS,
}
"""Which capability a fact is about: a partner has both or neither."""
_STEPS: Final = {
    Capability.HIRING_SYSTEM: {StepKind.REPORT},
    Capability.ONBOARDS: {StepKind.VERIFY, StepKind.LAUNCH},
    Capability.LAUNCHES: {StepKind.LAUNCH},
    Capability.CODE_FLOW: {StepKind.VERIFY},
    Capability.GIVES_VERDICTS: {StepKind.VERIFY},
}
"""The kinds of steps, one of which a partner with a capability has."""
_ASKED: Final = {
    StepKind.REPORT: {Capability.HIRING_SYSTEM},
    StepKind.VERIFY: {Capability.ONBOARDS},
    StepKind.LAUNCH: {Capability.ONBOARDS, Capability.LAUNCHES},
}
"""The capabilities that a journey asks for at a step of a kind."""


@record
class Partner:
    """One partner, before any of its code is loaded.

    `name` is stored and stands in requests, `title` is what people read. `package` is the full
    name of its folder. `step` is the kind of the steps that it has in journeys, None: it has none.
    `reports` are a hiring system's, `requests` a partner's of which a step requests onboardings.
    """

    name: str
    title: str
    package: str
    capabilities: frozenset[Capability]
    step: StepKind | None = None
    reports: Reports | None = None
    requests: Requests | None = None
    candidate_ids: Mapping[NameKind, str] = field(default_factory=dict)
    """By which names a hiring system finds a candidate, and what it calls each."""
    jobs: frozenset[str] = frozenset()
    """The kinds of messages, and the tasks, that its module `jobs` works on."""
    keep_alive_after: int | None = None
    """Seconds without a successful call after which one is made, where the partner gives up a
    credential that is not used."""
    secret_names: frozenset[str] = frozenset()
    """Names of fields and headers whose values are never logged, besides those that every partner
    may have (`jetbridge.model.secret_names`)."""
    connect_path: str = ""
    """The path of our page on which an administrator connects an account, where there is one."""
    consent_path: str = ""
    """The path of our page that the partner opens for an administrator who connects an account
    there, where it does."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """What the partner is told of us: the paths, by the names that it has for the addresses."""

    def has(self, capability: Capability) -> bool:
        """Return whether the partner has a capability."""
        return capability in self.capabilities

    def __post_init__(self) -> None:
        """Refuse an entry whose parts contradict each other: a flow would fail half-way through.

        Raises:
            LookupError: the partner lacks what one of its capabilities, facts or steps needs, or
                has what none of them uses.
        """
        for fault in _faults(self):
            raise LookupError(f"the partner {self.name} {fault}")

    def module(self, capability: Capability) -> ModuleType:
        """Return the module of a capability, imported at the first call.

        Raises:
            LookupError: the partner does not have it.
        """
        if not self.has(capability):
            raise LookupError(f"the partner {self.name} has no capability {capability}")
        return import_module(f"{self.package}.{capability}")


def _faults(partner: Partner) -> Iterator[str]:
    """Yield what is wrong with an entry, each as a clause of which the partner is the subject."""
    yield from _incomplete(partner)
    yield from _of_step(partner)
    if partner.keep_alive_after is not None and not partner.has(Capability.CONNECTS):
        yield f"has keep_alive_after without {Capability.CONNECTS}"
    if partner.connect_path and not partner.has(Capability.CONNECTS):
        yield f"has connect_path without {Capability.CONNECTS}"
    if partner.has(Capability.GIVES_VERDICTS) and check_job(partner.name) not in partner.jobs:
        yield f"has {Capability.GIVES_VERDICTS} without the job {check_job(partner.name)}"
    if partner.reports:
        yield from _of_reports(partner.reports)
    if partner.requests:
        yield from _of_requests(partner.requests, partner.step)


def _incomplete(partner: Partner) -> Iterator[str]:
    for capability, needed in _NEEDS.items():
        lacking = needed - partner.capabilities
        if partner.has(capability) and lacking:
            yield f"has {capability} without {', '.join(sorted(lacking))}"
    for fact, capability in _FACTS.items():
        there = bool(getattr(partner, fact))
        if partner.has(capability) and not there:
            yield f"has {capability} without {fact}"
        if there and not partner.has(capability):
            yield f"has {fact} without {capability}"


def _of_step(partner: Partner) -> Iterator[str]:
    for capability, kinds in _STEPS.items():
        if partner.has(capability) and partner.step not in kinds:
            yield f"has {capability} without a step of the kind {' or '.join(sorted(kinds))}"
    if partner.step:
        lacking = _ASKED[partner.step] - partner.capabilities
        if lacking:
            yield f"has the step {partner.step} without {', '.join(sorted(lacking))}"


def _of_reports(reports: Reports) -> Iterator[str]:
    if reports.succeeded not in reports.steps:
        yield "has reports whose succeeded is not one of steps"
    if reports.failed in reports.steps:
        yield "has reports whose failed is one of steps"


def _of_requests(requests: Requests, step: StepKind | None) -> Iterator[str]:
    if step is StepKind.VERIFY and not requests.longest_link:
        yield "verifies without longest_link"
    if step is not StepKind.VERIFY and (requests.longest_link or requests.sends):
        yield f"has longest_link or sends without the step {StepKind.VERIFY}"
    for pointer in requests.identifies:
        if not pointer.startswith(tuple(f"/{name}/" for name in requests.about_person)):
            yield f"identifies by {pointer}, which is in no field of about_person"
