"""One person is erased on request: nothing leads to them any more, and the skeleton stays."""

from contextlib import suppress
from dataclasses import replace

import pytest

from jetbridge.flows.journey import show
from jetbridge.flows.notification import inbox
from jetbridge.flows.people.erase import StillUnderWayError
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.model.erasure import Outcome
from jetbridge.model.journey import Entry, Status, What
from jetbridge.model.journey_transition import Transition
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.onboarding import without_person
from jetbridge.model.ports import DomainEvent
from jetbridge.model.webhook import begun
from jetbridge.store import deliveries, erasures, journeys, notifications, onboardings, outbox
from jetbridge.store.table import Item
from jetbridge.web import journey_resources
from tests.fakes.clock import START
from tests.fakes.context import ENVIRONMENT, World
from tests.fakes.partners.everyone import Partners
from tests.support.journeys.env import TENANT, a_simulation, connected, in_world
from tests.support.journeys.policies import LAUNCH, policy
from tests.support.killing import killed_at_every_step
from tests.unit.flows.people.erasing import (
    CANARIES,
    OTHER,
    PERSON,
    erased,
    erased_by,
    found,
    items,
    known_by_everything,
    notified,
    onboarded,
    steps,
    told_of,
)


def test_nothing_leads_to_the_person_any_more() -> None:
    """Not an id of theirs is left in the table, nor anything sealed."""
    # GIVEN a person who was hired, verified and welcomed, and of whom more was notified
    simulation = onboarded()
    known_by_everything(simulation)
    assert told_of(simulation.world, *CANARIES) == [*CANARIES]
    # WHEN they are erased
    report = erased(simulation.world)
    # THEN the table holds none of their ids
    assert told_of(simulation.world, *CANARIES) == []
    # AND of what was asked for them only that it was
    for onboarding_id in [each for state in simulation.journey.steps for each in state.attempts]:
        kept = onboardings.get(simulation.world.table, onboarding_id)
        assert kept
        assert kept == without_person(kept)
        assert kept.erased_at == simulation.world.clock.now()
        assert set(kept.settings.values()) <= {"", "basic"}
    # AND the operator is told how much it was: one notification of Incode's, six of the hire
    assert report.left == ()
    assert report.erasure.counts == {
        "journeys": 1,
        "onboardings": 2,
        "notifications": 7,
        "applications": 1,
        "events": 0,
        "deliveries": 0,
    }


def test_nothing_leads_from_outside_to_what_is_left() -> None:
    """Neither by a partner's id, nor by the hire, nor by the request."""
    # GIVEN a person who was hired, verified and welcomed
    simulation = onboarded()
    ids = {each for state in simulation.journey.steps for each in state.attempts}
    kinds = {
        key.sk.partition("#")[0]
        for key, item in items(simulation.world).items()
        if _leads(item, ids)
    }
    assert kinds == {"IDEMPOTENCY", "HIRE", "ONBOARDING", "RESERVATION"}
    # WHEN they are erased
    erased(simulation.world)
    # THEN no item leads to their onboardings
    assert not [key for key, item in items(simulation.world).items() if _leads(item, ids)]


def _leads(item: Item, ids: set[str]) -> bool:
    return item.get("onboarding_id") in ids


def test_the_skeleton_stays() -> None:
    """That a person was hired, when, what was done, and that they were erased."""
    # GIVEN a journey that is over
    simulation = onboarded()
    before, timeline = simulation.journey, simulation.timeline
    simulation.world.clock.advance(60)
    # WHEN the person is erased
    erased(simulation.world)
    # THEN the journey is as it was, but for who it was about
    after = simulation.journey
    now = simulation.world.clock.now()
    assert after == replace(
        before,
        candidate_id="",
        application_id="",
        erased_at=now,
        updated_at=now,
        version=before.version + 1,
    )
    # AND its timeline ends with a line that says who had it done
    assert simulation.timeline == [*timeline, Entry(What.ERASED, now, by="operator-1")]
    # AND it can be shown
    shown = journey_resources.journey(
        *show.find(simulation.world.context().table, TENANT, after.id)
    )
    assert (shown["candidateId"], shown["applicationId"]) == (None, None)
    assert shown["erasedAt"] == "2026-09-21T14:14:20Z"


def test_everybody_elses_data_stay() -> None:
    """To the last attribute."""
    # GIVEN a person, and another one who was hired for the same job
    simulation = onboarded()
    before = items(simulation.world)
    onboarded(simulation, OTHER)
    others = {key: item for key, item in items(simulation.world).items() if key not in before}
    # WHEN the first is erased
    erased(simulation.world)
    # THEN what is stored of the second is as it was
    assert {key: items(simulation.world)[key] for key in others} == others


def test_every_journey_of_the_person_is_erased() -> None:
    """They may be hired for several jobs."""
    # GIVEN a person with two journeys
    simulation = onboarded()
    onboarded(simulation, (PERSON[0], "job-2"))
    # WHEN they are erased
    report = erased(simulation.world)
    # THEN both are
    assert report.erasure.counts["journeys"] == 2
    assert all(journey.erased_at for journey in simulation.every)
    assert told_of(simulation.world, "can-canary") == []


def test_what_has_not_left_us_never_does() -> None:
    """Events that the bus has not taken, and deliveries, taken or not."""
    # GIVEN events about a person and about another one, on their way to the bus and to a webhook
    simulation = onboarded()
    theirs = simulation.journey
    onboarded(simulation, OTHER)
    for journey in simulation.every:
        detail = {"journeyId": journey.id, "candidateId": journey.candidate_id}
        event = DomainEvent(f"{journey.id}_9_9", "journey.completed", TENANT, START, detail)
        both = begun(event), begun(event, "whk_1")
        simulation.world.table.write(outbox.record(event), *map(deliveries.create, both))
    # AND another tenant's, who knows a person by the same id
    named = {"candidateId": PERSON[0]}
    foreign = DomainEvent("jny_foreign_9_9", "journey.completed", "another", START, named)
    simulation.world.table.write(outbox.record(foreign))
    # WHEN the first person is erased
    report = erased(simulation.world)
    # THEN of theirs nothing is left
    assert report.erasure.counts["events"] == 1
    assert report.erasure.counts["deliveries"] == 2
    assert outbox.get(simulation.world.table, f"{theirs.id}_9_9") is None
    assert not [*deliveries.of_journey(simulation.world.table, theirs.id)]
    # AND the other's wait on
    (other,) = [journey for journey in simulation.every if journey.id != theirs.id]
    assert outbox.get(simulation.world.table, f"{other.id}_9_9")
    assert outbox.get(simulation.world.table, foreign.id)
    assert deliveries.get(simulation.world.table, other.id, f"{other.id}_9_9")


def test_names_are_taken_out_of_the_timeline() -> None:
    """What a line explained itself by goes, if it leads to the person. The line stays."""
    # GIVEN a line that names the application
    simulation = onboarded()
    facts = {"applicationId": "app-canary", "reason": "refused"}
    line = Entry(What.DELAYED, simulation.world.clock.now(), facts=facts)
    simulation.world.table.write(*journeys.save(Transition(simulation.journey, (line,)), None))
    # WHEN the person is erased
    erased(simulation.world)
    # THEN the line is there without that
    found = next(each for each in simulation.timeline if each.what is What.DELAYED)
    assert found.facts == {"reason": "refused"}


def test_who_is_still_being_onboarded_is_not_erased() -> None:
    """It is to be cancelled first: the operator is told how, and nothing is touched."""
    # GIVEN a journey that waits for the person
    simulation = a_simulation(steps())
    simulation.hire(PERSON)
    simulation.work_off()
    before = items(simulation.world)
    # WHEN they are to be erased
    with pytest.raises(StillUnderWayError, match=f"journeys cancel {simulation.journey.id}"):
        erased(simulation.world)
    # THEN nothing was
    assert items(simulation.world) == before


def test_what_is_being_asked_is_waited_for() -> None:
    """Its answer would be written down."""
    # GIVEN an onboarding that is being asked for
    simulation = onboarded()
    onboarding_id = simulation.journey.steps[1].onboarding_id
    known = onboardings.get(simulation.world.table, onboarding_id)
    assert known
    asking = replace(known, status=OnboardingStatus.REQUESTING)
    simulation.world.table.write(*onboardings.save(asking))
    # WHEN the person is to be erased
    # THEN it is refused
    with pytest.raises(StillUnderWayError, match=f"{onboarding_id} is requesting"):
        erased(simulation.world)


def test_a_notification_that_was_not_acted_on_is_erased() -> None:
    """It blocks nothing: acting on it would bring back only what is erased."""
    # GIVEN a notification of the person that waits for the worker
    simulation = onboarded()
    notified(
        simulation, "evt-new", {"candidate_id": "can-canary"}, status=NotificationStatus.RECEIVED
    )
    # WHEN they are erased
    erased(simulation.world)
    # THEN it is gone
    assert notifications.get(simulation.world.table, "smartrecruiters", "evt-new") is None
    # AND its message in the queue finds nothing to do
    inbox.work(simulation.world.context(), {"partner": "smartrecruiters", "event_id": "evt-new"})
    assert told_of(simulation.world, *CANARIES) == []


def test_a_repeat_finds_nothing_and_says_so() -> None:
    """A script that repeats it hears that there was nothing to do."""
    # GIVEN a person who was erased
    simulation = onboarded()
    report = erased(simulation.world)
    before = items(simulation.world)
    # WHEN they are erased once more
    simulation.world.clock.advance(60)
    with pytest.raises(PersonNotFoundError, match=f"was erased by {report.erasure.id}"):
        erased(simulation.world)
    # THEN nothing changes
    assert items(simulation.world) == before


def a_world(world: World) -> None:
    """Have a person hired and welcomed, of whom everything was notified."""
    world.environment = {**ENVIRONMENT, "PUBLIC_URL": "https://jetbridge.test"}
    connected(world, policy(LAUNCH))
    simulation = in_world(world)
    simulation.hire(PERSON)
    simulation.work_off()
    known_by_everything(simulation)
    assert simulation.journey.status is Status.COMPLETED


def test_after_a_crash_a_repeat_ends_the_same() -> None:
    """Killed at every step, and run again: nothing is left, and it is told once."""
    # GIVEN a process that dies at some step of the erasure
    for _, world, _, was_killed in killed_at_every_step(erased_by, Partners, a_world):
        # WHEN the command is run again, unless it was through
        if was_killed:
            with suppress(PersonNotFoundError):
                erased(world)
        # THEN nothing leads to the person
        assert told_of(world, *CANARIES) == []
        # AND the timeline says so once
        simulation = in_world(world)
        assert simulation.story.count(What.ERASED) == 1
        # AND there is one record of it, which is closed, and says the same each time
        (record,), _ = erasures.of_tenant(world.table, TENANT, limit=10, after=None)
        assert record.outcome is Outcome.COMPLETED
        assert record.counts["journeys"] == 1
        assert record.counts["notifications"] == 6
        assert {each.partner for each in record.remains} == {"enboarder", "smartrecruiters"}


def test_finding_writes_nothing() -> None:
    """The operator is asked before anything is changed."""
    # GIVEN a person with whatever is stored of them
    simulation = onboarded()
    before = items(simulation.world)
    # WHEN it is found
    shown = found(simulation.world)
    # THEN it is there, as it was
    assert (shown.counts()["journeys"], shown.counts()["onboardings"]) == (1, 2)
    assert items(simulation.world) == before
