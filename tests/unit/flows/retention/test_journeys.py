"""A journey that is over is removed with its timeline, its webhooks and its onboardings."""

from jetbridge.model.journey import Status
from jetbridge.model.journey_events import Decision
from jetbridge.store import applications, journeys, keys, onboardings
from jetbridge.store.table import Delete
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify
from tests.unit.flows.people.erasing import (
    CANARIES,
    OTHER,
    PERSON,
    candidate,
    erased,
    is_gone,
    onboarded,
)
from tests.unit.flows.retention.passing import DAY, days_pass, every, expire, left, of_kind, waits


def removed() -> Simulation:
    """Return a simulation whose one journey was completed and removed."""
    simulation = onboarded()
    days_pass(simulation.world, 181)
    expire(simulation.world)
    return simulation


def test_nothing_of_it_is_left_but_that_there_was_one() -> None:
    """The person's ids are nowhere; the application's record says that the hire had a journey."""
    # GIVEN a completed journey, WHEN its time has passed
    simulation = removed()
    world = simulation.world
    # THEN its timeline, its onboardings and what led to it are gone
    assert not of_kind(world, "JOURNEY#", "ONBOARDING#", "CANDIDATE#", "HIRE#", "RESERVATION#")
    assert not of_kind(world, "LOOKUP#", "IDEMPOTENCY#", "OUTBOX#", "EVENT#", "CHECK#")
    # AND no name of the person stands anywhere
    assert not left(world, CANARIES)
    assert is_gone(world)
    # AND the application's record has none, either
    (key,) = of_kind(world, "APPLICATION#")
    record = every(world)[key]
    assert not any(record[name] for name in ("candidate_id", "job_id", "application_id"))
    assert record["hired"] is True


def test_a_day_before_it_is_there() -> None:
    """With all of it."""
    # GIVEN a completed journey
    simulation = onboarded()
    # WHEN nearly all of its time passes
    days_pass(simulation.world, 179)
    # THEN it is there, with its timeline
    assert simulation.status() is Status.COMPLETED
    assert simulation.timeline
    assert len(of_kind(simulation.world, "ONBOARDING#")) == 2


def test_a_hire_that_is_told_of_again_begins_no_second_journey() -> None:
    """SmartRecruiters tells of every change of the application, years later, too."""
    # GIVEN a journey that was removed
    simulation = removed()
    # WHEN the application changes, and is still hired
    simulation.notify(PERSON)
    simulation.work_off()
    simulation.wait(hours=1)
    # THEN there is no journey, and the ids are gone again
    assert not simulation.every
    (key,) = of_kind(simulation.world, "APPLICATION#")
    record = every(simulation.world)[key]
    assert not any(record[name] for name in ("candidate_id", "job_id", "application_id"))
    assert record["ttl"] == simulation.world.clock.now() - 3_600 + applications.MEMORY


def test_a_new_hire_of_the_same_application_begins_one() -> None:
    """Under the next number: the partner would take a second launch under the first one's name."""
    # GIVEN a journey that was removed, and a hire that was taken back
    simulation = removed()
    simulation.take_back(PERSON)
    simulation.work_off()
    # WHEN the person is hired again
    simulation.hire(PERSON)
    simulation.work_off()
    # THEN there is a journey, the second of the application
    assert simulation.journey.sequence == 2


def test_a_look_that_was_due_finds_the_journey_gone() -> None:
    """A notification came when the journey was about to go."""
    # GIVEN a journey about to be removed, and a check of its application that waits
    simulation = onboarded()
    days_pass(simulation.world, 179)
    simulation.notify(PERSON)
    simulation.take()
    # WHEN the journey goes first
    days_pass(simulation.world, 2)
    assert not simulation.every
    # AND the application is looked at
    simulation.work_off()
    simulation.wait(hours=1)
    # THEN nothing begins, and its ids are gone
    assert not simulation.every
    (key,) = of_kind(simulation.world, "APPLICATION#")
    assert not every(simulation.world)[key]["candidate_id"]


def test_a_journey_that_waits_loses_nothing() -> None:
    """However long: its onboarding keeps what is sealed, and is found."""
    # GIVEN a journey whose person failed, and that waits for an operator
    simulation = a_simulation(policy(verify(onRejection="review"), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.fail()
    simulation.work_off()
    assert simulation.status() is Status.NEEDS_ATTENTION
    before = simulation.onboarding
    # WHEN years pass
    days_pass(simulation.world, 800)
    # THEN its onboarding is there
    assert simulation.onboarding.id == before.id
    assert keys.onboarding(before.id) in waits(simulation.world)
    # AND the journey goes on when the operator decides
    simulation.decide(Decision.APPROVE)
    simulation.work_off()
    assert simulation.status() is Status.COMPLETED
    # AND is kept for as long as any other, then
    days_pass(simulation.world, 179)
    assert onboardings.get(simulation.world.table, before.id)
    days_pass(simulation.world, 40)
    assert not of_kind(simulation.world, "JOURNEY#", "ONBOARDING#")


def test_what_an_erasure_has_left_goes_too() -> None:
    """The skeleton of a journey, and of its onboardings."""
    # GIVEN a person who was erased
    simulation = onboarded()
    erased(simulation.world, candidate())
    assert of_kind(simulation.world, "JOURNEY#", "ONBOARDING#")
    # WHEN time passes
    days_pass(simulation.world, 181)
    # THEN nothing of it is left, and the markers are
    assert not of_kind(simulation.world, "JOURNEY#", "ONBOARDING#")
    assert of_kind(simulation.world, "ERASED#")


def test_a_run_that_died_is_finished_by_the_next() -> None:
    """The journey goes last: by it the rest is found."""
    # GIVEN a journey of which the timeline is gone already
    simulation = onboarded()
    days_pass(simulation.world, 179)
    journey = simulation.journey
    for key in of_kind(simulation.world, f"JOURNEY#{journey.id}"):
        if key.sk != "JOURNEY":
            simulation.world.table.write(Delete(key))
    # WHEN the next run comes
    days_pass(simulation.world, 2)
    # THEN the rest is gone, too
    assert journeys.get(simulation.world.table, journey.id) is None
    expire(simulation.world)
    assert not of_kind(simulation.world, "CANDIDATE#")


def test_what_wakes_a_finished_journey_does_not_keep_it() -> None:
    """It is put back where it waits for its removal."""
    # GIVEN a finished journey that something wakes
    simulation = onboarded()
    journey = simulation.journey
    simulation.world.table.write(journeys.wake(journey.id, simulation.world.clock.now()))
    # WHEN it was looked at
    simulation.wait(minutes=1)
    # THEN it waits for its removal, and for nothing else, and its time goes on
    assert keys.journey(journey.id) in waits(simulation.world)
    before = simulation.world.clock.now()
    days_pass(simulation.world, 181)
    assert not simulation.every
    assert before < journey.updated_at + DAY


def test_other_tenants_keep_theirs() -> None:
    """What is removed is named by ids of ours."""
    # GIVEN two persons, one of whom was onboarded half a year later
    simulation = onboarded()
    days_pass(simulation.world, 100)
    onboarded(simulation, OTHER)
    # WHEN the first one's time passes
    days_pass(simulation.world, 81)
    # THEN the second one's is there
    assert [each.candidate_id for each in simulation.every] == [OTHER[0]]
    assert of_kind(simulation.world, "CANDIDATE#")
    assert simulation.world.table.query_tenant(keys.tenant_onboardings(TENANT), limit=9).items
