"""The messages of a re-seal: one at a time, each in time, and none that is lost."""

from typing import Any, override

import pytest

from jetbridge.flows.schedule import dispatch, tasks, work
from jetbridge.flows.sealing import reseal
from jetbridge.model.reseal import MAX_INVOCATION, State
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.model.work import UPKEEP
from jetbridge.store import due, keys, reseals
from jetbridge.store.table import ConditionFailedError, TableUnavailableError, Update
from jetbridge.store.unread import Unread
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.support.damage import CANARY
from tests.unit.flows.sealing.sealed_world import (
    DEPLOYMENTS,
    MAX_AGE,
    MESSAGE,
    NEW,
    OLD,
    RING,
    a_sealed_world,
    begun,
    finished,
    items,
    plain,
    state,
    under,
    worked_off,
)


def test_of_two_messages_at_once_one_goes_on() -> None:
    """Wherever the second comes, nothing is lost, and it is complete in the end."""
    for moment in range(1, 60, 3):
        # GIVEN a worker that does the same work between two steps of another one
        world = a_sealed_world().world
        before = plain(world)
        begun(world)
        world.clock.advance(MAX_AGE + MAX_INVOCATION)
        steps = 0

        def interrupt(moment: int = moment, world: World = world) -> None:
            nonlocal steps
            steps += 1
            if steps == moment:
                work.do(world.context(), dict(MESSAGE))

        # WHEN both are done
        work.do(world.hooked(interrupt, lambda: None), dict(MESSAGE))
        # THEN
        assert plain(world) == before
        assert finished(world).state is State.COMPLETE
        assert under(world, OLD) == DEPLOYMENTS


def test_one_message_has_the_lease() -> None:
    """Of two that have read the same state; the other one does nothing."""
    # GIVEN two messages that find it due
    world = a_sealed_world().world
    run = begun(world)
    # WHEN both take it up
    until = world.clock.now() + reseal.LEASE
    world.table.write(reseals.lease(run, until=until))
    # THEN the second one is refused
    with pytest.raises(ConditionFailedError):
        world.table.write(reseals.lease(run, until=until))
    # AND a third one, which reads it afterwards, waits for the end of the lease
    before = items(world)
    work.do(world.context(), dict(MESSAGE))
    assert items(world) == before


def test_another_rotation_ends_it() -> None:
    """What it was to prove can no longer be true; the next one begins from the beginning."""
    # GIVEN a re-seal, and another rotation before it is done
    world = a_sealed_world().world
    begun(world)
    third = {**RING, "active": "k3", "k3": "a-third-made-up-key-of-more-than-forty-three-c"}
    world.secrets.put("keyring", third)
    # WHEN it is due
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    worked_off(world)
    # THEN it is over
    assert state(world).state is State.OVERTAKEN
    # AND the next one brings everything under the third key
    reseal.ask_for(world.context(), settled=world.clock.now())
    assert finished(world).key == "k3"
    assert under(world, OLD) == DEPLOYMENTS
    assert under(world, NEW) == set()


def test_a_message_ends_in_time_and_has_the_next_one_sent() -> None:
    """It goes on where the one before it has stopped."""
    # GIVEN a table that takes eleven seconds a write
    world = a_sealed_world().world
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    slow = HookedTable(world.table, lambda: world.clock.advance(11), lambda: None)
    # WHEN a message is worked on
    world.queue.sent.clear()
    work.do(world.context(table=slow), dict(MESSAGE))
    # THEN another one is sent, of the group of upkeep, and the place is stored
    assert [message for message, _ in world.queue.sent] == [
        {**MESSAGE, "group": UPKEEP, "tenant": EVERY_TENANT}
    ]
    first = state(world)
    assert first.passes == 1
    assert first.place.tenant or first.found.under
    # AND that one does not begin from the beginning
    work.do(world.context(), dict(MESSAGE))
    assert state(world).renewed >= first.found.renewed
    assert state(world).passes == 2


def test_where_the_queue_takes_nothing_the_schedule_goes_on() -> None:
    """Within a minute."""
    # GIVEN a message that ended in time while the queue was down
    world = a_sealed_world().world
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    slow = HookedTable(world.table, lambda: world.clock.advance(11), lambda: None)
    world.queue.broken = True
    work.do(world.context(table=slow), dict(MESSAGE))
    world.queue.broken = False
    world.queue.sent.clear()
    # WHEN the schedule looks
    worked_off(world)
    # THEN the pass is over
    assert state(world).passes == 2


def test_one_that_always_fails_ends_among_the_dead_letters_and_is_taken_up_again() -> None:
    """The lease is no progress: tries stay counted. An operator asks for it once more."""
    # GIVEN a re-seal whose every message fails
    world = a_sealed_world().world
    begun(world)

    def fail() -> None:
        raise TableUnavailableError("down")

    class Failing(HookedTable):
        """Fails where a tenant is looked for."""

        @override
        def query_tenant(self, *args: Any, **options: Any) -> Any:
            """Fail."""
            del args, options
            fail()

    # WHEN it was tried for days
    for _ in range(due.MAX_TRIES + 1):
        world.clock.advance(due.MAX_HOLD + dispatch.HOLD)
        tasks.run(world.context())
        mine = [message for message, _ in world.queue.sent if message.get("task") == "reseal"]
        world.queue.sent.clear()
        for message in mine:
            with pytest.raises(TableUnavailableError):
                work.do(world.context(table=Failing(world.table, lambda: None)), dict(message))
    # THEN it is a dead letter, and due no more
    letters = [message for message, _ in world.dead_letters.sent]
    assert [each["task"] for each in letters if each.get("task") == "reseal"] == ["reseal"]
    assert "due_shard" not in items(world)[keys.reseal()]
    # AND an operator who asks for it has it go on
    reseal.ask_for(world.context(), settled=0)
    assert finished(world).state is State.COMPLETE
    assert under(world, OLD) <= DEPLOYMENTS  # which may have expired by then


def test_asking_again_does_not_begin_again() -> None:
    """Neither while it waits nor while it goes on."""
    # GIVEN
    world = a_sealed_world().world
    first = begun(world)
    # WHEN it is asked for once more
    second = reseal.ask_for(world.context(), settled=first.begins_at + 99).run
    # THEN it begins when it was to
    assert (second.begins_at, second.next_at) == (first.begins_at, first.next_at)
    # AND after its first pass it goes on with the second
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    worked_off(world)
    third = reseal.ask_for(world.context(), settled=0).run
    assert third.passes == 2


def test_one_that_is_over_is_done_again() -> None:
    """An operator may want to look once more."""
    # GIVEN a complete one
    world = a_sealed_world().world
    begun(world)
    finished(world)
    # WHEN another is asked for, THEN it begins, and finds nothing to do
    assert reseal.ask_for(world.context(), settled=0).run.state is State.RUNNING
    run = finished(world)
    assert (run.state, run.passes, run.renewed) == (State.COMPLETE, 1, 0)


@pytest.mark.parametrize(
    "damage",
    [
        Update(keys.reseal(), set={"version": CANARY}),
        Update(keys.reseal(), remove=("version",)),
        Update(keys.reseal(), set={"state": CANARY}),
        Update(keys.reseal(), set={"found": [CANARY]}),
    ],
)
def test_one_that_cannot_be_read_begins_again(damage: Update) -> None:
    """What it has done is found done; what still works on it stores nothing."""
    # GIVEN a re-seal under way that cannot be read, and a worker that has read it before
    world = a_sealed_world().world
    late = begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    world.table.write(damage)
    # WHEN an operator asks for it, twice in the same moment
    before = reseals.get_or_unread(world.table)
    asked = reseal.ask_for(world.context(), settled=0)
    # THEN another one begins, and says what was wrong with the one before
    assert isinstance(before, Unread)
    assert asked.unread
    assert asked.unread.why == before.why
    assert asked.run.passes == 1
    assert state(world) == asked.run
    assert reseal.ask_for(world.context(), settled=0).unread is None
    # AND who has read the one before it writes nothing
    for write in (reseals.save(asked.run, before), reseals.save(late)):
        with pytest.raises(ConditionFailedError):
            world.table.write(write)
    # AND it comes to its end
    assert finished(world).state is State.COMPLETE
    assert under(world, OLD) == DEPLOYMENTS


def test_a_message_without_a_re_seal_does_nothing() -> None:
    """Such as one that was replayed."""
    world = a_sealed_world().world
    work.do(world.context(), dict(MESSAGE))
    assert reseals.get(world.table) is None


def test_a_deployment_without_tenants_is_done_at_once() -> None:
    """There is nothing to seal again."""
    world = World()
    begun(world)
    assert finished(world).found.under == {}
