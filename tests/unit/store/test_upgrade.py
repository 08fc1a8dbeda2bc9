"""What stands in the table from before there were journeys is read, and handled, as ever.

The items are as they were written then: they lack what came with journeys.
"""

from typing import Final, cast

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.journey import policies
from jetbridge.flows.notification import inbox
from jetbridge.model import work
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import Status
from jetbridge.model.schedule import Task
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.store import keys, onboardings
from jetbridge.store.table import Item, Put, Update, Value
from tests.fakes.clock import START
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import APPLICATION, application_id
from tests.support.hires import CANDIDATE, JOB, a_company, connection, every_journey, look
from tests.support.journeys.env import Simulation, a_simulation
from tests.support.journeys.policies import policy

INCODE: Final = Identity(
    "jb_ci_incode", ClientKind.PARTNER, EVERY_TENANT, frozenset({Scope.NOTIFICATIONS_WRITE})
)
ONBOARDING: Final[Item] = {
    "pk": "ONBOARDING#onb_aqrebapiE_A9m2Bu",
    "sk": "ONBOARDING",
    "tenant_pk": "TENANT#demo#ONBOARDING",
    "tenant_sk": "001790000000#onb_aqrebapiE_A9m2Bu",
    "due_at": START + 3_600,
    "due_shard": "DUE#7",
    "id": "onb_aqrebapiE_A9m2Bu",
    "tenant": "demo",
    "client_id": "jb_ci_caller",
    "partner": "incode",
    "status": "requested",
    "announced": "requested",
    "notification_type": "SMS",
    "external_customer_id": "corr-1",
    "interview_id": "",
    "link_minutes": 60,
    "digest": "f40c2523c87964603550428baef2da80b8dc100d44ad26df694ce7d6c6cf5326",
    "created_at": START,
    "updated_at": START,
    "expires_at": START + 3_600,
    "attempts": 1,
    "version": 2,
    "sealed_link": "",
    "sealed_order": "",
    "sealed_person": "",
    "sealed_refusal": "",
    "sealed_warning": "",
    "settings": {},
}
EVENTS: Final[tuple[Item, ...]] = (
    {
        "pk": "OUTBOX#onb_aqrebapiE_A9m2Bu.2.requested",
        "sk": "OUTBOX",
        "due_at": START + 60,
        "due_shard": "SEND#3",
        "ttl": START + 14 * 86_400,
        "id": "onb_aqrebapiE_A9m2Bu.2.requested",
        "type": "onboarding.requested",
        "tenant": "demo",
        "at": START,
        "detail": {
            "onboardingId": "onb_aqrebapiE_A9m2Bu",
            "partner": "incode",
            "externalCustomerId": "corr-1",
            "status": "requested",
            "version": 2,
        },
    },
    {
        "pk": "OUTBOX#con_aqrebapiE_A9m2Bu.2.activated",
        "sk": "OUTBOX",
        "due_at": START + 60,
        "due_shard": "SEND#1",
        "ttl": START + 14 * 86_400,
        "id": "con_aqrebapiE_A9m2Bu.2.activated",
        "type": "connection.activated",
        "tenant": "demo",
        "at": START,
        "detail": {
            "connectionId": "con_aqrebapiE_A9m2Bu",
            "partner": "smartrecruiters",
            "status": "active",
            "reason": "connected",
            "version": 2,
        },
    },
)


def notification(connection_id: str) -> Item:
    """Return a notification of a hire that was not handled."""
    return {
        "pk": "EVENT#smartrecruiters#evt-1",
        "sk": "EVENT",
        "tenant_pk": "EVENT#smartrecruiters#received",
        "tenant_sk": "001790000000#evt-1",
        "due_at": START + 300,
        "due_shard": "DUE#4",
        "ttl": START + 90 * 86_400,
        "partner": "smartrecruiters",
        "event_id": "evt-1",
        "event_type": "application.status.updated",
        "tenant": "demo",
        "connection_id": connection_id,
        "received_at": START,
        "status": "received",
        "note": "",
        "sweeps": 0,
        "facts": {"application_id": "app-1", "candidate_id": CANDIDATE, "job_id": JOB},
    }


def with_an_onboarding() -> Simulation:
    """Return a simulation in which a person was asked to verify before the upgrade."""
    simulation = a_simulation(policy())
    lookup = keys.old_lookup("incode", "external", "corr-1", str(ONBOARDING["id"]))
    lead: Item = {"pk": lookup.pk, "sk": lookup.sk, "onboarding_id": ONBOARDING["id"]}
    simulation.world.table.write(Put(ONBOARDING), Put(lead))
    return simulation


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
def test_an_event_that_waits_is_published(event: Item) -> None:
    """One that cannot be read would hold up every event behind it."""
    # GIVEN an event that the bus had not taken before the upgrade
    world = World()
    world.table.write(Put(event))
    # WHEN the schedule runs
    world.clock.advance(60)
    report = outbox.sweep(world.context())
    # THEN it is on the bus, and forgotten
    assert report == outbox.Report(published=1)
    (published,) = world.bus.published
    assert (published.id, published.type, published.link_of) == (event["id"], event["type"], "")
    assert published.detail == event["detail"]


def test_an_onboarding_gets_its_verdict() -> None:
    """It belongs to no journey, and none hears of it."""
    # GIVEN a person who was asked before the upgrade
    simulation = with_an_onboarding()
    # WHEN Incode has verified them
    document = {
        "interviewId": "interview-1",
        "eventType": "SESSION_SUCCEEDED",
        "externalCustomerId": "corr-1",
    }
    incode_ingest.receive(simulation.process(), INCODE, document)
    simulation.work_off()
    # THEN the tenant hears of it
    found = onboardings.get(simulation.world.table, str(ONBOARDING["id"]))
    assert found
    assert (found.status, found.journey_id, found.erased_at) == (Status.VERIFIED, "", None)
    assert [event.type for event in simulation.world.bus.published] == ["onboarding.verified"]


def test_a_notification_begins_a_journey() -> None:
    """It came before the upgrade, and its tenant has had a policy since."""
    # GIVEN the notification of a hire
    world, company = a_company()
    company.hire()
    world.table.write(Put(notification(connection(world).id)))
    # WHEN the queue brings it
    inbox.work(world.context(), work.notification("smartrecruiters", "evt-1"))
    look(world)
    # THEN the hire has its journey
    (journey,) = every_journey(world)
    assert journey.application_id == application_id(APPLICATION)


def test_a_connection_is_polled_once_there_is_a_policy() -> None:
    """It was made before there were polls: its tasks know no poll."""
    # GIVEN a connection of before the upgrade
    world, _ = a_company()
    held = connection(world)
    tasks = {name: at for name, at in held.tasks.items() if name != Task.POLL}
    world.table.write(Update(keys.connection(held.id), set={"tasks": {**tasks}}))
    # WHEN its tenant puts a policy
    policies.set_going(world.context(), "demo")
    # THEN it is polled now
    assert connection(world).tasks[Task.POLL] == world.clock.now()


def test_a_journey_whose_calls_were_not_counted_goes_on() -> None:
    """Steps of earlier releases know neither `calls` nor `answer`."""
    # GIVEN a journey that an earlier release has stored
    simulation = a_simulation(policy())
    simulation.hire()
    simulation.work_off()
    key = keys.journey(simulation.journey.id)
    item = simulation.world.table.get(key)
    assert item
    steps: list[Value] = [*map(_without_calls, cast("list[dict[str, Value]]", item["steps"]))]
    closing = _without_calls(cast("dict[str, Value]", item["closing"]))
    simulation.world.table.write(Put({**item, "steps": steps, "closing": closing}))
    # THEN it is read, and goes on
    assert [step.answer for step in simulation.journey.steps] == [None, None, None]
    simulation.succeed()
    simulation.work_off()
    assert simulation.journey.status == "completed"


def _without_calls(step: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in step.items() if name not in ("calls", "answer")}
