"""Flows that share a journey."""

from collections import Counter
from dataclasses import replace
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.journey import decide
from jetbridge.flows.schedule import work
from jetbridge.model import work as messages
from jetbridge.model.journey_events import AtVersion, Decision
from tests.fakes.context import World
from tests.support.journeys import env as simulations
from tests.support.journeys.policies import LAUNCH, REPORT, policy
from tests.support.journeys.policies import verify as verifying
from tests.unit.flows.people.erasing import candidate, erased_by
from tests.unit.interleave.gaps import Scene
from tests.unit.interleave.hires import LONG


def _a_verified_person() -> World:
    """Return a world in which a person has proved who they are; the queue holds the news."""
    simulation = simulations.a_simulation(policy(verifying(), LAUNCH, REPORT))
    simulation.hire()
    simulation.work_off()
    simulation.succeed()
    return simulation.world


def _worker(world: World, context: Context) -> None:
    """Do what the queue holds, without taking it: another worker has the same messages."""
    for message, _ in [*world.queue.sent]:
        work.do(context, dict(message))


def _transition(world: World, context: Context) -> None:
    work.do(context, messages.journey(simulations.in_world(world).journey.id))


def _cancel(world: World, context: Context) -> None:
    found = simulations.in_world(world).journey
    decide.decide(context, found.id, Decision.CANCEL, by="ops", answers=AtVersion(found.version))


def _take_back(world: World, context: Context) -> None:
    replace(simulations.in_world(world), process=lambda: context).take_back()


def _erase(_: World, context: Context) -> None:
    erased_by(context, candidate("can-1"), force=True)


def _run_out(world: World) -> None:
    """Let queue and clock go on until the journey is over."""
    simulation = simulations.in_world(world)
    for _ in range(8):
        simulation.fire()
        simulation.work_off()
        if simulation.journey.is_over:
            return
        world.clock.advance(LONG)


def _journey(world: World) -> object:
    simulation = simulations.in_world(world)
    published = Counter(each.id for each in world.bus.published)
    assert max(published.values()) == 1
    told = Counter(each.type for each in simulation.told())
    assert max(told.values()) == 1, told
    assert len(simulation.partners.enboarder.workflows) <= 1
    assert len(simulation.partners.incode.sessions) == 1
    assert len(simulation.partners.smartrecruiters.reported) <= 1
    return simulation.journey.status, len(simulation.partners.enboarder.running)


JOURNEY: Final = Scene(
    _a_verified_person,
    {
        "worker": _worker,
        "turn": _transition,
        "cancel": _cancel,
        "take back": _take_back,
    },
    _run_out,
    _journey,
    late={"erase": _erase},
)
