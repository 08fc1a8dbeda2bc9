"""A company whose applications are polled."""

from jetbridge.model.connection import Connection
from jetbridge.model.schedule import POLL_EVERY
from jetbridge.partners.smartrecruiters import poll
from tests.fakes.context import World
from tests.fakes.partners.smartrecruiters import SmartRecruiters
from tests.support.hires import connection, look


def polled(world: World) -> Connection:
    """Poll as the clock does, look at what was found, and return the connection."""
    poll.poll(world.context(), connection(world))
    look(world)
    return connection(world)


def later(world: World, seconds: int = POLL_EVERY) -> None:
    """Let time pass."""
    world.clock.advance(seconds)


def crowd(company: SmartRecruiters, world: World, count: int) -> None:
    """Hire many people now."""
    for number in range(count):
        company.hire(f"can-{number:04d}", at=world.clock.now())
