"""A company at SmartRecruiters whose people are hired, and a tenant that has a policy for them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jetbridge.flows.journey import due
from jetbridge.flows.notification import inbox
from jetbridge.flows.schedule import work
from jetbridge.model.connection import Connection
from jetbridge.model.hire import Application
from jetbridge.model.journey import Journey
from jetbridge.model.notification import Notification
from jetbridge.model.policy import Json
from jetbridge.store import applications, journeys, policies
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.partners.smartrecruiters import APPLICATION, SmartRecruiters
from tests.fakes.queue import MemoryQueue
from tests.support.smartrecruiters import approve, the_connection

CANDIDATE, JOB = APPLICATION
STATUS: Final = "application.status.updated"
ONBOARDING: Final = "application.onboarding-status.updated"


def document(start: str = "hired") -> dict[str, Json]:
    """Return a policy that only tells SmartRecruiters."""
    step: Json = {"name": "tell", "kind": "report", "partner": "smartrecruiters"}
    return {"schema": "jetbridge.policy/1", "start": start, "steps": [step]}


def put_policy(
    world: World, start: str = "hired", *, before: int = 0, tenant: str = "demo"
) -> None:
    """Write the next version of a tenant's policy."""
    world.table.write(*policies.put(tenant, document(start), before=before, now=world.clock.now()))


def prepared(world: World, start: str | None = "hired") -> None:
    """Connect the company, and put a policy of the tenant (None: it has none)."""
    world.environment = {**ENVIRONMENT, "PUBLIC_URL": "https://jetbridge.test"}
    assert approve(world.context()).connected
    if start:
        put_policy(world, start)
    world.queue.sent.clear()
    world.bus.published.clear()
    assert isinstance(world.http, SmartRecruiters)
    world.http.asked.clear()


def a_company(start: str | None = "hired") -> tuple[World, SmartRecruiters]:
    """Return a world with a connected company whose tenant has a policy, and the company."""
    company = SmartRecruiters()
    world = World(http=company)
    prepared(world, start)
    return world, company


def connection(world: World) -> Connection:
    """Return the company's connection."""
    return the_connection(world)


def take(
    world: World,
    event_id: str = "evt-1",
    *,
    event: str = STATUS,
    facts: dict[str, str] | None = None,
) -> None:
    """Have a notification of SmartRecruiters stored and put into the queue."""
    ids = {"candidate_id": CANDIDATE, "job_id": JOB} if facts is None else facts
    held = connection(world)
    inbox.take(
        world.context(),
        Notification(
            partner="smartrecruiters",
            event_id=event_id,
            event_type=event,
            tenant=held.tenant,
            connection_id=held.id,
            received_at=world.clock.now(),
            facts=ids,
        ),
    )


def tell(
    world: World,
    event_id: str = "evt-1",
    *,
    event: str = STATUS,
    facts: dict[str, str] | None = None,
) -> None:
    """Have a notification of SmartRecruiters stored, and handled by the worker."""
    take(world, event_id, event=event, facts=facts)
    deliver(world, "notification")


def deliver(world: World, *kinds: str, times: int = 1, queue: MemoryQueue | None = None) -> int:
    """Have the worker do what the queue holds of these kinds, and return how many that were.

    What it enqueues meanwhile waits. Each message comes `times` times.
    """
    queue = queue or world.queue
    chosen = [message for message, _ in queue.sent if message["kind"] in kinds]
    queue.sent = [each for each in queue.sent if each[0]["kind"] not in kinds]
    for message in chosen:
        for _ in range(times):
            work.do(world.context(), dict(message))
    return len(chosen)


def look(world: World) -> None:
    """Have the worker look at every application that waits in the queue."""
    deliver(world, "application")


def known(world: World, candidate_id: str = CANDIDATE, job_id: str = JOB) -> Application | None:
    """Return what is stored of an application."""
    return applications.find(world.table, connection(world).id, candidate_id, job_id)


def erased_earlier(world: World) -> None:
    """Erase the person of the application as an earlier release did: its record stays, wiped."""
    found = known(world)
    assert found
    unnamed = replace(found, candidate_id="", job_id="", application_id="", look_at=None)
    world.table.write(applications.save(replace(unnamed, erased=True)))


def every_journey(world: World) -> tuple[Journey, ...]:
    """Return the tenant's journeys, oldest first."""
    found, _ = journeys.of_tenant(world.table, "demo", limit=1_000, after=None)
    return tuple(sorted(found, key=lambda journey: (journey.candidate_id, journey.sequence)))


def rounds(found: Iterable[Journey]) -> list[int]:
    """Return the rounds of journeys."""
    return [journey.sequence for journey in found]


def settle(world: World) -> None:
    """Let everything that is still to be looked at be looked at."""
    for _ in range(5):
        world.clock.advance(3_600)
        due.run(world.context())
        look(world)


def hired(start: str = "hired") -> tuple[World, SmartRecruiters, Journey]:
    """Return a world in which one person was hired, with the journey."""
    world, company = a_company(start)
    company.hire()
    tell(world)
    look(world)
    (journey,) = every_journey(world)
    return world, company, journey
