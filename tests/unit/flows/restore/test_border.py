"""A change at the moment of the restore: the table that has it is told nothing, the other is.

The list is read from a minute before the moment, because clocks differ. So it also tells of what
the table knows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from jetbridge.flows import audit
from jetbridge.flows.audit import Trail
from jetbridge.flows.event.webhooks import endpoint as endpoints_flow
from jetbridge.flows.journey import policies as policies_flow
from jetbridge.flows.people import erase, lift
from jetbridge.flows.restore.apply import apply
from jetbridge.flows.restore.ends import Restored
from jetbridge.flows.restore.steps import Result
from jetbridge.model.audit import Action, Change, Outcome
from jetbridge.model.journey import Status
from jetbridge.model.record import replace
from jetbridge.model.scopes import ClientKind
from jetbridge.oauth import clients
from jetbridge.store import endpoints, erasures
from jetbridge.store.table import key_of
from tests.fakes.context import World
from tests.support.journeys.env import TENANT, a_simulation, in_world
from tests.support.journeys.policies import LAUNCH, REPORT, policy, verify
from tests.support.restoring import Backup, Lines, backup, keeping, restored
from tests.unit.flows.people.erasing import found, known_by_everything, onboarded

type Act = Callable[[World], object]


@dataclass
class Made:
    """A change that was made in a world, its lines, and the table before, within and after it."""

    world: World
    lines: Lines
    before: Backup
    within: Backup
    after: Backup

    def applied(self, saved: Backup) -> tuple[list[Result], Backup]:
        """Restore the table to a moment, and apply the list; return what came of it."""
        again = restored(self.world, saved)
        steps = apply(Restored(again.context(), again.clock.now()), self.lines.since)
        return [each.result for each in steps], backup(again)


def _made(world: World, action: Action, act: Act, *on: str) -> Made:
    """Make a change with its entries in the trail, and its lines."""
    world.clock.advance(60)
    lines, before = Lines(), backup(world)
    trail = replace(Trail.of(world.context()), changes=lines)
    with audit.recorded(trail, Change(action, TENANT, "operator:arn", f"r-{action}", on)):
        act(world)
        within = backup(world)
    return Made(world, lines, before, within, backup(world))


def _rotated(world: World) -> Made:
    """Return the rotation of a client's secret, which ends the former one at once."""
    client, _ = clients.new_client(
        world.ids, world.clock, kind=ClientKind.API, tenant=TENANT, name="", scopes=()
    )
    world.table.write(clients.put(client))

    def rotate(world: World) -> None:
        world.table.write(clients.rotate(client, world.ids, world.clock, overlap=0)[2])

    return _made(world, Action.CLIENT_ROTATE, rotate, client.client_id)


def _put(world: World) -> Made:
    """Return the replacement of a policy by another one."""
    other = policy(verify(), LAUNCH)
    return _made(
        world,
        Action.POLICY_PUT,
        lambda world: policies_flow.put(world.context(), TENANT, other, replaces=1),
    )


def _set(world: World) -> Made:
    """Return the replacement of an endpoint by another one."""

    def set_(world: World, url: str = "https://tenant.example/new") -> None:
        known = endpoints.get(world.table, TENANT)
        endpoints_flow.set_(world.context(), TENANT, url, (), known=known)

    set_(world, "https://tenant.example/former")
    return _made(world, Action.WEBHOOK_SET, set_)


@pytest.mark.parametrize("replaced", [_rotated, _put, _set])
def test_a_replacement_counts_once(replaced: Callable[[World], Made]) -> None:
    """What it made is in a table of after it, and must not be stopped there."""
    # GIVEN a change in the second of the restore
    made = replaced(a_simulation(policy()).world)
    # WHEN it is applied to the table that has it
    results, left = made.applied(made.after)
    # THEN nothing is changed
    assert results == [Result.NOTHING]
    assert left == made.after
    # AND in the table of a moment earlier what it replaced is stopped
    results, left = made.applied(made.before)
    assert results == [Result.HELD]
    assert left != made.before


@pytest.mark.parametrize("replaced", [_rotated, _put])
def test_what_a_change_has_made_stays_where_its_end_is_lost(
    replaced: Callable[[World], Made],
) -> None:
    """The new secret was handed out, and the new policy is in force."""
    # GIVEN a table of the moment between a change and its record
    made = replaced(a_simulation(policy()).world)
    # WHEN it is applied
    _, left = made.applied(made.within)
    # THEN what it made is as it was
    assert left == made.within


def test_a_change_that_ended_after_the_moment_is_not_taken_for_known() -> None:
    """The table knows that it began: it may have been made afterwards."""
    made = _rotated(a_simulation(policy()).world)
    world = made.world
    begun = replace(made.lines.since, changed=(made.lines.since.changed[0],))
    # GIVEN a table that has the first entry of a change alone
    saved = restored(world, made.before)
    trail = replace(Trail.of(saved.context()), changes=made.lines)
    made.lines.kept.clear()
    audit.append(
        trail,
        Change(Action.CLIENT_ROTATE, TENANT, "operator:arn", "r-x", begun.changed[0].on),
        Outcome.BEGUN,
    )
    # THEN the former secret ends
    assert made.applied(backup(saved))[0] == [Result.HELD]


def test_a_journey_that_the_table_has_as_it_was_last_written_goes_on() -> None:
    """It moved in the minute before the moment, and has done nothing since."""
    # GIVEN a journey that began just before the backup
    with keeping() as lines:
        simulation = a_simulation(policy(verify(), LAUNCH, REPORT))
        simulation.hire()
        simulation.work_off()
    world = restored(simulation.world, backup(simulation.world))
    # WHEN the list is applied, and the verdict comes
    steps = apply(Restored(world.context(), world.clock.now()), lines.since)
    assert {each.result for each in steps} == {Result.NOTHING}
    again = in_world(world)
    again.succeed()
    again.work_off()
    # THEN the journey goes on by itself
    assert again.status() is Status.COMPLETED


def test_who_was_erased_and_hired_again_before_the_moment_stays() -> None:
    """The erasure was lifted: what is there of the person has come since."""
    # GIVEN a person who was erased, whose erasure was lifted, and of whom something has come again
    simulation = onboarded()
    known_by_everything(simulation)
    world, lines = simulation.world, Lines()
    saved = backup(world)
    erase.erase(world.context(), found(world), by="o", changes=lines)
    (record,), _ = erasures.of_tenant(world.table, TENANT, limit=9, after=None)
    lift.lift(world.context(), record, by="o")
    again = restored(world, (*backup(world), *_gone(saved, backup(world))))
    before = backup(again)
    # WHEN the erasure is applied to that table
    steps = [*apply(Restored(again.context(), again.clock.now()), lines.since)]
    # THEN it erases nothing
    assert [each.result for each in steps] == [Result.APPLIED]
    assert backup(again) == before


def _gone(before: Backup, after: Backup) -> Backup:
    """Return what was removed altogether."""
    kept = {key_of(each) for each in after}
    return tuple(each for each in before if key_of(each) not in kept)
