"""What went on when the backup was made is not done a second time."""

from dataclasses import replace
from typing import override

import pytest

from jetbridge.flows.event import outbox
from jetbridge.flows.restore.apply import apply
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.preview import preview
from jetbridge.flows.restore.steps import Result
from jetbridge.flows.schedule import reconcile, work
from jetbridge.model.changes_since import Erased, Moved, Requested, Since
from jetbridge.model.connection import Status as ConnectionStatus
from jetbridge.model.journey import Reason, Status
from jetbridge.model.journey_events import Decision
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.ports import DomainEvent
from jetbridge.partners.enboarder import onboarding
from jetbridge.store import connections, keys, onboardings, tenants, told_events
from jetbridge.store.table import Key, Put, Table, Write, WriteConflictError
from tests.fakes.context import World
from tests.fakes.passing import PassingTable
from tests.support.enboarder import CALLER, OK, ORDER, a_world, launches
from tests.support.journeys.env import TENANT, Simulation, a_simulation, in_world
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify
from tests.support.restoring import backup, keeping, restored

LATER = ("can-later", "job-1")


class Refusing(PassingTable):
    """A table that takes no write of one item."""

    def __init__(self, table: Table, refused: Key) -> None:
        super().__init__(table)
        self._refused = refused

    @override
    def write(self, *writes: Write) -> None:
        if self._refused in [each.key for each in writes]:
            raise WriteConflictError("busy")
        super().write(*writes)


def _applied(world: World, point: int, since: Since, *, hold_all: bool = False) -> list[str]:
    table = Restored(world.context(), point)
    steps = apply(table, since, hold_all=hold_all)
    return [each.what for each in steps if each.result is not Result.NOTHING]


def _held(world: World, point: int, since: Since) -> list[str]:
    return [each for each in _applied(world, point, since) if each != "versions"]


def _events(world: World) -> tuple[DomainEvent, ...]:
    return told_events.of_tenant(world.table, TENANT, since="", limit=100, after=None)[0]


def _sessions(simulation: Simulation) -> int:
    return len(simulation.partners.incode.sessions)


def test_a_hire_that_has_its_journey_begins_no_second_one() -> None:
    """The journey is lost with the table, the message to the person is not."""
    # GIVEN a hire after the backup, whose person was messaged
    with keeping() as lines:
        simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
        saved, point = backup(simulation.world), simulation.world.clock.now()
        simulation.world.clock.advance(60)
        lines.kept.clear()
        simulation.hire(LATER)
        simulation.work_off()
    messaged = _sessions(simulation)
    assert messaged == 1
    # WHEN the list is applied to the restored table, and SmartRecruiters tells of the hire again
    world = restored(simulation.world, saved)
    assert _applied(world, point, lines.since) == ["journey.lost"]
    again = in_world(world)
    again.notify(LATER)
    again.work_off()
    again.wait(hours=2)
    # THEN no journey begins, and the person is not messaged
    assert again.every == ()
    assert _sessions(again) == messaged
    # AND the next hire of the person is a new one
    again.take_back(LATER)
    again.work_off()
    again.hire(LATER)
    again.work_off()
    assert len(again.every) == 1


def test_without_the_list_the_person_would_be_messaged_twice() -> None:
    """What the list is for."""
    simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
    saved = backup(simulation.world)
    simulation.hire(LATER)
    simulation.work_off()
    again = in_world(restored(simulation.world, saved))
    again.notify(LATER)
    again.work_off()
    assert _sessions(again) == 2


def _verified_since() -> tuple[Simulation, World, int, Since]:
    """Return a journey that waited at the backup and has launched since, and the restored world."""
    with keeping() as lines:
        simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
        simulation.hire()
        simulation.work_off()
        saved, point = backup(simulation.world), simulation.world.clock.now()
        simulation.world.clock.advance(120)
        lines.kept.clear()
        simulation.succeed()
        simulation.work_off()
    assert simulation.status() is Status.COMPLETED
    return simulation, restored(simulation.world, saved), point, lines.since


def test_a_journey_that_has_moved_waits_for_an_operator() -> None:
    """Its launch was made: the restored table does not know it."""
    # GIVEN a journey that has launched since the backup
    simulation, world, point, since = _verified_since()
    launched = len(simulation.partners.enboarder.launched)
    # WHEN the list is applied, and the verdict comes again
    assert _held(world, point, since) == ["journey.moved"]
    again = in_world(world)
    again.succeed()
    again.work_off()
    again.wait(hours=12)
    # THEN nothing is launched a second time, and the journey says that it needs a person
    assert len(again.partners.enboarder.launched) == launched
    assert (again.status(), again.reason()) == (Status.NEEDS_ATTENTION, Reason.DID_NOT_FINISH)
    assert "restore" in [each.by for each in again.timeline]


@pytest.mark.parametrize(("hold_all", "has_lines"), [(True, True), (False, True), (True, False)])
def test_an_event_after_a_restore_is_told_from_those_that_are_lost(
    *, hold_all: bool, has_lines: bool
) -> None:
    """Its id is a new one, and its version is above theirs: a receiver passes over others."""
    # GIVEN a journey that has told of its moves since the backup
    simulation, world, point, since = _verified_since()
    world.table.write(tenants.opened(TENANT))
    told, kept = _events(simulation.world), _events(world)
    # WHEN the list is applied
    _applied(world, point, since if has_lines else Since(), hold_all=hold_all)
    # THEN the event that the journey waits for a person is behind all of them
    (held,) = _events(world)[len(kept) :]
    assert held.type == "journey.needs_attention"
    assert held.id not in {each.id for each in told}
    versions = [int(str(each.detail["version"])) for each in told]
    assert int(str(held.detail["version"])) > max(versions)


def _change(world: World, connection_id: str, status: ConnectionStatus) -> None:
    """Have a connection fail or recover, which others are told."""
    world.clock.advance(60)
    known = connections.get(world.table, connection_id)
    assert known
    after = replace(known, status=status, updated_at=world.clock.now())
    outbox.commit(world.context(), *connections.save(known, after, by="x"))


@pytest.mark.parametrize(("hold_all", "has_lines"), [(False, True), (True, False)])
def test_a_connection_goes_on_above_the_versions_that_are_lost(
    *, hold_all: bool, has_lines: bool
) -> None:
    """The ids of its events are made of them: a second one would be taken for the first."""
    # GIVEN a connection of whose changes since the backup others were told
    with keeping() as lines:
        simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
        company, then = simulation.company.id, simulation.world
        then.table.write(tenants.opened(TENANT))
        saved, point = backup(then), then.clock.now()
        lines.kept.clear()
        for status in (ConnectionStatus.DEGRADED, ConnectionStatus.ACTIVE) * 2:
            _change(then, company, status)
    told = {each.id for each in then.bus.published}
    assert len(lines.since.versioned) == 1
    # WHEN the list is applied, and the connection fails once more
    world, since = restored(then, saved), lines.since if has_lines else Since()
    assert "versions" in _applied(world, point, since, hold_all=hold_all)
    _change(world, company, ConnectionStatus.DEGRADED)
    # THEN its event has an id that none had
    assert world.bus.published[-1].type == "connection.degraded"
    assert world.bus.published[-1].id not in told
    # AND what is there is left alone by another run
    assert _applied(world, point, since) == []


def test_a_preview_tells_of_a_journey_that_asked_and_did_not_move() -> None:
    """It waits for an operator as well."""
    # GIVEN journeys of which one has moved, and both have asked for an onboarding
    asked = (
        Requested("onb_1", TENANT, 1, "jny_moved"),
        Requested("onb_2", TENANT, 1, "jny_asked"),
        Requested("onb_3", TENANT, 1, "jny_erased"),
    )
    erased = Erased("ers_1", TENANT, "x", 0, onboardings=("onb_3",))
    since = Since(moved=(Moved("jny_moved", TENANT, 2),), requested=asked, erased=(erased,))
    # THEN each is told once
    held = [each.about for each in preview(since) if each.what == "journey.moved"]
    assert held == [("jny_moved",), ("jny_asked",)]


def test_one_that_fails_keeps_no_other_from_being_held() -> None:
    """What was held before is listed, which it is not a second time."""
    # GIVEN a table that takes no write of one of the journeys that have moved
    simulation, world, point, since = _verified_since()
    first = world.table.get(keys.journey(simulation.journey.id))
    assert first
    world.table.write(Put(first | {"pk": keys.journey("jny_other").pk, "id": "jny_other"}))
    moved = Since(moved=(Moved("jny_other", TENANT, 99), *since.moved))
    context = world.context(table=Refusing(world.table, keys.journey("jny_other")))
    # WHEN the list is applied
    steps = [*apply(Restored(context, point), moved)]
    # THEN that one is to be applied once more, and the other is held
    done = [(each.result, each.about) for each in steps if each.result is not Result.NOTHING]
    assert done == [
        (Result.FAILED, ("jny_other",)),
        (Result.HELD, (simulation.journey.id,)),
    ]


def test_a_journey_that_an_operator_has_decided_since_is_left_alone() -> None:
    """The list may be applied a second time, days later."""
    # GIVEN a journey that was held, and that an operator has cancelled
    _, world, point, since = _verified_since()
    _applied(world, point, since)
    world.clock.advance(60)
    again = in_world(world)
    again.decide(Decision.CANCEL)
    again.work_off()
    before = again.journey
    # THEN a second run does not hold it
    assert _applied(world, point, since) == []
    assert again.journey == before


@pytest.mark.parametrize("hold_all", [True, False])
def test_a_journey_that_has_not_moved_goes_on(*, hold_all: bool) -> None:
    """Unless the list may lack lines: then every journey is held."""
    # GIVEN a journey that waited, and of which nothing happened since
    simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.world.table.write(tenants.opened(TENANT))
    world = restored(simulation.world, backup(simulation.world))
    point = world.clock.now()
    world.clock.advance(60)
    # WHEN an empty list is applied
    _applied(world, point, Since(), hold_all=hold_all)
    # THEN it goes on by itself, or waits
    again = in_world(world)
    again.succeed()
    again.work_off()
    assert (again.status() is Status.COMPLETED) is not hold_all


def test_a_request_that_waited_may_have_been_made() -> None:
    """It was queued at the backup, and performed a moment later."""
    # GIVEN launches that were queued at the backup, and made since
    world = a_world(OK, OK)
    world.table.write(tenants.opened(CALLER.tenant))
    orders = (ORDER, replace(ORDER, external_customer_id="hire-2"))
    first, second = onboarding.enqueue(world.context(), CALLER, orders, idempotency_key="k")
    assert isinstance(first, Onboarding)
    assert isinstance(second, Onboarding)
    again = restored(world, backup(world))
    point = world.clock.now()
    for message, _ in [*world.queue.sent]:
        work.do(world.context(), message)
    made = len(launches(world))
    # WHEN the list is applied
    steps = [*apply(Restored(again.context(), point), Since())]
    assert {each.about for each in steps} == {(first.id,), (second.id,)}
    assert {each.result for each in steps} == {Result.HELD}
    # THEN none of them is made again, whatever the queue and the schedules say
    again.clock.advance(7_200)
    reconcile.run(again.context())
    for message, _ in [*again.queue.sent]:
        work.do(again.context(), message)
    assert len(launches(world)) == made
    found = [onboardings.get(again.table, each.id) for each in (first, second)]
    assert {each.status for each in found if each} <= {
        OnboardingStatus.UNKNOWN_OUTCOME,
        OnboardingStatus.LAUNCHED,
    }
