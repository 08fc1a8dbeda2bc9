"""What happens while a person is erased: it is caught and shown, or it comes too late."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pytest

from jetbridge.flows.notification import inbox
from jetbridge.flows.people import erase
from jetbridge.flows.people.erase import ChangedError
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.flows.schedule import work
from jetbridge.model import work as messages
from jetbridge.model.erasure import Outcome
from jetbridge.store import applications, erasures, journeys, notifications, onboardings
from jetbridge.store.table import ConditionFailedError, WriteConflictError
from tests.fakes.hooks import HookedTable
from tests.support.journeys.env import TENANT, Simulation
from tests.support.killing import Killed
from tests.unit.flows.people.erasing import (
    candidate,
    erased,
    external,
    found,
    items,
    of_people,
    onboarding,
    told_of,
)
from tests.unit.flows.people.population import a_town, asked_to_verify, hired, launched, tell

MANY: Final = 400


def records(simulation: Simulation) -> list[Outcome]:
    """Return how the erasures of the tenant stand."""
    known, _ = erasures.of_tenant(simulation.world.table, TENANT, limit=10, after=None)
    return [each.outcome for each in known]


def test_a_hire_between_the_question_and_the_answer_stops_it() -> None:
    """It is shown, and nothing is erased."""
    # GIVEN a person whom the operator was shown
    simulation = a_town()
    hired(simulation, "can-1")
    shown = found(simulation.world, candidate("can-1"))
    # WHEN they are hired for another job before the answer
    journey = hired(simulation, "can-1", "job-2")
    before = items(simulation.world)
    with pytest.raises(ChangedError) as raised:
        erase.erase(simulation.world.context(), shown, by="ops")
    # THEN the new journey is what the operator is shown, and nothing was touched
    assert journey.id in {each.key for each in raised.value.changes}
    assert items(simulation.world) == before
    # AND what is shown now can be erased
    report = erase.erase(simulation.world.context(), raised.value.found, by="ops")
    assert report.erasure.counts["journeys"] == 2


def test_a_request_between_the_question_and_the_answer_stops_it() -> None:
    """An API client may ask for the person at any time."""
    # GIVEN a person whom the operator was shown
    simulation = a_town()
    hired(simulation, "can-1")
    shown = found(simulation.world, candidate("can-1"))
    # WHEN a client launches for them before the answer
    request = launched(simulation, candidateId="can-1", jobId="job-9")
    # THEN that is what is news
    with pytest.raises(ChangedError) as raised:
        erase.erase(simulation.world.context(), shown, by="ops")
    assert [each.key for each in raised.value.changes] == [request.id]


@pytest.mark.parametrize("by_own_id", [True, False])
def test_a_hire_stops_the_erasure_of_a_request_that_names_the_candidate(*, by_own_id: bool) -> None:
    """When the operator was asked, nothing was known of the candidate but the request."""
    # GIVEN a request that the operator was shown
    simulation = a_town()
    request = asked_to_verify(simulation, candidateId="can-1", externalCustomerId="mine")
    named = onboarding(request.id) if by_own_id else external("mine")
    shown = found(simulation.world, named)
    # WHEN its candidate is hired before the answer
    journey = hired(simulation, "can-1")
    before = items(simulation.world)
    with pytest.raises(ChangedError) as raised:
        erase.erase(simulation.world.context(), shown, by="ops")
    # THEN the journey is shown, nothing was touched, and what is shown now can be erased
    assert journey.id in {each.key for each in raised.value.changes}
    assert items(simulation.world) == before
    report = erase.erase(simulation.world.context(), raised.value.found, by="ops")
    assert report.erasure.counts["journeys"] == 1
    assert told_of(simulation.world, "can-1") == []


def test_what_has_gone_meanwhile_stops_nothing() -> None:
    """An event that was published, a record that has expired."""
    # GIVEN a person with a notification, whom the operator was shown
    simulation = a_town()
    hired(simulation, "can-1")
    event_id = tell(simulation, {"candidate_id": "can-1"}, event="candidate.updated")
    shown = found(simulation.world, candidate("can-1"))
    # WHEN the notification goes before the answer
    told = notifications.get(simulation.world.table, "smartrecruiters", event_id)
    assert told
    simulation.world.table.write(notifications.remove(told))
    # THEN the person is erased
    report = erase.erase(simulation.world.context(), shown, by="ops")
    assert report.erasure.outcome is Outcome.COMPLETED


def at_every_call(act: Callable[[Simulation], None]) -> list[tuple[Simulation, bool]]:
    """Erase a person once for each call to the table, with `act` at that moment.

    Return the simulations, and whether the erasure was stopped there. It is finished then.
    """
    ends = []
    for fatal in range(MANY):
        simulation = a_town()
        hired(simulation, "can-1")
        shown = found(simulation.world, candidate("can-1"))
        left = fatal
        acted = False

        def step(simulation: Simulation = simulation) -> None:
            nonlocal left, acted
            left -= 1
            if left == -1:
                acted = True
                act(simulation)

        context = simulation.world.context(table=HookedTable(simulation.world.table, step))
        stopped = False
        try:
            erase.erase(context, shown, by="ops")
        except ChangedError:
            stopped = True
        ends.append((simulation, stopped))
        if not acted:
            return ends
    pytest.fail("the enumeration does not end")


def test_a_hire_at_any_moment_is_shown_or_begins_nothing() -> None:
    """Whether it comes before the marker or after it: no journey is left unseen."""

    def hire(simulation: Simulation) -> None:
        simulation.partners.smartrecruiters.move("HIRED", ("can-1", "job-2"))
        tell(simulation, {"candidate_id": "can-1", "job_id": "job-2"})

    # WHEN the person is hired at any moment of the erasure
    ends = at_every_call(hire)
    # THEN either nothing was erased, and the marker is taken back
    stopped = [simulation for simulation, was_stopped in ends if was_stopped]
    for simulation in stopped:
        assert records(simulation) == []
        assert not [key for key in items(simulation.world) if key.pk.startswith("ERASED#")]
        assert len([each for each in simulation.every if each.candidate_id == "can-1"]) == 2
    # OR nothing of them is left, and nothing has begun
    for simulation in [simulation for simulation, was_stopped in ends if not was_stopped]:
        assert records(simulation) == [Outcome.COMPLETED]
        assert len(simulation.every) == 1
        assert told_of(simulation.world, "'can-1'", "can-1/job-2") == []
    assert stopped
    assert len(stopped) < len(ends)


def test_a_notification_at_any_moment_leaves_nothing_behind() -> None:
    """The worker, or the erasure, removes it."""

    def notify(simulation: Simulation) -> None:
        tell(simulation, {"candidate_id": "can-1"}, event="candidate.updated", work=False)

    # WHEN a notification is stored at any moment, and worked on afterwards
    for simulation, was_stopped in at_every_call(notify):
        simulation.work_off()
        if was_stopped:
            erased(simulation.world, candidate("can-1"))
        # THEN nothing of the person is left
        assert told_of(simulation.world, "'can-1'") == []


def test_a_look_that_is_under_way_begins_nothing() -> None:
    """It has read the application before the marker, and writes after it."""
    # GIVEN a look at a hire, which takes its time
    simulation = a_town()
    hired(simulation, "can-1")
    simulation.partners.smartrecruiters.move("HIRED", ("can-1", "job-2"))
    tell(simulation, {"candidate_id": "can-1", "job_id": "job-2"}, work=False)
    event = next(message for message, _ in simulation.world.queue.sent)
    inbox.work(simulation.world.context(), event)
    (look,) = [each for each, _ in simulation.world.queue.sent if each["kind"] == "application"]
    calls = []

    def step() -> None:
        calls.append(1)
        # After its record and the marker were read, before the partner has answered.
        if len(calls) == 8:
            erased(simulation.world, candidate("can-1"))

    slow = simulation.world.context(table=HookedTable(simulation.world.table, step))
    # WHEN the person is erased meanwhile
    with suppress(WriteConflictError):
        work.do(slow, look)
    # THEN no second journey has begun, and nothing is left
    assert len(calls) >= 8
    assert len(simulation.every) == 1
    assert told_of(simulation.world, "'can-1'", "can-1/job-2") == []


def test_a_mark_of_an_erased_person_is_refused_in_its_transaction() -> None:
    """Also where the record of the application is not there any more."""
    # GIVEN a notification of a hire that was read before the person was erased
    simulation = a_town()
    hired(simulation, "can-1")
    event_id = tell(simulation, {"candidate_id": "can-1", "job_id": "job-2"}, work=False)
    stored = notifications.get(simulation.world.table, "smartrecruiters", event_id)
    assert stored
    erased(simulation.world, candidate("can-1"))
    simulation.world.table.write(notifications.create(stored))
    # WHEN the worker acts on it, although the marker is there
    inbox.work(simulation.world.context(), messages.notification("smartrecruiters", event_id))
    # THEN there is no record
    assert applications.find(simulation.world.table, stored.connection_id, "can-1", "job-2") is None


def test_a_request_of_an_erased_journey_is_not_stored() -> None:
    """A worker that was about to ask a partner finds that there is no person to ask for."""
    # GIVEN a journey whose person was erased
    simulation = a_town()
    journey = hired(simulation, "can-1")
    known = onboardings.get(simulation.world.table, journey.steps[0].onboarding_id)
    assert known
    erased(simulation.world, candidate("can-1"))
    # WHEN another onboarding is to be stored for the journey
    late = replace(known, id="onb_late", journey_id=journey.id, version=0)
    with pytest.raises(ConditionFailedError):
        simulation.world.table.write(*onboardings.create(late))
    # THEN it is not there
    assert onboardings.get(simulation.world.table, "onb_late") is None


def test_whatever_is_written_about_an_erased_person_holds_nothing_of_them() -> None:
    """By a process that has read before, or by one that does not know better."""
    # GIVEN a journey and an onboarding of an erased person
    simulation = a_town()
    journey = hired(simulation, "can-1")
    erased(simulation.world, candidate("can-1"))
    before = of_people(simulation.world)
    kept = onboardings.get(simulation.world.table, journey.steps[0].onboarding_id)
    after = journeys.get(simulation.world.table, journey.id)
    assert kept
    assert after
    # WHEN ids and sealed things are written to them
    simulation.world.table.write(
        *onboardings.save(
            replace(
                kept,
                status=kept.status,
                external_customer_id="can-1",
                interview_id="can-1",
                sealed_person="can-1",
                settings={"kind": "basic", "externalId": "can-1"},
            )
        )
    )
    # THEN nothing of it is stored, and no event tells of it
    assert told_of(simulation.world, "'can-1'") == []
    assert set(of_people(simulation.world)) == set(before)


def test_two_operators_at_once_erase_one_person_once() -> None:
    """Both commands end well, or one says that there is nothing left."""
    # GIVEN two operators who were shown the same
    simulation = a_town()
    hired(simulation, "can-1")
    one, other = (found(simulation.world, candidate("can-1")) for _ in range(2))
    # WHEN both answer
    erase.erase(simulation.world.context(), one, by="ops-1")
    with suppress(PersonNotFoundError):
        erase.erase(simulation.world.context(), other, by="ops-2")
    # THEN the person is gone, and no record is left open
    assert told_of(simulation.world, "'can-1'") == []
    assert set(records(simulation)) == {Outcome.COMPLETED}


def test_a_crash_at_any_moment_leaves_the_person_recognisable() -> None:
    """From the first write on nothing begins for them, whatever else is done by then."""

    def die(simulation: Simulation) -> None:
        del simulation
        raise Killed

    # GIVEN an erasure that dies at some moment
    for fatal in range(MANY):
        simulation = a_town()
        hired(simulation, "can-1")
        shown = found(simulation.world, candidate("can-1"))
        left = fatal

        def step(simulation: Simulation = simulation) -> None:
            nonlocal left
            left -= 1
            if left == -1:
                die(simulation)

        context = simulation.world.context(table=HookedTable(simulation.world.table, step))
        try:
            erase.erase(context, shown, by="ops")
        except Killed:
            pass
        else:
            break
        # WHEN the person is hired again, and the command is run again
        begun = bool(records(simulation))
        simulation.partners.smartrecruiters.move("HIRED", ("can-1", "job-2"))
        tell(simulation, {"candidate_id": "can-1", "job_id": "job-2"})
        # THEN a journey has begun only where the erasure had not
        assert (len(simulation.every) == 1) is begun
        with suppress(PersonNotFoundError):
            erased(simulation.world, candidate("can-1"))
        # AND in the end nothing is left
        assert told_of(simulation.world, "'can-1'", "can-1/job") == []
        assert records(simulation) == [Outcome.COMPLETED]
