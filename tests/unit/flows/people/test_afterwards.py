"""Nothing begins for a person who was erased, and nothing of them is stored or told."""

from dataclasses import replace

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.event.webhooks import deliver
from jetbridge.flows.journey import due
from jetbridge.flows.notification import inbox
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.schedule import reconcile
from jetbridge.model import work as messages
from jetbridge.model.errors import ApiProblem
from jetbridge.model.hire import Application
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.model.scopes import EVERY_TENANT, ClientKind, Scope
from jetbridge.model.webhook import begun
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.store import applications, deliveries, notifications, onboardings
from jetbridge.store.outbox import record
from tests.fakes.clock import START
from tests.support.journeys.env import CALLER, TENANT, Simulation, a_simulation
from tests.support.journeys.orders import a_verification
from tests.support.journeys.policies import policy, verify
from tests.unit.flows.people.erasing import (
    CANARIES,
    PERSON,
    candidate,
    erased,
    items,
    known_by_everything,
    onboarded,
    onboarding,
    told_of,
)
from tests.unit.flows.people.population import a_town, asked_to_verify, hired, tell

INCODE = Identity(
    "jb_ci_incode", ClientKind.PARTNER, EVERY_TENANT, frozenset({Scope.NOTIFICATIONS_WRITE})
)


def gone() -> tuple[Simulation, int]:
    """Return a simulation in which a person was erased, and how much the bus was told by then."""
    simulation = onboarded()
    known_by_everything(simulation)
    erased(simulation.world)
    assert told_of(simulation.world, *CANARIES) == []
    return simulation, len(simulation.world.bus.published)


@pytest.mark.parametrize(
    ("event", "facts"),
    [
        ("application.status.updated", {"candidate_id": "can-canary", "job_id": "job-1"}),
        ("application.status.updated", {"candidate_id": "can-canary", "job_id": "job-new"}),
        ("application.created", {"application_id": "app-canary"}),
        ("application.created", {"id": "app-canary", "job_id": "job-new"}),
        ("candidate.deleted", {"id": "can-canary"}),
        ("candidate.updated", {"new_hire_id": "new-hire-canary"}),
        ("onboarding.process.started", {"id": "process-canary"}),
        (
            "application.status.updated",
            {"link": "https://sr.test/candidates/can-canary/jobs/job-new"},
        ),
    ],
)
def test_a_notification_by_any_of_their_names_is_not_kept(
    event: str, facts: dict[str, str]
) -> None:
    """It is acknowledged, and that is all."""
    # GIVEN an erased person who is hired, for whatever job
    simulation, told = gone()
    simulation.partners.smartrecruiters.move("HIRED", (PERSON[0], "job-new"))
    # WHEN SmartRecruiters tells of them
    event_id = tell(simulation, facts, event=event)
    # THEN nothing is stored, published or begun
    assert notifications.get(simulation.world.table, "smartrecruiters", event_id) is None
    assert told_of(simulation.world, *CANARIES) == []
    assert len(simulation.world.bus.published) == told
    assert len(simulation.every) == 1


def test_a_notification_that_was_stored_in_the_same_moment_is_dropped_by_the_worker() -> None:
    """What came before the marker, and was not found by the search, is not handled."""
    # GIVEN a notification that was stored before the person was erased
    simulation = onboarded()
    facts = {"candidate_id": "can-canary", "job_id": "job-2"}
    event_id = tell(simulation, facts, work=False)
    stored = notifications.get(simulation.world.table, "smartrecruiters", event_id)
    assert stored
    erased(simulation.world)
    simulation.world.table.write(notifications.create(stored))
    told = len(simulation.world.bus.published)
    # WHEN the worker takes it
    inbox.work(simulation.world.context(), messages.notification("smartrecruiters", event_id))
    # THEN it is gone, and nothing was told
    assert told_of(simulation.world, *CANARIES) == []
    assert len(simulation.world.bus.published) == told


def test_the_poll_finds_nobody_who_was_erased() -> None:
    """SmartRecruiters still lists them as hired."""
    # GIVEN an application that waits for a look, of a person who was erased
    simulation, _ = gone()
    connection_id = simulation.company.id
    record_id = applications.name(connection_id, PERSON[0], "job-new")
    waits = Application(record_id, connection_id, TENANT, PERSON[0], "job-new", look_at=1)
    simulation.world.table.write(replace(applications.save(waits), when=()))
    # WHEN it is looked at
    due.run(simulation.world.context())
    simulation.work_off()
    # THEN the record is gone, and nothing has begun
    assert told_of(simulation.world, *CANARIES) == []
    assert len(simulation.every) == 1


@pytest.mark.parametrize("event", ["SESSION_SUCCEEDED", "SESSION_FAILED", "SESSION_STARTED", "odd"])
def test_an_event_of_incode_by_their_session_is_not_kept(event: str) -> None:
    """Nor is one that names what Incode was sent, which is an id of ours or of the caller's."""
    # GIVEN a person who was erased after Incode had verified them
    simulation, told = gone()
    session = simulation.partners.incode.sessions[0]
    # WHEN Incode tells of the session once more, by either name or by both
    for document in (
        {"interviewId": session.interview_id, "eventType": event},
        {"interviewId": "interview-canary-2", "externalCustomerId": session.external_id},
        {"interviewId": session.interview_id, "externalCustomerId": session.external_id},
    ):
        incode_ingest.receive(simulation.world.context(), INCODE, {"eventType": event, **document})
        simulation.work_off()
    # THEN nothing is stored or told
    assert told_of(simulation.world, "interview-1", "interview-canary-2", session.external_id) in (
        [],
        [session.external_id],  # the onboarding's own id, under which its skeleton is kept
    )
    assert not [key for key in items(simulation.world) if key.pk.startswith("EVENT#")]
    assert not [key for key in items(simulation.world) if key.pk.startswith("LOOKUP#")]
    assert len(simulation.world.bus.published) == told


def test_what_waits_for_a_session_is_dropped_once_the_session_is_known_to_be_theirs() -> None:
    """An event that names only a session may come before the one that names the person."""
    # GIVEN an erased person, and an event of a session that nothing ties to them yet
    simulation, _ = gone()
    session = simulation.partners.incode.sessions[0]
    context = simulation.world.context()
    early = {"interviewId": "late-session", "eventType": "SESSION_SUCCEEDED"}
    incode_ingest.receive(context, INCODE, early)
    simulation.work_off()
    assert told_of(simulation.world, "late-session")
    # WHEN an event ties it to them
    late = {**early, "eventType": "SESSION_STARTED", "externalCustomerId": session.external_id}
    incode_ingest.receive(context, INCODE, late)
    simulation.work_off()
    # THEN neither is stored, and nothing is that comes later
    incode_ingest.receive(context, INCODE, {**early, "eventType": "SESSION_FAILED"})
    simulation.work_off()
    assert told_of(simulation.world, "late-session") == []


def test_an_external_id_can_be_used_again() -> None:
    """By the next person or the same one: the client is told what comes of its request."""
    # GIVEN an erased person whom a client knew by an id of its own
    simulation = a_simulation(policy(verify()))
    first = asked_to_verify(simulation, externalCustomerId="emp-7")
    simulation.succeed()
    simulation.work_off()
    erased(simulation.world, onboarding(first.id))
    # WHEN the client uses the id again, and Incode tells of both sessions
    second = asked_to_verify(simulation, externalCustomerId="emp-7")
    simulation.fail(0)
    simulation.succeed(1)
    simulation.work_off()
    # THEN the new one has its verdict, and the old one nothing
    known = onboardings.get(simulation.world.table, second.id)
    assert known
    assert known.status is OnboardingStatus.VERIFIED
    assert known.interviews == ("interview-2",)


def test_a_repeat_of_an_erased_request_is_refused() -> None:
    """A client that retries by itself does not begin again."""
    # GIVEN a request under a key that tells of the person, who was erased
    simulation = a_simulation(policy(verify()))
    order = a_verification()
    made = onboard.request(simulation.world.context(), CALLER, order, idempotency_key="hire-can-7")
    erased(simulation.world, onboarding(made.onboarding.id))
    # WHEN it is repeated
    with pytest.raises(ApiProblem) as raised:
        onboard.request(simulation.world.context(), CALLER, order, idempotency_key="hire-can-7")
    # THEN the key counts as used, and Incode was asked once
    assert raised.value.slug == "idempotency-key-reused"
    assert len(simulation.partners.incode.sessions) == 1


def test_deliveries_and_dead_letters_of_theirs_lead_nowhere() -> None:
    """Whatever messages are left in the queues."""
    # GIVEN a delivery of an event of theirs, whose messages wait in two queues
    simulation = onboarded()
    journey = simulation.journey
    event = DomainEvent(
        f"{journey.id}_9_9", "journey.completed", TENANT, START, {"journeyId": journey.id}
    )
    simulation.world.table.write(record(event), deliveries.create(begun(event)))
    erased(simulation.world)
    told = len(simulation.world.bus.published)
    # WHEN the messages come
    context = simulation.world.context()
    deliver.post(context, messages.delivery(journey.id, event.id))
    deliver.post(context, messages.from_the_start(messages.delivery(journey.id, event.id)))
    outbox.publish(context, messages.event(event.id))
    outbox.sweep(context)
    # THEN nothing is sent
    assert len(simulation.world.bus.published) == told


def test_time_tells_nothing_of_an_erased_onboarding() -> None:
    """Its link expires, and it is not told."""
    # GIVEN a person with a link that is good for an hour, who is erased
    simulation = a_simulation(policy(verify()))
    made = asked_to_verify(simulation)
    erased(simulation.world, onboarding(made.id))
    before = items(simulation.world)
    told = len(simulation.world.bus.published)
    # WHEN it would expire
    simulation.world.clock.advance(30 * 86_400)
    reconcile.run(simulation.world.context())
    due.run(simulation.world.context())
    outbox.sweep(simulation.world.context())
    # THEN nothing changes
    assert items(simulation.world) == before
    assert len(simulation.world.bus.published) == told


def test_the_same_candidate_id_at_another_company_begins_as_ever() -> None:
    """That is another person."""
    # GIVEN a person who was erased at one company
    simulation = a_town(companies_too=True)
    hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    # WHEN the other company hires a person that it knows by the same id
    journey = hired(simulation, "can-1", company="Globex")
    # THEN a journey begins
    assert journey.candidate_id == "can-1"


def test_the_companys_spelling_does_not_matter() -> None:
    """`acme` and `ACME` are one company, and a person of it is erased in both."""
    # GIVEN a person who was erased
    simulation = a_town()
    hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1", "ACME"))
    # WHEN SmartRecruiters tells of them once more
    tell(simulation, {"candidate_id": "can-1", "job_id": "job-1"})
    # THEN nothing begins
    assert len(simulation.every) == 1
