"""A policy is paused, resumed and removed: no hire of a pause is lost."""

import pytest

from jetbridge.flows.journey import due
from jetbridge.flows.journey import policies as flow
from jetbridge.flows.journey.policies import NoPolicyError, PolicySupersededError
from jetbridge.model.journey import Status
from jetbridge.store import policies
from jetbridge.store.policies import Current, State
from jetbridge.store.table import ConditionFailedError
from tests.fakes.context import World
from tests.support.hires import (
    a_company,
    deliver,
    document,
    every_journey,
    known,
    look,
    put_policy,
    tell,
)

HOUR = 3_600


def change(world: World, state: State, *, seen: int = 1, by: str = "olga") -> Current:
    """Pause, resume or remove the tenant's policy."""
    return flow.change(world.context(), "demo", state, by=by, seen=seen)


def an_hour_later(world: World) -> None:
    """Let an hour pass, and the worker look at what is due."""
    world.clock.advance(HOUR)
    due.run(world.context())
    look(world)


def test_a_hire_of_a_pause_begins_when_the_policy_is_resumed() -> None:
    """However long the pause was."""
    # GIVEN a hire while the policy is paused
    world, company = a_company()
    change(world, State.PAUSED)
    company.hire()
    tell(world)
    look(world)
    assert every_journey(world) == ()
    # WHEN three weeks pass, looked at each hour
    for _ in range(21 * 24):
        an_hour_later(world)
    assert every_journey(world) == ()
    # AND the policy is resumed
    after = change(world, State.ACTIVE, by="omar")
    an_hour_later(world)
    # THEN the journey begins
    (journey,) = every_journey(world)
    assert journey.policy_version == 1
    # AND it is known when it was resumed, and of whom paused it nothing is kept
    assert (after.state, after.changed_by) == (State.ACTIVE, "")
    assert after.changed_at == world.clock.now() - HOUR


def test_a_hire_that_was_taken_back_during_a_pause_begins_nothing() -> None:
    """What counts is how the application stands when the pause ends."""
    world, company = a_company()
    change(world, State.PAUSED)
    company.hire()
    tell(world)
    look(world)
    company.take_back()
    change(world, State.ACTIVE)
    an_hour_later(world)
    assert every_journey(world) == ()


def test_a_journey_that_runs_goes_on_during_a_pause() -> None:
    """Its person was asked already."""
    # GIVEN a journey that has begun
    world, company = a_company()
    company.hire()
    tell(world)
    look(world)
    # WHEN the policy is paused, or removed
    change(world, State.PAUSED)
    change(world, State.REMOVED)
    deliver(world, "journey")
    # THEN the journey comes to its end
    (journey,) = every_journey(world)
    assert journey.status is Status.COMPLETED


def test_a_version_that_is_put_during_a_pause_is_paused() -> None:
    """The operator who paused it decides when hires begin again."""
    world, company = a_company()
    change(world, State.PAUSED)
    assert flow.put(world.context(), "demo", document("ready"), replaces=1) == 2
    company.hire()
    tell(world)
    look(world)
    assert every_journey(world) == ()
    assert policies.latest(world.table, "demo").state is State.PAUSED
    change(world, State.ACTIVE, seen=2)
    an_hour_later(world)
    assert [each.policy_version for each in every_journey(world)] == [2]


def test_a_removed_policy_is_none() -> None:
    """A hire leads to nothing, and it is not looked at again."""
    # GIVEN a policy that was removed
    world, company = a_company()
    change(world, State.REMOVED)
    assert (policies.current(world.table, "demo"), policies.began(world.table, "demo")) == (0, None)
    # WHEN a person is hired
    company.hire()
    tell(world)
    look(world)
    # THEN nothing begins
    assert every_journey(world) == ()
    found = known(world)
    assert not found or found.look_at is None
    # AND no version is lost
    assert policies.get(world.table, "demo", 1)


def test_a_policy_after_a_removal_has_the_next_number_and_its_own_beginning() -> None:
    """Hires of the time without a policy are not made up for."""
    world, _ = a_company()
    change(world, State.REMOVED)
    world.clock.advance(30 * 24 * HOUR)
    written = policies.get(world.table, "demo", 1)
    assert written
    assert flow.put(world.context(), "demo", written, replaces=0) == 2
    assert policies.began(world.table, "demo") == world.clock.now()
    assert policies.latest(world.table, "demo").state is State.ACTIVE


@pytest.mark.parametrize("state", State)
def test_what_was_seen_is_changed_and_nothing_newer(state: State) -> None:
    """A version that came meanwhile is not removed with the one that was looked at."""
    world, _ = a_company()
    put_policy(world, before=1)
    with pytest.raises(PolicySupersededError) as refused:
        change(world, state, seen=1)
    assert refused.value.version == 2
    assert policies.latest(world.table, "demo").state is State.ACTIVE


def test_where_there_is_no_policy_nothing_is_changed() -> None:
    """A mistyped tenant is told so."""
    world, _ = a_company(None)
    with pytest.raises(NoPolicyError):
        change(world, State.PAUSED)
    change_after_removal, _ = a_company()
    change(change_after_removal, State.REMOVED)
    with pytest.raises(NoPolicyError):
        change(change_after_removal, State.ACTIVE)


def test_a_repeat_changes_nothing() -> None:
    """Who paused it first is remembered."""
    world, _ = a_company()
    first = change(world, State.PAUSED)
    world.clock.advance(60)
    assert change(world, State.PAUSED, by="omar") == first


def test_a_put_does_not_undo_a_removal_that_it_has_not_seen() -> None:
    """The two are decided by the condition of the write."""
    # GIVEN a version that was read before an operator removed the policy
    world, _ = a_company()
    before = policies.latest(world.table, "demo")
    change(world, State.REMOVED)
    written = policies.get(world.table, "demo", 1)
    assert written
    # WHEN it is replaced
    writes = policies.replaced("demo", written, before=before, now=world.clock.now())
    with pytest.raises(ConditionFailedError):
        world.table.write(*writes)
    # THEN it stays removed
    assert policies.current(world.table, "demo") == 0
