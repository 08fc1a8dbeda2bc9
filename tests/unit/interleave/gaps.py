"""Run a second flow in every gap between the calls that a first one makes.

A call is one to the table, a partner, a queue or the bus, so a gap lies between each read and the
write that follows it. The enumeration finds out by itself how many there are: it ends with the
first run that has no such gap.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Final, override

import pytest

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks.endpoint import NoEndpointError
from jetbridge.flows.journey.policies import PolicySupersededError
from jetbridge.flows.people.erase import ChangedError
from jetbridge.flows.people.identifying import PersonNotFoundError
from jetbridge.model.errors import ApiProblem, OAuthError
from jetbridge.model.journey_rules import NotPossibleError, OvertakenError
from jetbridge.oauth.clients import TwoLiveSecretsError
from jetbridge.partners.enboarder.queued_launch import LaunchDelayedError
from jetbridge.partners.smartrecruiters.subscription_calls import NotSubscribedError
from jetbridge.store import due
from jetbridge.store.memory.table import MemoryTable
from jetbridge.store.table import ConditionFailedError, Item, Write, WriteConflictError
from tests.fakes.context import World
from tests.fakes.ids import SequenceIds
from tests.fakes.queue import MemoryBus
from tests.fakes.whole import WholeTable

MANY: Final = 300
"""More calls than any of these flows makes."""
REFUSALS: Final = (
    ApiProblem,
    OAuthError,
    ChangedError,
    WriteConflictError,
    ConditionFailedError,
    PersonNotFoundError,
    PolicySupersededError,
    LaunchDelayedError,
    NotSubscribedError,
    NotPossibleError,
    NoEndpointError,
    OvertakenError,
    TwoLiveSecretsError,
)
"""What a flow may answer instead of doing its work. Its caller, or the queue, tries once more."""

_OWN_VERSIONS: Final = frozenset({"BROKER", "GATE", "CLIENT"})
"""Items, by the first word of their keys, whose version is not that of the whole item."""

type Flow = Callable[[World, Context], object]


class WatchedTable(WholeTable):
    """A table that fails where a write is lost: one made by who has not seen the one before it."""

    @override
    def write(self, *writes: Write) -> None:
        """Make the writes, and see that each item that has a version got a greater one."""
        keys = [write.key for write in writes]
        before = self.get_many(keys)
        super().write(*writes)
        for key, old, new in zip(keys, before, self.get_many(keys), strict=True):
            if key.pk.partition("#")[0] not in _OWN_VERSIONS and old and new:
                assert _is_newer(old, new), f"a write of {key.pk.partition('#')[0]} is lost"


def _is_newer(old: Item, new: Item) -> bool:
    was, now = old.get("version"), new.get("version")
    if not isinstance(was, int) or not isinstance(now, int) or now > was:
        return True
    changed = {name for name in old | new if old.get(name) != new.get(name)}
    return changed <= {"due_at", due.TRIES}


@dataclass(frozen=True)
class Scene:
    """Flows that share items, and what has to be true after any two of them.

    Those in `late` only ever run second: they make too many calls to step into each of them.
    `prepare` makes the world, `settle` lets queue and clock finish, `view` says where everything
    stands and asserts what must hold in any case.
    """

    prepare: Callable[[], World]
    flows: Mapping[str, Flow]
    settle: Callable[[World], None]
    view: Callable[[World], object]
    late: Mapping[str, Flow] = field(default_factory=dict)

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the names of flows to run at once: which is stepped into, and which runs there."""
        return product(self.flows, [*self.flows, *self.late])

    @cached_property
    def _prepared(self) -> World:
        return self.prepare()

    def _world(self) -> World:
        """Return a copy of the prepared world."""
        known = self._prepared
        table = WatchedTable()
        assert isinstance(known.table, MemoryTable)
        for key, item in known.table._items.items():
            table._store(key, item)  # an item is never changed in place
        parts = ("http", "clock", "meter", "queue", "webhooks", "slow", "dead_letters")
        copies = {each: deepcopy(getattr(known, each)) for each in parts}
        bus = MemoryBus()
        bus.published += known.bus.published  # events hold secrets, which are not copied
        return replace(known, table=table, ids=SequenceIds("later"), bus=bus, **copies)

    def one_by_one(self, first: str, second: str) -> object:
        """Return where everything stands when one flow has run after the other."""
        world = self._world()
        for name in (first, second):
            _tried(world, world.context(), self._flow(name))
        return self._settled(world)

    def interleaved(self, first: str, second: str) -> Iterator[tuple[int, object]]:
        """Yield, for every gap of the first flow, where things stand when the second ran there."""
        for gap in range(1, MANY):
            world, calls = self._world(), iter(range(MANY))
            has_run = False

            def step(gap: int = gap, calls: Iterator[int] = calls, world: World = world) -> None:
                nonlocal has_run
                if next(calls) == gap:
                    has_run = True
                    _tried(world, world.context(), self._flow(second))

            _tried(world, world.hooked(step, lambda: None), self._flow(first))
            if not has_run:
                return
            yield gap, self._settled(world)
        pytest.fail("the enumeration does not end")

    def _flow(self, name: str) -> Flow:
        return {**self.flows, **self.late}[name]

    def _settled(self, world: World) -> object:
        self.settle(world)
        return self.view(world)


def _tried(world: World, context: Context, flow: Flow) -> None:
    for _ in range(2):
        try:
            flow(world, context)
        except REFUSALS:
            continue
        return
