"""The re-seal: every value comes under the active key, whatever happens meanwhile."""

from dataclasses import replace
from typing import Any, override

import pytest

from jetbridge.flows.connection import credentials
from jetbridge.flows.schedule import work
from jetbridge.flows.sealing import pages
from jetbridge.model.reseal import MAX_INVOCATION, Standing, State, why_kept
from jetbridge.model.secret import Secret
from jetbridge.partners.smartrecruiters.credentials import company_pair
from jetbridge.store import connections, due, keys, onboardings, sealed, tenants
from jetbridge.store.table import ConditionFailedError, Delete, Item, Key, Put, Update
from tests.fakes.context import World
from tests.fakes.hooks import HookedTable
from tests.support.damage import CANARY
from tests.support.journeys.env import TENANT
from tests.unit.flows.sealing.sealed_world import (
    DEPLOYMENTS,
    MAX_AGE,
    MESSAGE,
    NEW,
    OLD,
    OTHER,
    RING,
    a_sealed_world,
    begun,
    finished,
    items,
    plain,
    rotated,
    state,
    under,
    worked_off,
)


class Killed(Exception):  # noqa: N818 - what happened, not an error to handle
    """The process ended here."""


def others(world: World) -> dict[Key, Item]:
    """Return the items without what is sealed, what schedules count, and the re-seal's own."""
    return {
        key: {
            name: value
            for name, value in item.items()
            if not name.startswith("sealed") and name not in {"due_at", due.TRIES}
        }
        for key, item in items(world).items()
        if key.pk != keys.reseal().pk
    }


def test_every_value_comes_under_the_active_key() -> None:
    """By a raw scan; each opens as before, and nothing else of any item has changed."""
    # GIVEN values of every kind under the first key
    world = a_sealed_world().world
    before, untouched = plain(world), others(world)
    kinds = {pk.partition("#")[0] for pk in under(world, OLD)}
    assert kinds == {"BROKER", "CONNECTION", "ENDPOINT", "ONBOARDING", "PSEUDONYMS"}
    # WHEN the keyring is rotated and the values are sealed again
    begun(world)
    run = finished(world)
    # THEN none is under the first key but those that are obtained again
    assert run.state is State.COMPLETE
    assert under(world, OLD) == DEPLOYMENTS
    assert run.found.under == {NEW: len(before) - len(DEPLOYMENTS)}
    # AND they are what they were
    assert plain(world) == before
    assert others(world) == untouched


def test_without_the_earlier_key_everything_goes_on() -> None:
    """A person is hired, verified and launched with the new key alone."""
    # GIVEN a deployment whose earlier key was removed after the re-seal
    simulation = a_sealed_world()
    world = simulation.world
    begun(world)
    finished(world)
    world.secrets.put("keyring", {name: key for name, key in RING.items() if name != OLD})
    world.secrets.get("keyring", fresh=True)
    # WHEN another person is hired and proves who they are
    simulation.hire(("candidate-2", "job-2"))
    simulation.work_off()
    simulation.succeed()
    simulation.work_off()
    # THEN the workflow is launched: every credential opens, or was obtained again
    assert len(simulation.partners.enboarder.launched) == 1


def test_it_begins_when_no_process_seals_under_the_earlier_key() -> None:
    """A warm process keeps the keyring that it has read, and its invocation goes on."""
    # GIVEN a re-seal that was asked for just after the rotation
    world = a_sealed_world().world
    run = begun(world)
    assert run.begins_at == world.clock.now() + MAX_AGE + MAX_INVOCATION
    # WHEN the schedule looks a second before that, or a message comes that was replayed
    world.clock.advance(MAX_AGE + MAX_INVOCATION - 1)
    worked_off(world)
    work.do(world.context(), dict(MESSAGE))
    # THEN nothing was done
    assert state(world) == run
    # AND a second later it begins
    world.clock.advance(1)
    worked_off(world)
    assert state(world).renewed
    assert under(world, OLD) == DEPLOYMENTS


def test_what_was_under_way_is_not_made_to_fail() -> None:
    """A flow stores what the partner answered, of what it had read; the next pass sees it."""
    # GIVEN a worker that has read an onboarding and asks the partner
    simulation = a_sealed_world()
    world, seen = simulation.world, simulation.onboarding
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    # WHEN its value is sealed again meanwhile
    worked_off(world)
    # THEN the worker's write succeeds, and brings the earlier envelope back
    world.table.write(*onboardings.save(replace(seen, updated_at=world.clock.now())))
    assert keys.onboarding(seen.id).pk in under(world, OLD)
    # AND the re-seal does not end before it has seen that
    run = finished(world)
    assert run.state is State.COMPLETE
    assert run.passes == 3
    assert under(world, OLD) == DEPLOYMENTS


def test_what_others_write_meanwhile_stands() -> None:
    """A credential that is replaced between the read and the write of the re-seal is kept."""
    # GIVEN a connection that is connected again as the re-seal comes to it
    world = a_sealed_world().world
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    key = keys.connection(f"con_{OTHER}")
    calls = 0

    def reconnect() -> None:
        nonlocal calls
        calls += 1
        found = connections.get(world.table, f"con_{OTHER}")
        if found and calls > 1 and OLD in str(found.sealed["api_key"]).split("."):
            vault = world.context().vault
            fresh = credentials.seal(vault, found.id, "api_key", Secret("a newer key"))
            after = replace(found, sealed={**found.sealed, "api_key": fresh})
            world.table.write(*connections.save(found, after, by="x"))

    # WHEN it is worked on
    work.do(world.context(table=HookedTable(world.table, reconnect)), dict(MESSAGE))
    # THEN the newer credential is there, and the other value is sealed again
    opened = plain(world)
    assert opened[key, "sealed", "api_key"] == "a newer key"
    assert opened[key, "sealed", "passphrase"] == f"{OTHER}'s passphrase"
    assert key.pk not in under(world, OLD)


def test_an_item_that_others_keep_writing_is_left_to_the_next_pass() -> None:
    """And the pass does not count as one that found nothing to do."""
    # GIVEN a connection that is written before each write of the re-seal
    world = a_sealed_world().world
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)

    class Busy(HookedTable):
        """Has another process write the connection before each write of it."""

        @override
        def write(self, *writes: Any) -> None:
            """Write the connection, then pass the writes on."""
            if any(each.key == keys.connection(f"con_{OTHER}") for each in writes):
                found = connections.get(world.table, f"con_{OTHER}")
                assert found
                world.table.write(*connections.save(found, found, by="x"))
            super().write(*writes)

    # WHEN it is worked on
    work.do(world.context(table=Busy(world.table, lambda: None)), dict(MESSAGE))
    # THEN it is still under the first key, and another pass follows
    assert keys.connection(f"con_{OTHER}").pk in under(world, OLD)
    assert state(world).passes == 2
    # AND so it is after a pass in which nothing else was to be done
    world.clock.advance(MAX_INVOCATION)
    work.do(world.context(table=Busy(world.table, lambda: None)), dict(MESSAGE))
    assert (state(world).state, state(world).passes) == (State.RUNNING, 3)
    assert finished(world).state is State.COMPLETE
    assert under(world, OLD) == DEPLOYMENTS


def test_a_process_may_die_at_any_moment() -> None:
    """Before and after every call of the table: nothing is lost, and the end is the same."""
    survived = False
    for moment in range(1, 200):
        # GIVEN a process that dies at its n-th step
        world = a_sealed_world().world
        before = plain(world)
        begun(world)
        world.clock.advance(MAX_AGE + MAX_INVOCATION)
        steps = 0

        def die(moment: int = moment) -> None:
            nonlocal steps
            steps += 1
            if steps == moment:
                raise Killed

        # WHEN it works on the re-seal
        try:
            work.do(world.hooked(die), dict(MESSAGE))
            survived = True
        except Killed:
            pass
        # THEN every value still opens as it did
        assert plain(world) == before
        # AND the re-seal comes to its end
        assert finished(world).state is State.COMPLETE
        assert under(world, OLD) == DEPLOYMENTS
        if survived:
            break
    assert survived


@pytest.mark.parametrize("moment", range(1, 80, 6))
def test_people_are_hired_and_verified_meanwhile(moment: int) -> None:
    """Whatever the re-seal does between two steps of a journey, and the other way round."""
    # GIVEN a re-seal, between whose steps one person is hired and another one is verified
    simulation = a_sealed_world()
    world = simulation.world
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    steps = 0

    def live() -> None:
        nonlocal steps
        steps += 1
        if steps == moment:
            simulation.succeed()
            simulation.hire(("candidate-2", "job-2"))
            simulation.work_off()

    # WHEN it is worked on, and time passes
    work.do(world.hooked(live, lambda: None), dict(MESSAGE))
    run = finished(world)
    # THEN it is complete, and nothing is left under the first key
    assert run.state is State.COMPLETE
    assert under(world, OLD) <= DEPLOYMENTS
    # AND the journeys went on: one was launched, the other has its link
    if steps >= moment:
        assert len(simulation.partners.enboarder.launched) == 1
        assert len(simulation.every) == 2
    assert plain(world)


def test_a_credential_that_is_used_is_sealed_again_without_a_new_version() -> None:
    """What is under way with the connection does not fail because of that."""
    # GIVEN a connection under the first key, and a keyring whose active key is the second
    simulation = a_sealed_world()
    world = simulation.world
    before = simulation.company
    rotated(world)
    world.secrets.get("keyring", fresh=True)
    # WHEN its credential is used
    company_pair(world.context(), before).load()
    # THEN its values are under the second, and nothing else has changed
    after = simulation.company
    assert keys.connection(after.id).pk in under(world, NEW)
    assert replace(after, sealed=before.sealed) == before


def test_what_does_not_open_is_named_and_kept() -> None:
    """It may be sealed under a key that was removed by hand, or be altered."""
    # GIVEN a connection with one value that is altered and one under a key that is gone
    world = a_sealed_world().world
    found = connections.get(world.table, f"con_{OTHER}")
    assert found
    broken = {"api_key": f"{found.sealed['api_key'][:-4]}AAAA", "passphrase": "v1.k9." + "A" * 40}
    world.table.write(*connections.save(found, replace(found, sealed=broken), by="x"))
    # WHEN the re-seal is over
    begun(world)
    run = finished(world)
    # THEN it is complete, counts them by key, and names the item
    assert run.state is State.COMPLETE
    assert run.found.stuck == {OLD: 1, "k9": 1}
    assert run.found.stuck_at == (f"CONNECTION#con_{OTHER}",)
    kept = connections.get(world.table, f"con_{OTHER}")
    assert kept
    assert kept.sealed == broken
    # AND the key under which one of them is stays, unless it is given up
    ring = Standing(NEW, run.begins_at)
    later = run.begins_at + 3_600
    assert "CONNECTION#con_globex" in why_kept(run, OLD, ring, now=later, abandon=False)
    assert why_kept(run, OLD, ring, now=later, abandon=True) == ""


def test_what_is_no_envelope_is_named_too() -> None:
    """Such as what was written by hand."""
    # GIVEN
    world = a_sealed_world().world
    found = connections.get(world.table, f"con_{OTHER}")
    assert found
    world.table.write(*connections.save(found, replace(found, sealed={"api_key": "x"}), by="x"))
    # WHEN
    begun(world)
    # THEN
    assert finished(world).found.stuck == {"?": 1}


def test_long_lists_are_read_page_by_page() -> None:
    """Of connections, onboardings and tenants; each is counted once."""
    # GIVEN more tenants, connections and onboardings than a page has
    simulation = a_sealed_world()
    world, vault = simulation.world, simulation.world.context().vault
    found = connections.get(world.table, f"con_{OTHER}")
    assert found
    onboarding = simulation.onboarding
    for n in range(2 * pages.PAGE + 3):
        value = credentials.seal(vault, f"con_{n}", "api_key", Secret(f"{n}"))
        more = replace(found, id=f"con_{n}", sealed={"api_key": value}, version=0)
        world.table.write(*connections.save(None, more, by="x"))
        link = vault.seal(Secret("l"), item=keys.onboarding(f"onb_{n}"), field="link")
        another = replace(onboarding, id=f"onb_{n}", sealed_link=link, journey_id="", version=0)
        another = replace(
            another, sealed_person="", sealed_order="", sealed_refusal="", sealed_warning=""
        )
        world.table.write(onboardings.create(another)[0])
        world.table.write(tenants.opened(f"tenant-{n}"))
    before = plain(world)
    # WHEN
    begun(world)
    run = finished(world)
    # THEN
    assert run.found.tenants == 2 * pages.PAGE + 5
    assert run.renewed == len(before) - len(DEPLOYMENTS)
    assert under(world, OLD) == DEPLOYMENTS
    assert plain(world) == before


def test_an_item_that_is_gone_meanwhile_is_no_trouble() -> None:
    """An endpoint is removed between the read and the write."""
    # GIVEN
    world = a_sealed_world().world
    begun(world)
    world.clock.advance(MAX_AGE + MAX_INVOCATION)
    key = keys.endpoint(TENANT)

    class Removing(HookedTable):
        """Removes the endpoint before it is written."""

        @override
        def write(self, *writes: Any) -> None:
            """Remove it, then pass the writes on."""
            if any(each.key == key for each in writes):
                world.table.write(Delete(key))
            super().write(*writes)

    # WHEN
    work.do(world.context(table=Removing(world.table, lambda: None)), dict(MESSAGE))
    # THEN it is not made again
    assert key not in items(world)
    assert state(world).passes == 2


def test_a_write_that_lost_leaves_no_trace() -> None:
    """The item's replacement holds for the values that were read, and for no others."""
    # GIVEN an item as it was read, and written since
    world = a_sealed_world().world
    stale = items(world)[keys.endpoint(TENANT)]
    (value,) = sealed.values(stale)
    world.table.write(Put({**stale, "sealed_secrets": "v1.k1.other"}))
    # WHEN it is replaced
    with pytest.raises(ConditionFailedError):
        world.table.write(sealed.replacement(stale, {value: "v1.k2.x"}))
    # THEN it stands
    assert items(world)[keys.endpoint(TENANT)]["sealed_secrets"] == "v1.k1.other"


def test_a_broken_list_of_endpoints_stops_nothing() -> None:
    """The endpoints are found all the same: their secrets come under the active key."""
    # GIVEN a list of endpoints that cannot be read
    world = a_sealed_world().world
    world.table.write(Update(keys.endpoint_directory(TENANT), set={"endpoints": CANARY}))
    # WHEN everything is sealed again
    begun(world)
    run = finished(world)
    # THEN nothing is left under the earlier key
    assert run.state is State.COMPLETE
    assert under(world, OLD) == DEPLOYMENTS
