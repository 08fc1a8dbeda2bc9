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
from jetbridge.web import bodies
from tests.support.journeys.env import CALLER, TENANT, House, a_house
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


def gone() -> tuple[House, int]:
    """Return a house in which a person was erased, and how much the bus was told by then."""
    house = onboarded()
    known_by_everything(house)
    erased(house.world)
    assert told_of(house.world, *CANARIES) == []
    return house, len(house.world.bus.published)


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
    house, told = gone()
    house.partners.smartrecruiters.move("HIRED", (PERSON[0], "job-new"))
    # WHEN SmartRecruiters tells of them
    event_id = tell(house, facts, event=event)
    # THEN nothing is stored, published or begun
    assert notifications.get(house.world.table, "smartrecruiters", event_id) is None
    assert told_of(house.world, *CANARIES) == []
    assert len(house.world.bus.published) == told
    assert len(house.every) == 1


def test_a_notification_that_was_stored_in_the_same_moment_is_dropped_by_the_worker() -> None:
    """What came before the marker, and was not found by the search, is not handled."""
    # GIVEN a notification that was stored before the person was erased
    house = onboarded()
    facts = {"candidate_id": "can-canary", "job_id": "job-2"}
    event_id = tell(house, facts, work=False)
    stored = notifications.get(house.world.table, "smartrecruiters", event_id)
    assert stored
    erased(house.world)
    house.world.table.write(notifications.create(stored))
    told = len(house.world.bus.published)
    # WHEN the worker takes it
    inbox.work(house.world.context(), messages.notification("smartrecruiters", event_id))
    # THEN it is gone, and nothing was told
    assert told_of(house.world, *CANARIES) == []
    assert len(house.world.bus.published) == told


def test_the_poll_finds_nobody_who_was_erased() -> None:
    """SmartRecruiters still lists them as hired."""
    # GIVEN an application that waits for a look, of a person who was erased
    house, _ = gone()
    connection_id = house.company.id
    record_id = applications.name(connection_id, PERSON[0], "job-new")
    waits = Application(record_id, connection_id, TENANT, PERSON[0], "job-new", look_at=1)
    house.world.table.write(replace(applications.save(waits), when=()))
    # WHEN it is looked at
    due.run(house.world.context())
    house.work_off()
    # THEN the record is gone, and nothing has begun
    assert told_of(house.world, *CANARIES) == []
    assert len(house.every) == 1


@pytest.mark.parametrize("event", ["SESSION_SUCCEEDED", "SESSION_FAILED", "SESSION_STARTED", "odd"])
def test_an_event_of_incode_by_their_session_is_not_kept(event: str) -> None:
    """Nor is one that names what Incode was sent, which is an id of ours or of the caller's."""
    # GIVEN a person who was erased after Incode had verified them
    house, told = gone()
    session = house.partners.incode.sessions[0]
    # WHEN Incode tells of the session once more, by either name or by both
    for document in (
        {"interviewId": session.interview_id, "eventType": event},
        {"interviewId": "interview-canary-2", "externalCustomerId": session.external_id},
        {"interviewId": session.interview_id, "externalCustomerId": session.external_id},
    ):
        incode_ingest.receive(house.world.context(), INCODE, {"eventType": event, **document})
        house.work_off()
    # THEN nothing is stored or told
    assert told_of(house.world, "interview-1", "interview-canary-2", session.external_id) in (
        [],
        [session.external_id],  # the onboarding's own id, under which its skeleton is kept
    )
    assert not [key for key in items(house.world) if key.pk.startswith("EVENT#")]
    assert not [key for key in items(house.world) if key.pk.startswith("LOOKUP#")]
    assert len(house.world.bus.published) == told


def test_what_waits_for_a_session_is_dropped_once_the_session_is_known_to_be_theirs() -> None:
    """An event that names only a session may come before the one that names the person."""
    # GIVEN an erased person, and an event of a session that nothing ties to them yet
    house, _ = gone()
    session = house.partners.incode.sessions[0]
    context = house.world.context()
    early = {"interviewId": "late-session", "eventType": "SESSION_SUCCEEDED"}
    incode_ingest.receive(context, INCODE, early)
    house.work_off()
    assert told_of(house.world, "late-session")
    # WHEN an event ties it to them
    late = {**early, "eventType": "SESSION_STARTED", "externalCustomerId": session.external_id}
    incode_ingest.receive(context, INCODE, late)
    house.work_off()
    # THEN neither is stored, and nothing is that comes later
    incode_ingest.receive(context, INCODE, {**early, "eventType": "SESSION_FAILED"})
    house.work_off()
    assert told_of(house.world, "late-session") == []


def test_an_external_id_can_be_used_again() -> None:
    """By the next person, or by the same one: whoever asks anew is told what comes of it."""
    # GIVEN an erased person whom a client knew by an id of its own
    house = a_house(policy(verify()))
    first = asked_to_verify(house, externalCustomerId="emp-7")
    house.succeed()
    house.work_off()
    erased(house.world, onboarding(first.id))
    # WHEN the client uses the id again, and Incode tells of both sessions
    second = asked_to_verify(house, externalCustomerId="emp-7")
    house.fail(0)
    house.succeed(1)
    house.work_off()
    # THEN the new one has its verdict, and the old one nothing
    known = onboardings.get(house.world.table, second.id)
    assert known
    assert known.status is OnboardingStatus.VERIFIED
    assert known.interviews == ("interview-2",)


def test_a_repeat_of_an_erased_request_is_refused() -> None:
    """A client that retries by itself does not begin again."""
    # GIVEN a request under a key that tells of the person, who was erased
    house = a_house(policy(verify()))
    order = bodies.order(
        {
            "partner": "incode",
            "integrationReference": "int_1",
            "loginHint": "ana@example.com",
            "notification": {"type": "URL"},
        }
    )
    made = onboard.request(house.world.context(), CALLER, order, idempotency_key="hire-can-7")
    erased(house.world, onboarding(made.onboarding.id))
    # WHEN it is repeated
    with pytest.raises(ApiProblem) as raised:
        onboard.request(house.world.context(), CALLER, order, idempotency_key="hire-can-7")
    # THEN the key counts as used, and Incode was asked once
    assert raised.value.slug == "idempotency-key-reused"
    assert len(house.partners.incode.sessions) == 1


def test_deliveries_and_dead_letters_of_theirs_lead_nowhere() -> None:
    """Whatever messages are left in the queues."""
    # GIVEN a delivery of an event of theirs, whose messages wait in two queues
    house = onboarded()
    journey = house.journey
    event = DomainEvent(
        f"{journey.id}_9_9", "journey.completed", TENANT, 1, {"journeyId": journey.id}
    )
    house.world.table.write(record(event), deliveries.create(begun(event)))
    erased(house.world)
    told = len(house.world.bus.published)
    # WHEN the messages come
    context = house.world.context()
    deliver.post(context, messages.delivery(journey.id, event.id))
    deliver.post(context, messages.anew(messages.delivery(journey.id, event.id)))
    outbox.publish(context, messages.event(event.id))
    outbox.sweep(context)
    # THEN nothing is sent
    assert len(house.world.bus.published) == told


def test_time_tells_nothing_of_an_erased_onboarding() -> None:
    """Its link expires, and nobody hears of it."""
    # GIVEN a person with a link that is good for an hour, who is erased
    house = a_house(policy(verify()))
    made = asked_to_verify(house)
    erased(house.world, onboarding(made.id))
    before = items(house.world)
    told = len(house.world.bus.published)
    # WHEN it would expire
    house.world.clock.advance(30 * 86_400)
    reconcile.run(house.world.context())
    due.run(house.world.context())
    outbox.sweep(house.world.context())
    # THEN nothing changes
    assert items(house.world) == before
    assert len(house.world.bus.published) == told


def test_the_same_candidate_id_at_another_company_begins_as_ever() -> None:
    """That is another person."""
    # GIVEN a person who was erased at one company
    house = a_town(companies_too=True)
    hired(house, "can-1")
    erased(house.world, candidate("can-1"))
    # WHEN the other company hires a person that it knows by the same id
    journey = hired(house, "can-1", company="Globex")
    # THEN a journey begins
    assert journey.candidate_id == "can-1"


def test_the_companys_spelling_does_not_matter() -> None:
    """`acme` and `ACME` are one company, and a person of it is erased in both."""
    # GIVEN a person who was erased
    house = a_town()
    hired(house, "can-1")
    erased(house.world, candidate("can-1", "ACME"))
    # WHEN SmartRecruiters tells of them once more
    tell(house, {"candidate_id": "can-1", "job_id": "job-1"})
    # THEN nothing begins
    assert len(house.every) == 1
