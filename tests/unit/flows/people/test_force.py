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
from tests.fakes.partners.hiring import Trouble
from tests.support.journeys.env import TENANT, House, a_house
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

    def __init__(self, house: House) -> None:
        """Work in `house`."""
        self._house = house

    def pause(self, seconds: float) -> None:
        """Let time pass, and the workers work."""
        self._house.world.clock.advance(int(seconds))
        self._house.work_off()


def waiting() -> House:
    """Return a house with a journey that waits for the person."""
    house = a_house(steps())
    house.hire(PERSON)
    house.work_off()
    assert house.journey.status is Status.WAITING
    return house


def with_workers(house: House) -> Context:
    """Return a context beside which the workers work."""
    return replace(house.world.context(), pause=Workers(house))


def forced(house: House) -> erase.Report:
    """Erase the person by force, while the workers work."""
    return erase.erase(with_workers(house), found(house.world), by="ops", force=True)


def test_what_goes_on_is_told_all_at_once() -> None:
    """Without force nothing is touched, and the operator learns everything that is in the way."""
    # GIVEN a journey that waits, and a request in flight
    house = waiting()
    known = onboardings.get(house.world.table, house.journey.steps[0].onboarding_id)
    assert known
    house.world.table.write(*onboardings.save(replace(known, status=OnboardingStatus.REQUESTING)))
    before = items(house.world)
    # WHEN the person is to be erased
    with pytest.raises(StillUnderWayError) as raised:
        erased(house.world)
    # THEN both are named, with what to do
    told = {each.id: each.advice for each in raised.value.what}
    assert told.keys() == {house.journey.id, known.id}
    assert f"journeys cancel {house.journey.id}" in told[house.journey.id]
    assert items(house.world) == before


def test_a_journey_is_cancelled_before_it_is_erased() -> None:
    """The workers undo what it has begun, as for any operator."""
    # GIVEN a journey that waits for the person
    house = waiting()
    # WHEN the person is erased by force
    report = forced(house)
    # THEN it was cancelled in full, by that operator
    assert house.journey.status is Status.CANCELLED
    assert [each.by for each in house.timeline if each.what is What.CANCEL_REQUESTED] == ["ops"]
    assert What.WITHDRAWN in house.story
    assert house.story[-1] is What.ERASED
    # AND nothing is left, nor is anything said to remain undone
    assert told_of(house.world, PERSON[0]) == []
    assert report.erasure.outcome is Outcome.COMPLETED
    assert report.erasure.forced
    assert not [each for each in report.erasure.remains if each.why]


def test_a_workflow_that_cannot_be_cancelled_is_recorded() -> None:
    """Its account is not connected any more: it runs on, and only Enboarder can end it."""
    # GIVEN a journey that has launched, waits for a report, and has lost its connection
    house = a_house(steps())
    house.partners.smartrecruiters.trouble = Trouble.NONE
    house.hire(PERSON)
    house.work_off()
    house.succeed()
    house.partners.enboarder.on_effect = lambda: setattr(
        house.partners.smartrecruiters, "trouble", Trouble.DOWN
    )
    house.work_off()
    assert house.partners.enboarder.running
    assert not house.journey.is_over
    house.disconnect_account()
    # WHEN the person is erased by force
    report = forced(house)
    # THEN they are gone, and the record says what runs on, by an id of ours
    assert told_of(house.world, PERSON[0]) == []
    undone = {(each.partner, each.id): each.why for each in report.erasure.remains if each.why}
    launch = house.journey.steps[1].onboarding_id
    assert undone["enboarder", launch] == "not_cancelled"
    assert house.journey.status is Status.CANCELLED
    assert house.partners.enboarder.running


def test_nobody_works_and_the_person_is_erased_all_the_same() -> None:
    """The queue stands still: a minute is waited, not longer."""
    # GIVEN a journey that waits, and no worker
    house = waiting()
    began = house.world.clock.now()
    # WHEN the person is erased by force
    report = erased(house.world, force=True)
    # THEN it took a minute, and the record says that the journey had not ended
    assert house.world.clock.now() - began <= patience.PATIENCE + 5
    assert told_of(house.world, PERSON[0]) == []
    undone = [each for each in report.erasure.remains if each.why]
    assert {each.id for each in undone} >= {house.journey.id}
    # AND what the queue still holds finds nothing to do
    house.work_off()
    assert told_of(house.world, PERSON[0]) == []
    assert house.journey.status is Status.CANCELLED


def test_a_lost_policy_does_not_keep_a_person_here() -> None:
    """Without it the journey cannot be cancelled by its rules."""
    # GIVEN a journey that waits, whose policy is gone
    house = waiting()
    house.world.table.write(Delete(keys.policy(TENANT, 1)))
    # WHEN the person is erased by force
    report = erased(house.world, force=True)
    # THEN they are
    assert told_of(house.world, PERSON[0]) == []
    assert report.erasure.outcome is Outcome.COMPLETED
    assert [(each.id, each.why) for each in report.erasure.remains if each.why] == [
        (house.journey.id, "not_ended")
    ]


def test_a_request_in_flight_is_recorded_as_such() -> None:
    """Its outcome is not known here, and will not be."""
    # GIVEN a request whose process has died
    house = a_house(steps())
    made = asked_to_verify(house)
    known = onboardings.get(house.world.table, made.id)
    assert known
    house.world.table.write(*onboardings.save(replace(known, status=OnboardingStatus.REQUESTING)))
    # WHEN the person is erased by force
    report = erased(house.world, onboarding(made.id), force=True)
    # THEN the record says so
    assert [(each.partner, each.why) for each in report.erasure.remains] == [
        ("incode", "in_flight")
    ]
    after = onboardings.get(house.world.table, made.id)
    assert after
    assert after.status is OnboardingStatus.UNKNOWN_OUTCOME


def test_a_notification_that_is_stuck_does_not_keep_a_person_here() -> None:
    """It is removed like any other."""
    # GIVEN a notification that could not be handled
    house = onboarded()
    facts = {"candidate_id": PERSON[0]}
    notified(house, "evt-stuck", facts, status=NotificationStatus.UNRESOLVED)
    # WHEN the person is erased, without force
    erased(house.world)
    # THEN it is gone
    assert notifications.get(house.world.table, "smartrecruiters", "evt-stuck") is None


def test_the_receipt_says_what_partners_keep() -> None:
    """By ids of ours; the partners' own are shown before, and stored nowhere."""
    # GIVEN a person whom every partner knows
    house = onboarded()
    # WHEN they are erased
    report = erased(house.world)
    # THEN each partner is named with what it has
    verification, launch = (each.onboarding_id for each in house.journey.steps[:2])
    assert {(each.partner, each.id, each.status) for each in report.erasure.remains} == {
        ("smartrecruiters", house.journey.id, "completed"),
        ("incode", verification, "verified"),
        ("enboarder", launch, "launched"),
    }


def test_a_request_that_waits_in_the_queue_is_cancelled_by_force() -> None:
    """It was not launched, and never is."""
    # GIVEN a launch that waits in the queue
    house = a_house(steps())
    made = launched(house, candidateId="can-queued", jobId="job-1")
    known = onboardings.get(house.world.table, made.id)
    assert known
    queued = replace(known, status=OnboardingStatus.QUEUED, sealed_order="sealed")
    house.world.table.write(*onboardings.save(queued))
    # WHEN the person is erased
    with pytest.raises(StillUnderWayError):
        erased(house.world, candidate("can-queued"))
    erased(house.world, candidate("can-queued"), force=True)
    # THEN it is cancelled
    after = onboardings.get(house.world.table, made.id)
    assert after
    assert (after.status, after.sealed_order) == (OnboardingStatus.CANCELLED, "")
