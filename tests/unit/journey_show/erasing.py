"""A person to erase, and what was written down of them."""

from typing import Final

from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import erase
from jetbridge.flows.journey.erase import Report
from jetbridge.model.journey import Status
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.store import notifications
from jetbridge.store.memory import MemoryTable
from jetbridge.store.table import Item, Key
from tests.fakes.bridge import World
from tests.unit.journey.house import TENANT, House, a_house
from tests.unit.journey.policies import LAUNCH, REPORT, Document, policy, verify

PERSON: Final = ("can-canary", "job-1")
OTHER: Final = ("can-other", "job-1")
CANARIES: Final = ("can-canary", "app-canary", "interview-1", "new-hire-canary", "process-canary")
"""Ids of the person: at SmartRecruiters, at Incode, and in what was notified of them."""


def steps() -> Document:
    """Return a policy with a step of each kind."""
    return policy(verify(), LAUNCH, REPORT)


def onboarded(house: House | None = None, application: tuple[str, str] = PERSON) -> House:
    """Return a house in which a person was hired, verified and welcomed."""
    there = house or a_house(steps())
    there.hire(application)
    there.work_off()
    there.succeed()
    there.work_off()
    assert there.journey.status is Status.COMPLETED
    return there


def notified(
    house: House,
    event_id: str,
    facts: dict[str, str],
    status: NotificationStatus = NotificationStatus.PROCESSED,
) -> None:
    """Store a notification of SmartRecruiters."""
    told = Notification(
        partner="smartrecruiters",
        event_id=event_id,
        event_type="candidate.updated",
        tenant=TENANT,
        connection_id=house.company.id,
        received_at=house.world.clock.now(),
        status=status,
        facts=facts,
    )
    house.world.table.write(notifications.create(told))


def known_by_everything(house: House) -> None:
    """Have SmartRecruiters tell more of the person: each time by an id that the last one told."""
    job = {"job_id": "job-1"}
    link = "https://smartrecruiters.test/candidates/can-canary/jobs/job-1"
    notified(house, "evt-z", {"candidate_id": "can-canary", "new_hire_id": "new-hire-canary"})
    notified(house, "evt-y", {"new_hire_id": "new-hire-canary", "id": "process-canary"})
    onboarding = {"onboarding_process_id": "process-canary"}
    notified(house, "evt-x", {"new_hire_id": "new-hire-canary", **onboarding})
    notified(house, "evt-w", onboarding | job)
    notified(house, "evt-v", {"link": link} | job)


def erased(world: World, candidate_id: str = PERSON[0]) -> Report:
    """Erase a candidate, as the command does."""
    return erased_by(world.bridge(), candidate_id)


def erased_by(bridge: Bridge, candidate_id: str = PERSON[0]) -> Report:
    """Erase a candidate in one process."""
    found = erase.find(bridge, TENANT, candidate_id=candidate_id)
    return erase.erase(bridge, found, by="operator-1")


def items(world: World) -> dict[Key, Item]:
    """Return everything that the table holds."""
    assert isinstance(world.table, MemoryTable)
    return dict(world.table._items)


def told_of(world: World, *names: str) -> list[str]:
    """Return which of these names stand anywhere in the table."""
    every = repr(items(world))
    return [name for name in names if name in every]
