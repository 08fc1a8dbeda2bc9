"""Erasing is possible in the end: what goes on is ended first, and the record says what was not."""

from dataclasses import replace

import pytest

from jetbridge.flows import patience
from jetbridge.flows.context import Context
from jetbridge.flows.people import erase
from jetbridge.flows.people.erase import StillUnderWayError
from jetbridge.model.erasure import Outcome
from jetbridge.model.journey import Status, What
from jetbridge.model.notification import NotificationStatus
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.store import keys, notifications, onboardings
from jetbridge.store.table import Delete
from tests.fakes.partners.double import Trouble
from tests.support.journeys.env import TENANT, Simulation, a_simulation
from tests.unit.flows.people.erasing import (
    PERSON,
    candidate,
    erased,
    found,
    items,
    notified,
    onboarded,
    onboarding,
    steps,
    told_of,
)
from tests.unit.flows.people.population import asked_to_verify, launched


class Workers:
    """A pause during which the workers do what the queue holds."""

    def __init__(self, simulation: Simulation) -> None:
        """Work in `simulation`."""
        self._simulation = simulation

    def pause(self, seconds: float) -> None:
        """Let time pass, and the workers work."""
        self._simulation.world.clock.advance(int(seconds))
        self._simulation.work_off()


def waiting() -> Simulation:
    """Return a simulation with a journey that waits for the person."""
    simulation = a_simulation(steps())
    simulation.hire(PERSON)
    simulation.work_off()
    assert simulation.journey.status is Status.WAITING
    return simulation


def with_workers(simulation: Simulation) -> Context:
    """Return a context beside which the workers work."""
    return replace(simulation.world.context(), pause=Workers(simulation))


def forced(simulation: Simulation) -> erase.Report:
    """Erase the person by force, while the workers work."""
    return erase.erase(with_workers(simulation), found(simulation.world), by="ops", force=True)


def test_what_goes_on_is_told_all_at_once() -> None:
    """Without force nothing is touched, and the operator learns everything that is in the way."""
    # GIVEN a journey that waits, and a request in flight
    simulation = waiting()
    known = onboardings.get(simulation.world.table, simulation.journey.steps[0].onboarding_id)
    assert known
    simulation.world.table.write(
        *onboardings.save(replace(known, status=OnboardingStatus.REQUESTING))
    )
    before = items(simulation.world)
    # WHEN the person is to be erased
    with pytest.raises(StillUnderWayError) as raised:
        erased(simulation.world)
    # THEN both are named, with what to do
    told = {each.id: each.advice for each in raised.value.what}
    assert told.keys() == {simulation.journey.id, known.id}
    assert f"journeys cancel {simulation.journey.id}" in told[simulation.journey.id]
    assert items(simulation.world) == before


def test_a_journey_is_cancelled_before_it_is_erased() -> None:
    """The workers undo what it has begun, as for any operator."""
    # GIVEN a journey that waits for the person
    simulation = waiting()
    # WHEN the person is erased by force
    report = forced(simulation)
    # THEN it was cancelled in full, by that operator
    assert simulation.journey.status is Status.CANCELLED
    assert [each.by for each in simulation.timeline if each.what is What.CANCEL_REQUESTED] == [
        "ops"
    ]
    assert What.WITHDRAWN in simulation.story
    assert simulation.story[-1] is What.ERASED
    # AND nothing is left, nor is anything said to remain undone
    assert told_of(simulation.world, PERSON[0]) == []
    assert report.erasure.outcome is Outcome.COMPLETED
    assert report.erasure.forced
    assert not [each for each in report.erasure.remains if each.why]


def test_a_workflow_that_cannot_be_cancelled_is_recorded() -> None:
    """Its account is not connected any more: it runs on, and only Enboarder can end it."""
    # GIVEN a journey that has launched, waits for a report, and has lost its connection
    simulation = a_simulation(steps())
    simulation.partners.smartrecruiters.trouble = Trouble.NONE
    simulation.hire(PERSON)
    simulation.work_off()
    simulation.succeed()
    simulation.partners.enboarder.on_effect = lambda: setattr(
        simulation.partners.smartrecruiters, "trouble", Trouble.DOWN
    )
    simulation.work_off()
    assert simulation.partners.enboarder.running
    assert not simulation.journey.is_over
    simulation.disconnect_account()
    # WHEN the person is erased by force
    report = forced(simulation)
    # THEN they are gone, and the record says what runs on, by an id of ours
    assert told_of(simulation.world, PERSON[0]) == []
    undone = {(each.partner, each.id): each.why for each in report.erasure.remains if each.why}
    launch = simulation.journey.steps[1].onboarding_id
    assert undone["enboarder", launch] == "not_cancelled"
    assert simulation.journey.status is Status.CANCELLED
    assert simulation.partners.enboarder.running


def test_nobody_works_and_the_person_is_erased_all_the_same() -> None:
    """The queue stands still: a minute is waited, not longer."""
    # GIVEN a journey that waits, and no worker
    simulation = waiting()
    began = simulation.world.clock.now()
    # WHEN the person is erased by force
    report = erased(simulation.world, force=True)
    # THEN it took a minute, and the record says that the journey had not ended
    assert simulation.world.clock.now() - began <= patience.PATIENCE + 5
    assert told_of(simulation.world, PERSON[0]) == []
    undone = [each for each in report.erasure.remains if each.why]
    assert {each.id for each in undone} >= {simulation.journey.id}
    # AND what the queue still holds finds nothing to do
    simulation.work_off()
    assert told_of(simulation.world, PERSON[0]) == []
    assert simulation.journey.status is Status.CANCELLED


def test_a_lost_policy_does_not_keep_a_person_here() -> None:
    """Without it the journey cannot be cancelled by its rules."""
    # GIVEN a journey that waits, whose policy is gone
    simulation = waiting()
    simulation.world.table.write(Delete(keys.policy(TENANT, 1)))
    # WHEN the person is erased by force
    report = erased(simulation.world, force=True)
    # THEN they are
    assert told_of(simulation.world, PERSON[0]) == []
    assert report.erasure.outcome is Outcome.COMPLETED
    assert [(each.id, each.why) for each in report.erasure.remains if each.why] == [
        (simulation.journey.id, "not_ended")
    ]


def test_a_request_in_flight_is_recorded_as_such() -> None:
    """Its outcome is not known here, and will not be."""
    # GIVEN a request whose process has died
    simulation = a_simulation(steps())
    made = asked_to_verify(simulation)
    known = onboardings.get(simulation.world.table, made.id)
    assert known
    simulation.world.table.write(
        *onboardings.save(replace(known, status=OnboardingStatus.REQUESTING))
    )
    # WHEN the person is erased by force
    report = erased(simulation.world, onboarding(made.id), force=True)
    # THEN the record says so
    assert [(each.partner, each.why) for each in report.erasure.remains] == [
        ("incode", "in_flight")
    ]
    after = onboardings.get(simulation.world.table, made.id)
    assert after
    assert after.status is OnboardingStatus.UNKNOWN_OUTCOME


def test_a_notification_that_is_stuck_does_not_keep_a_person_here() -> None:
    """It is removed like any other."""
    # GIVEN a notification that could not be handled
    simulation = onboarded()
    facts = {"candidate_id": PERSON[0]}
    notified(simulation, "evt-stuck", facts, status=NotificationStatus.UNRESOLVED)
    # WHEN the person is erased, without force
    erased(simulation.world)
    # THEN it is gone
    assert notifications.get(simulation.world.table, "smartrecruiters", "evt-stuck") is None


def test_the_receipt_says_what_partners_keep() -> None:
    """By ids of ours; the partners' own are shown before, and stored nowhere."""
    # GIVEN a person whom every partner knows
    simulation = onboarded()
    # WHEN they are erased
    report = erased(simulation.world)
    # THEN each partner is named with what it has
    verification, launch = (each.onboarding_id for each in simulation.journey.steps[:2])
    assert {(each.partner, each.id, each.status) for each in report.erasure.remains} == {
        ("smartrecruiters", simulation.journey.id, "completed"),
        ("incode", verification, "verified"),
        ("enboarder", launch, "launched"),
    }


def test_a_request_that_waits_in_the_queue_is_cancelled_by_force() -> None:
    """It was not launched, and never is."""
    # GIVEN a launch that waits in the queue
    simulation = a_simulation(steps())
    made = launched(simulation, candidateId="can-queued", jobId="job-1")
    known = onboardings.get(simulation.world.table, made.id)
    assert known
    queued = replace(known, status=OnboardingStatus.QUEUED, sealed_order="sealed")
    simulation.world.table.write(*onboardings.save(queued))
    # WHEN the person is erased
    with pytest.raises(StillUnderWayError):
        erased(simulation.world, candidate("can-queued"))
    erased(simulation.world, candidate("can-queued"), force=True)
    # THEN it is cancelled
    after = onboardings.get(simulation.world.table, made.id)
    assert after
    assert (after.status, after.sealed_order) == (OnboardingStatus.CANCELLED, "")
