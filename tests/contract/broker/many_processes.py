"""Many processes, and the one who says which of them moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Final

from tests.contract.broker.orders import At, Report
from tests.contract.broker.process import Shared
from tests.fakes.clock import START

# Each process is forked from a server that has imported everything already, and has no threads.
CONTEXT: Final = get_context("forkserver")
CONTEXT.set_forkserver_preload(["pytest", "tests.contract.broker.process"])


PATIENCE: Final = 600
"""Seconds of the shared clock after which an order that has not come to an end never will."""


@dataclass(frozen=True, slots=True)
class Go:
    """Let the process move, with this answer."""

    answer: str = "go on"


@dataclass(frozen=True, slots=True)
class Hold:
    """Let it stand for so many seconds, then decide again."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Kill:
    """End it as a machine's death would."""


@dataclass(frozen=True, slots=True)
class Rest:
    """It has done its part."""


@dataclass(eq=False)
class Member:
    """One process, and where it stands: None while it moves.

    `steps` counts the reports of its calls to the table, one before and one after each, since it
    was last told to go.
    """

    process: ForkServerProcess
    line: Connection
    stands: Report | None = None
    held_until: int = 0
    steps: int = 0
    resting: bool = False

    def go(self, answer: str) -> None:
        """Let it move."""
        self.stands = None
        self.line.send(answer)


type Rule = Callable[[Member, Report], Go | Hold | Kill | Rest]
"""Decides on a report of a process, one that lets time pass excepted."""


@dataclass
class ProcessGroup:
    """The processes, and the clock that they share with the test."""

    start: Callable[[Connection, Shared], ForkServerProcess]
    clock: Shared
    members: list[Member] = field(default_factory=list)

    def grow(self, size: int) -> None:
        """Start processes until there are `size`."""
        while len(self.members) < size:
            ours, theirs = CONTEXT.Pipe()
            process = self.start(theirs, self.clock)
            process.start()
            theirs.close()
            self.members.append(Member(process, ours))

    def run(self, order: str, rule: Rule) -> None:
        """Give all the same order, and move them by `rule` until each rests or is dead.

        Time passes, a second at once, only when no process moves: each lets time pass or is held.
        """
        end = self.clock.value + PATIENCE
        for member in self.members:
            member.steps, member.resting = 0, False
            member.go(order)
        while busy := [member for member in self.members if not member.resting]:
            if moving := [member for member in busy if member.stands is None]:
                self._listen(moving, rule)
            else:
                assert self.clock.value < end, "some processes wait for ever"
                self._pass_a_second(busy, rule)

    def _listen(self, moving: list[Member], rule: Rule) -> None:
        lines = [member.line for member in moving]
        for ready in connection.wait(lines, timeout=60):
            member = next(member for member in moving if member.line is ready)
            member.stands = member.line.recv()
            member.steps += member.stands.at is At.TABLE
            if member.stands.at is not At.PAUSE:
                self._decide(member, member.stands, rule)

    def _pass_a_second(self, busy: list[Member], rule: Rule) -> None:
        self.clock.value += 1
        for member in busy:
            if member.stands and member.stands.at is At.PAUSE:
                member.go("on")
            elif member.stands and member.held_until <= self.clock.value:
                self._decide(member, member.stands, rule)

    def _decide(self, member: Member, report: Report, rule: Rule) -> None:
        match rule(member, report):
            case Go(answer):
                member.go(answer)
            case Hold(seconds):
                member.held_until = self.clock.value + seconds
            case Rest():
                member.resting = True
            case Kill():
                self.members.remove(member)
                member.process.kill()
                member.process.join()
                member.line.close()


@contextmanager
def process_group(
    size: int, start: Callable[[Connection, Shared], ForkServerProcess]
) -> Iterator[ProcessGroup]:
    """Yield `size` processes at work, and end them."""
    clock = CONTEXT.Value("q", START)
    standing = ProcessGroup(start, clock)
    standing.grow(size)
    try:
        yield standing
    finally:
        for member in standing.members:
            member.process.kill()
