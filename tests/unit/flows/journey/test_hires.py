"""A look at an application: what begins, and what ends."""

from dataclasses import replace

import pytest

from jetbridge.flows.journey import due, record
from jetbridge.model import journey_rules as rules
from jetbridge.model import work as messages
from jetbridge.model.journey import Journey, Reason, Status
from jetbridge.model.journey_events import AtVersion, Claimed, Decided, Decision, Question
from jetbridge.model.journey_transition import Transition
from jetbridge.store import applications, journeys, keys
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import APPLICATION, application_id
from tests.support.hires import (
    CANDIDATE,
    JOB,
    ONBOARDING,
    a_company,
    connection,
    deliver,
    every_journey,
    hired,
    known,
    look,
    put_policy,
    rounds,
    tell,
)

DAY = 86_400


def seen(journey: Journey) -> Question:
    """Return what an operator answers who looks at a journey now."""
    return AtVersion(journey.version)


def moved(world: World, journey: Journey, *journey_event: Claimed | Decided) -> Journey:
    """Let something happen to a journey, and return it as it is then."""
    context = world.context()
    for each in journey_event:
        policy = record.policy_of(context, journey.tenant, journey.policy_version)
        journey = record.save(context, policy, rules.after(policy, journey, each))
    return journey


def test_a_hire_begins_a_journey() -> None:
    """With the ids of the application, by the policy of the day, and nothing personal."""
    # GIVEN a person who was hired
    world, company = a_company()
    company.hire()
    # WHEN SmartRecruiters says that the status was updated
    tell(world)
    look(world)
    # THEN there is one journey, which is to be moved now
    (journey,) = every_journey(world)
    assert (journey.candidate_id, journey.job_id, journey.sequence) == (CANDIDATE, JOB, 1)
    assert (journey.company_id, journey.application_id) == ("acme", application_id(APPLICATION))
    assert (journey.connection_id, journey.policy_version) == (connection(world).id, 1)
    assert (journey.id[:4], len(journey.id)) == ("jny_", 20)
    wanted = messages.of_tenant(journey.tenant, messages.journey(journey.id))
    assert [m for m, _ in world.queue.sent] == [wanted]
    assert journey.due_at == world.clock.now()
    # AND its record says so, and it is not looked at any more
    found = known(world)
    assert found
    assert (found.journey_id, found.sequence, found.hired) == (journey.id, 1, True)
    assert (found.look_at, found.looks) == (None, 0)
    # AND each is told once
    assert [event.type for event in world.bus.published] == [
        "hiring.application.status.updated",
        "journey.started",
    ]


def test_hundreds_of_notifications_begin_one_journey() -> None:
    """However many come, each of them twice, and whichever worker has them."""
    # GIVEN a hire, of which we hear three hundred times
    world, company = a_company()
    company.hire()
    for number in range(300):
        tell(world, f"evt-{number % 250}")
    # WHEN the worker gets each look twice
    deliver(world, "application", times=2)
    # THEN one journey began, and the application was read once
    assert rounds(every_journey(world)) == [1]
    assert len(company.asked) == 1
    # AND more of the same changes nothing
    for number in range(300, 320):
        tell(world, f"evt-{number}")
        look(world)
    assert rounds(every_journey(world)) == [1]


@pytest.mark.parametrize("status", ["OFFERED", "REJECTED", "TRANSFERRED", "hired", ""])
def test_another_status_is_no_hire(status: str) -> None:
    """And nothing is remembered of who was not hired."""
    # GIVEN a person who moved, but not to HIRED
    world, company = a_company()
    company.person().status = status
    tell(world)
    # WHEN the worker looks
    look(world)
    # THEN nothing began, and the record goes within a day
    assert every_journey(world) == ()
    item = world.table.get(keys.application(connection(world).id, CANDIDATE, JOB))
    assert item
    assert item["ttl"] == world.clock.now() + applications.RETENTION
    assert "due_at" not in item


def test_who_is_gone_is_not_hired() -> None:
    """SmartRecruiters forgets candidates on request, too."""
    # GIVEN an application that is deleted by the time we look
    world, _ = a_company()
    tell(world)
    # WHEN the worker looks
    look(world)
    # THEN nothing began, and it is not looked at again
    found = known(world)
    assert found
    assert (every_journey(world), found.look_at) == ((), None)


def test_a_record_that_was_let_go_is_as_good_as_new() -> None:
    """The next notification takes away its end."""
    # GIVEN a person who was looked at before they were hired
    world, company = a_company()
    company.person()
    tell(world)
    look(world)
    # WHEN they are hired
    company.hire()
    tell(world, "evt-2")
    # THEN their record stays from that moment on, and their journey begins
    item = world.table.get(keys.application(connection(world).id, CANDIDATE, JOB))
    assert item
    assert "ttl" not in item
    look(world)
    assert rounds(every_journey(world)) == [1]


def test_a_hire_that_is_taken_back_ends_its_journey() -> None:
    """What was begun is undone by the engine, which is asked at once."""
    # GIVEN a journey whose partner is being asked
    world, company, journey = hired()
    moved(world, journey, Claimed(world.clock.now()))
    world.queue.sent.clear()
    # WHEN the application is moved away from HIRED
    company.take_back()
    tell(world, "evt-2")
    look(world)
    # THEN the journey is to end, and is moved
    (after,) = every_journey(world)
    assert (after.status, after.reason) == (Status.ENDING, Reason.NO_LONGER_HIRED)
    wanted = messages.of_tenant(journey.tenant, messages.journey(journey.id))
    assert wanted in [m for m, _ in world.queue.sent]
    found = known(world)
    assert found
    assert (found.hired, found.journey_id, found.look_at) == (False, journey.id, None)


def test_a_completed_journey_ends_too_when_its_hire_is_taken_back() -> None:
    """Its workflow still runs."""
    # GIVEN a journey that is completed
    world, company, _ = hired()
    deliver(world, "journey")
    (completed,) = every_journey(world)
    assert completed.status is Status.COMPLETED
    # WHEN the hire is taken back
    company.take_back()
    tell(world, "evt-2")
    look(world)
    # THEN the journey is cancelled
    (after,) = every_journey(world)
    assert (after.status, after.reason) == (Status.CANCELLED, Reason.NO_LONGER_HIRED)


def test_a_failed_journey_stays_as_it_ended() -> None:
    """There is nothing left to undo."""
    # GIVEN a journey that an operator has cancelled
    world, company, journey = hired()
    cancelled = moved(
        world,
        journey,
        Decided(world.clock.now(), Decision.CANCEL, "op", seen(journey)),
    )
    deliver(world, "journey")
    cancelled = every_journey(world)[0]
    # WHEN the hire is taken back
    company.take_back()
    tell(world, "evt-2")
    look(world)
    # THEN it is as it was, and its record knows
    assert every_journey(world) == (cancelled,)
    found = known(world)
    assert found
    assert not found.hired


def test_an_operators_end_is_not_undone_by_another_notification() -> None:
    """The person is still hired; the operator wants no journey for that."""
    # GIVEN a journey that an operator has cancelled
    world, _, journey = hired()
    moved(
        world,
        journey,
        Decided(world.clock.now(), Decision.CANCEL, "op", seen(journey)),
    )
    # WHEN SmartRecruiters notifies again
    tell(world, "evt-2")
    look(world)
    # THEN no other begins
    assert rounds(every_journey(world)) == [1]


def test_a_rehire_begins_the_next_round() -> None:
    """The person left before they came, and was hired again months later."""
    # GIVEN a journey whose hire was taken back
    world, company, _ = hired()
    company.take_back()
    tell(world, "evt-2")
    look(world)
    world.clock.advance(90 * DAY)
    # WHEN the person is hired again
    put_policy(world, before=1)
    company.hire()
    tell(world, "evt-3")
    look(world)
    # THEN a second journey begins, by the policy of this day
    first, second = every_journey(world)
    assert (first.sequence, second.sequence) == (1, 2)
    assert (first.policy_version, second.policy_version) == (1, 2)
    assert first.hire != second.hire
    found = known(world)
    assert found
    assert (found.journey_id, found.sequence) == (second.id, 2)


def test_a_rehire_waits_for_the_end_of_the_journey_before() -> None:
    """Two at once would welcome and cancel the same person."""
    # GIVEN a journey that is still being ended
    world, company, journey = hired()
    moved(world, journey, Claimed(world.clock.now()))
    company.take_back()
    tell(world, "evt-2")
    look(world)
    # WHEN the person is hired again
    company.hire()
    tell(world, "evt-3")
    look(world)
    # THEN nothing begins yet
    assert rounds(every_journey(world)) == [1]
    # AND once it is over, the next one does, without a notification
    world.clock.advance(600)
    deliver(world, "journey")
    assert every_journey(world)[0].is_over
    due.run(world.context())
    look(world)
    assert rounds(every_journey(world)) == [1, 2]


def test_a_journey_that_noticed_by_itself_makes_room_for_a_rehire() -> None:
    """The engine looks before it asks; the notification of the end never came."""
    # GIVEN a journey that found its hire taken back
    world, company, _ = hired()
    company.take_back()
    deliver(world, "journey")
    (noticed,) = every_journey(world)
    # A report is told whatever the status is, so the journey is made to notice by hand.
    noticed = replace(noticed, status=Status.CANCELLED, reason=Reason.NO_LONGER_HIRED)
    world.table.write(journeys.save(Transition(noticed), None)[0])
    # WHEN the person is hired again
    company.hire()
    tell(world, "evt-2")
    look(world)
    # THEN the next round begins
    assert rounds(every_journey(world)) == [1, 2]


def test_a_policy_may_wait_until_somebody_says_ready() -> None:
    """HIRED is not enough for it."""
    # GIVEN a policy that wants it, and a person who is hired
    world, company = a_company("ready")
    company.hire(ready=False)
    tell(world)
    look(world)
    assert every_journey(world) == ()
    # WHEN they are made ready, too
    company.hire()
    tell(world, "evt-2", event=ONBOARDING)
    look(world)
    # THEN the journey begins; what it reports of itself later changes nothing
    assert rounds(every_journey(world)) == [1]
    company.person().onboarding_status = "ONBOARDING_SUCCESSFUL"
    company.asked.clear()
    tell(world, "evt-3", event=ONBOARDING)
    look(world)
    found = known(world)
    assert found
    assert found.hired
    # AND it is not even read any more: it may be forbidden by now
    assert company.asked == [f"GET /candidates/{CANDIDATE}/jobs/{JOB}"]
    assert rounds(every_journey(world)) == [1]


def test_a_rehire_has_to_be_made_ready_again() -> None:
    """What is said there is about the journey before."""
    # GIVEN a first journey that reported its success, and whose hire was taken back
    world, company, _ = hired("ready")
    company.person().onboarding_status = "ONBOARDING_SUCCESSFUL"
    company.take_back()
    tell(world, "evt-2")
    look(world)
    # WHEN the person is hired again, and then made ready
    company.person().status = "HIRED"
    tell(world, "evt-3")
    look(world)
    assert rounds(every_journey(world)) == [1]
    company.hire()
    tell(world, "evt-4", event=ONBOARDING)
    look(world)
    # THEN the second journey begins with that
    assert rounds(every_journey(world)) == [1, 2]
