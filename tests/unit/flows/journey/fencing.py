"""Workers that take a step after another worker's lease."""

from dataclasses import replace

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.journey import engine
from jetbridge.flows.schedule import work as jobs
from jetbridge.model.journey_events import Outcome
from jetbridge.model.journey_transition import LEASE
from jetbridge.model.work import Kind
from tests.support.journeys.env import Message, Simulation
from tests.support.killing import Killed


def hired(simulation: Simulation) -> None:
    """Have a journey begin, and leave its first step to the test."""

    def do(context: Context, message: Message) -> None:
        if message["kind"] != Kind.JOURNEY:
            jobs.do(context, message)

    simulation.hire()
    replace(simulation, do=do).work_off()


def second(simulation: Simulation) -> None:
    """Be the worker that takes the work after the lease, and is in the middle of its effect."""

    def working(*_: object) -> Outcome:
        raise Killed  # seen from the table, it is still at work

    simulation.world.clock.advance(LEASE)
    with pytest.raises(Killed):
        engine.advance(simulation.process(), {"journey_id": simulation.journey.id}, working)
