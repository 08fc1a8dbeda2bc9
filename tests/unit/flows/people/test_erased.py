"""Whom an onboarding leads to, and what becomes of those who were erased."""

import pytest

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.flows.journey import decide
from jetbridge.flows.onboarding import onboard
from jetbridge.flows.people.erase import Report
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.model import audit_check
from jetbridge.model.audit import Action, Change
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Identity
from jetbridge.model.journey_events import AtVersion, Decision
from jetbridge.model.journey_rules import NotPossibleError
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.scopes import ClientKind, Scope
from jetbridge.partners.enboarder import change as enboarder_change
from jetbridge.partners.enboarder.bodies import Cancellation
from jetbridge.store import audit as audit_store
from jetbridge.store import keys, notifications, onboardings
from jetbridge.web import bodies
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import policy, verify
from tests.unit.flows.people.erasing import (
    CANARIES,
    PERSON,
    erased,
    found,
    is_gone,
    items,
    onboarded,
    onboarding,
    told_of,
)

CALLER = Identity("jb_ci_caller", ClientKind.API, TENANT, frozenset(Scope))


def requested(simulation: Simulation, **fields: object) -> Onboarding:
    """Have an API client request an onboarding beside all journeys."""
    order = bodies.order(fields)
    key = f"key-{simulation.world.ids.handle()}"
    return onboard.request(
        simulation.world.context(), CALLER, order, idempotency_key=key
    ).onboarding


def verified(simulation: Simulation, external_id: str) -> Onboarding:
    """Have an API client request a verification, which Incode tells us of."""
    made = requested(
        simulation,
        partner="incode",
        integrationReference="int_1",
        loginHint="ana@example.com",
        notification={"type": "URL"},
        externalCustomerId=external_id,
    )
    simulation.succeed()
    simulation.work_off()
    return made


def erased_by_onboarding(simulation: Simulation, onboarding_id: str) -> Report:
    """Erase whom an onboarding is for, as the command does."""
    return erased(simulation.world, onboarding(onboarding_id))


def test_an_onboarding_without_a_journey_is_erased_by_its_own_id() -> None:
    """What the partner told us of it, too; and no other's."""
    # GIVEN two persons whom an API client had verified
    simulation = a_simulation(policy(verify()))
    made = verified(simulation, "person-canary")
    verified(simulation, "another-person")
    # WHEN one of them is erased
    report = erased_by_onboarding(simulation, made.id)
    # THEN nothing leads to them
    assert told_of(simulation.world, "person-canary", "interview-1") == []
    counts = report.erasure.counts
    assert (counts["journeys"], counts["onboardings"], counts["notifications"]) == (0, 1, 1)
    # AND the other is known as before
    assert told_of(simulation.world, "another-person", "interview-2")
    # AND a repeat finds nothing
    assert is_gone(simulation.world, onboarding(made.id))


def test_what_incode_tells_by_our_own_id_is_found() -> None:
    """It may know no other: without an `externalCustomerId` ours is the onboarding's id."""
    # GIVEN a notification that could not be handled, of an onboarding without an interview yet
    simulation = a_simulation(policy(verify()))
    simulation.hire(PERSON)
    simulation.work_off()
    simulation.decide(Decision.CANCEL)
    simulation.work_off()
    told = Notification(
        partner="incode",
        event_id="evt-stray",
        event_type="SESSION_SUCCEEDED",
        tenant="*",
        connection_id="",
        received_at=simulation.world.clock.now(),
        status=NotificationStatus.UNRESOLVED,
        facts={
            "interview_id": "stray-canary",
            "external_id": simulation.journey.steps[0].onboarding_id,
        },
    )
    simulation.world.table.write(notifications.create(told))
    # WHEN the person is erased
    erased(simulation.world)
    # THEN the interview is not told any more
    assert told_of(simulation.world, "stray-canary", PERSON[0]) == []


def test_an_id_that_a_caller_uses_for_everybody_leads_to_nobody() -> None:
    """What was notified of the others stays."""
    # GIVEN two persons under one external id
    simulation = a_simulation(policy(verify()))
    made, other = verified(simulation, "spring-2026"), verified(simulation, "spring-2026")
    # WHEN one of them is erased
    erased_by_onboarding(simulation, made.id)
    # THEN the other is known as before
    kept = onboardings.get(simulation.world.table, other.id)
    assert kept
    assert kept.external_customer_id == "spring-2026"
    told, _ = notifications.listing(
        simulation.world.table, "incode", NotificationStatus.PROCESSED, limit=10
    )
    assert {"interview_id": "interview-2", "external_id": other.id} in [each.facts for each in told]


def test_an_onboarding_of_a_journey_leads_to_its_candidate() -> None:
    """All of their journeys are erased, not the one onboarding."""
    # GIVEN a person with a journey
    simulation = onboarded()
    # WHEN one of its onboardings is named
    report = erased_by_onboarding(simulation, simulation.journey.steps[1].onboarding_id)
    # THEN the candidate is erased
    counts = report.erasure.counts
    assert (counts["journeys"], counts["onboardings"]) == (1, 2)
    assert told_of(simulation.world, PERSON[0]) == []


def test_what_was_requested_by_the_candidates_id_is_found() -> None:
    """An API client may have launched for the same person, for another job."""
    # GIVEN such a launch
    simulation = onboarded()
    requested(
        simulation,
        partner="enboarder",
        employee={"name": "Ana", "email": "ana@example.com"},
        managers=[{"name": "Mo", "email": "mo@example.com"}],
        startDate="2026-12-01",
        candidateId=PERSON[0],
        jobId="job-9",
    )
    # WHEN the candidate is erased
    report = erased(simulation.world)
    # THEN it is, too
    assert report.erasure.counts["onboardings"] == 3
    assert told_of(simulation.world, PERSON[0]) == []


def test_another_tenants_onboarding_is_not_there() -> None:
    """A typing error erases no person."""
    # GIVEN an onboarding of a tenant
    simulation = onboarded()
    known = simulation.journey.steps[0].onboarding_id
    # WHEN it is named as another tenant's, or one that is not there is named
    for tenant, named in (("other", known), (TENANT, "onb_nowhere")):
        # THEN there is none
        with pytest.raises(PersonNotFoundError, match=f"{tenant!r} has no onboarding {named!r}"):
            found(simulation.world, onboarding(named), tenant)


def test_a_late_notification_begins_nothing_for_an_erased_person() -> None:
    """Even if they are still hired."""
    # GIVEN a person who was erased
    simulation = onboarded()
    erased(simulation.world)
    told = len(simulation.world.bus.published)
    # WHEN SmartRecruiters tells of them once more
    simulation.hire(PERSON)
    simulation.work_off()
    # THEN there is no new journey, nor a record of the application
    assert len(simulation.every) == 1
    assert not [key for key in items(simulation.world) if key.sk == "APPLICATION"]
    # AND nothing is stored, and the bus is told nothing
    assert told_of(simulation.world, *CANARIES) == []
    assert len(simulation.world.bus.published) == told


def test_nothing_is_decided_about_an_erased_person() -> None:
    """It is not known any more whom it was about."""
    # GIVEN a person who was erased after they were welcomed
    simulation = onboarded()
    erased(simulation.world)
    context, onboarding_id = simulation.world.context(), simulation.journey.steps[1].onboarding_id
    seen = AtVersion(simulation.journey.version)
    # WHEN a person wants to cancel the journey, or the workflow
    with pytest.raises(NotPossibleError, match="erased"):
        decide.decide(context, simulation.journey.id, Decision.CANCEL, by="ops", answers=seen)
    with pytest.raises(ApiProblem) as raised:
        enboarder_change.cancel(context, CALLER, onboarding_id, Cancellation())
    # THEN it is refused, and Enboarder was not asked
    assert raised.value.slug == "not-launched"
    assert simulation.partners.enboarder.running


def test_the_audit_trail_verifies_after_an_erasure() -> None:
    """It has ids of ours alone, so nothing of it is taken away."""
    # GIVEN what was recorded about a person's onboarding, and about their erasure
    simulation = onboarded()
    world = simulation.world
    trail, made = Trail.of(world.context()), simulation.onboarding.id
    for action, on in ((Action.ONBOARDING_REQUEST, made), (Action.PERSON_ERASE, "er_1")):
        change = Change(action, TENANT, "client:jb_ci_caller", "request-1", (on,))
        with audit.recorded(trail, change):
            if action is Action.PERSON_ERASE:
                erased(world)
    # THEN the chain has no fault, and names no one
    chain = audit_store.read(world.table, keys.audit_chain(TENANT, "request-1"))
    assert len(chain.items) == 4
    assert not [*audit_check.faults(chain, now=world.clock.now())]
    assert not any(canary in repr(chain.items) for canary in CANARIES)
