"""Kill the process at every step of a flow, one run a step.

A step is the first call, and the moment after any call that leaves something behind: a write of the
table, a call of a partner, the queue or the bus. What a process has only read dies with it, so a
moment between two such calls is no other than the one after the first. The enumeration finds out
by itself how many there are: it ends with the first run that was not killed.
"""

from collections.abc import Callable, Iterator
from typing import Final, override

import pytest

from jetbridge.flows.context import Context
from jetbridge.model.ports import Http
from jetbridge.store.table import Table
from tests.fakes.context import World
from tests.fakes.hooks import Step
from tests.fakes.passing import PassingTable

MANY: Final = 1_000
"""More steps than any flow has: reaching it means that the enumeration does not end."""


class Killed(BaseException):
    """The process is gone. Not an Exception: nothing may catch it and tidy up."""


class _Written(PassingTable):
    """A table that runs `before` before every call, and `after` after every write."""

    def __init__(self, table: Table, before: Step, after: Step) -> None:
        super().__init__(table)
        self._before = before
        self._after = after

    @override
    def _call[Result](self, operation: str, call: Callable[[], Result]) -> Result:
        self._before()
        result = call()
        if operation == "write":
            self._after()
        return result


def killed_at_every_step[Partner: Http](
    run: Callable[[Context], object],
    a_partner: Callable[[], Partner],
    a_world: Callable[[World], None] = lambda _: None,
) -> Iterator[tuple[int, World, Partner, bool]]:
    """Yield, for every step, a world in which `run` was killed there; the last one was not.

    `a_partner` makes the partner behind a world, `a_world` prepares what is there before `run`.
    """
    partners = list[Partner]()

    def a_new_world() -> World:
        partners.append(a_partner())
        world = World(http=partners[-1])
        a_world(world)
        return world

    for at, world, was_killed in killed_everywhere(a_new_world, lambda _, context: run(context)):
        yield at, world, partners[-1], was_killed


def killed_everywhere(
    a_world: Callable[[], World], run: Callable[[World, Context], object]
) -> Iterator[tuple[int, World, bool]]:
    """Yield, for every step, a new world in which `run` was killed there; the last one was not."""
    for fatal in range(MANY):
        world, steps = a_world(), iter(range(1, MANY))

        def before(fatal: int = fatal) -> None:
            if fatal == 0:
                raise Killed

        def after(fatal: int = fatal, steps: Iterator[int] = steps) -> None:
            if next(steps) == fatal:
                raise Killed

        table = _Written(world.table, before, after)
        try:
            run(world, world.hooked(before, after, table=table))
        except Killed:
            yield fatal, world, True
        else:
            yield fatal, world, False
            return
    pytest.fail("the enumeration does not end")
