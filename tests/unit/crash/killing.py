"""Kill the process at every step of a flow, one run a step.

A step is the moment before or after any call to the table or to a partner. The enumeration finds
out by itself how many there are: it ends with the first run that was not killed.
"""

from collections.abc import Callable, Iterator
from typing import Final

import pytest

from jetbridge.flows.bridge import Bridge
from jetbridge.model.ports import Http
from tests.fakes.bridge import World
from tests.fakes.hooks import HookedHttp, HookedTable

MANY: Final = 200
"""More steps than any flow has: reaching it means that the enumeration does not end."""


class Killed(BaseException):
    """The process is gone. Not an Exception: nothing may catch it and tidy up."""


def killed_at_every_step[Partner: Http](
    run: Callable[[Bridge], object],
    a_partner: Callable[[], Partner],
    a_world: Callable[[World], None] = lambda _: None,
) -> Iterator[tuple[int, World, Partner, bool]]:
    """Yield, for every step, a world in which `run` was killed there; the last one was not.

    `a_partner` makes the partner behind a world, `a_world` prepares what is there before `run`.
    """
    for fatal in range(MANY):
        partner = a_partner()
        world = World(http=partner)
        a_world(world)
        steps = iter(range(MANY))

        def step(fatal: int = fatal, steps: Iterator[int] = steps) -> None:
            if next(steps) == fatal:
                raise Killed

        bridge = world.bridge(table=HookedTable(world.table, step), http=HookedHttp(partner, step))
        try:
            run(bridge)
        except Killed:
            yield fatal, world, partner, True
        else:
            yield fatal, world, partner, False
            return
    pytest.fail("the enumeration does not end")
