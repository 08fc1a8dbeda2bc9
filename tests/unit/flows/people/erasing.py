"""A person to erase, and what was written down of them."""

import inspect
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people import erase, finding
from jetbridge.flows.people.erase import Report
from jetbridge.flows.people.finding import Found
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.model.erasure import Identifier, NameKind
from jetbridge.model.journey import Status
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.store import keys, notifications
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import Item, Key
from tests.fakes.context import World
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, Document, policy, verify

PERSON: Final = ("can-canary", "job-1")
OTHER: Final = ("can-other", "job-1")
CANARIES: Final = ("can-canary", "app-canary", "interview-1", "new-hire-canary", "process-canary")
"""Ids of the person: at SmartRecruiters, at Incode, and in what was notified of them."""


def steps() -> Document:
    """Return a policy with a step of each kind."""
    return policy(verify(), LAUNCH, REPORT)


def onboarded(
    simulation: Simulation | None = None, application: tuple[str, str] = PERSON
) -> Simulation:
    """Return a simulation in which a person was hired, verified and welcomed."""
    there = simulation or a_simulation(steps())
    there.hire(application)
    there.work_off()
    there.succeed()
    there.work_off()
    assert there.journey.status is Status.COMPLETED
    return there


def notified(  # noqa: PLR0913 - what a notification has
    simulation: Simulation,
    event_id: str,
    facts: dict[str, str],
    *,
    status: NotificationStatus = NotificationStatus.PROCESSED,
    event: str = "candidate.updated",
    tenant: str = TENANT,
) -> None:
    """Store a notification of SmartRecruiters."""
    told = Notification(
        partner="smartrecruiters",
        event_id=event_id,
        event_type=event,
        tenant=tenant,
        connection_id=simulation.company.id,
        received_at=simulation.world.clock.now(),
        status=status,
        facts=facts,
    )
    simulation.world.table.write(notifications.create(told))


def known_by_everything(simulation: Simulation) -> None:
    """Have SmartRecruiters tell more of the person: each time by an id that the last one told."""
    job = {"job_id": "job-1"}
    link = "https://smartrecruiters.test/candidates/can-canary/jobs/job-1"
    notified(simulation, "evt-z", {"candidate_id": "can-canary", "new_hire_id": "new-hire-canary"})
    process = {"new_hire_id": "new-hire-canary", "id": "process-canary"}
    notified(simulation, "evt-y", process, event="onboarding.process.started")
    onboarding = {"onboarding_process_id": "process-canary"}
    notified(simulation, "evt-x", {"new_hire_id": "new-hire-canary", **onboarding})
    notified(simulation, "evt-w", onboarding | job)
    notified(simulation, "evt-v", {"link": link} | job)


def candidate(candidate_id: str = PERSON[0], company: str = "") -> Identifier:
    """Return a candidate as an operator names one."""
    return Identifier(NameKind.CANDIDATE, candidate_id, company)


def onboarding(onboarding_id: str) -> Identifier:
    """Return an onboarding as an operator names one."""
    return Identifier(NameKind.ONBOARDING, onboarding_id)


def external(external_id: str) -> Identifier:
    """Return an external customer id as an operator names one."""
    return Identifier(NameKind.EXTERNAL, external_id)


def application(application_id: str, company: str = "") -> Identifier:
    """Return an application as an operator names one."""
    return Identifier(NameKind.APPLICATION, application_id, company)


def found(world: World, named: Identifier | None = None, tenant: str = TENANT) -> Found:
    """Return what is stored of a person, the candidate if no other is named."""
    return finding.find(world.context(), tenant, named or candidate())


def erased(world: World, named: Identifier | None = None, *, force: bool = False) -> Report:
    """Erase a person, as the command does."""
    return erased_by(world.context(), named, force=force)


def erased_by(context: Context, named: Identifier | None = None, *, force: bool = False) -> Report:
    """Erase a person in one process."""
    shown = finding.find(context, TENANT, named or candidate())
    return erase.erase(context, shown, by="operator-1", force=force)


def is_gone(world: World, named: Identifier | None = None) -> bool:
    """Return whether nothing of a person is found any more."""
    try:
        finding.find(world.context(), TENANT, named or candidate())
    except PersonNotFoundError:
        return True
    return False


def items(world: World) -> dict[Key, Item]:
    """Return everything that the table holds."""
    assert isinstance(world.table, MemoryTable)
    return dict(world.table._items)


def kind(key: Key) -> str:
    """Return the kind of an item, as `PLACES` names it."""
    first, then = key.pk.partition("#")[0], key.sk.partition("#")[0]
    return first if first == then else f"{first} {then}"


def built() -> set[str]:
    """Return the kinds of all items for which keys are built, with what is optional and without."""
    sample = {"int": 0, "str": "x"}
    builders = [
        each
        for _, each in inspect.getmembers(keys, inspect.isfunction)
        if each.__module__ == keys.__name__ and each.__annotations__["return"] is Key
    ]
    found = set()
    for build in builders:
        parameters = inspect.signature(build).parameters.values()
        needed = [each for each in parameters if each.default is inspect.Parameter.empty]
        for given in (parameters, needed):
            values = (sample[inspect.formatannotation(each.annotation)] for each in given)
            found.add(kind(build(*values)))
    return found


def of_people(world: World) -> dict[Key, Item]:
    """Return what the table holds, but for what every call to a partner changes."""
    shared = ("BROKER#", "GATE#", "CONNECTION#")
    return {key: item for key, item in items(world).items() if not key.pk.startswith(shared)}


def told_of(world: World, *names: str) -> list[str]:
    """Return which of these names stand anywhere in the table."""
    every = repr(items(world))
    return [name for name in names if name in every]
