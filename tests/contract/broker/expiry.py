"""One expiry of a token, seen by many processes at once while some of them are in trouble."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from tests.contract.broker.many_processes import Go, Hold, Kill, Member, ProcessGroup, Rest
from tests.contract.broker.orders import At, Report

LIFETIME: Final = 1_000
"""Seconds that every token lives."""
STALLED: Final = 10
"""How many processes are stalled before they take the lease."""
STALL: Final = 40
"""Seconds: longer than any lease."""


class Trouble(StrEnum):
    """What happens to some of the processes."""

    NONE = "no fault"
    STALLED_BEFORE = "ten are stalled between reading the item and taking the lease"
    STALLED_HOLDER = "the holder is stalled before it asks"
    STALLED_WITH_ANSWER = "the holder is stalled while its answer is on the way"
    KILLED_HOLDER = "the holder is killed while its answer is on the way"


@dataclass
class Partner:
    """The token endpoint: gives numbered tokens, and remembers how many."""

    given: int = 0

    def give(self) -> str:
        """Return the next token."""
        self.given += 1
        return f"token-{self.given}"


@dataclass
class Expiry:
    """What came of it: the requests that the partner had, and the tokens in the order stored."""

    trouble: Trouble
    partner: Partner
    stored: Callable[[], int]
    seen: list[int] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    asked: int = 0
    stalled: list[Member] = field(default_factory=list)
    late: str = ""
    """The answer that is on its way to a stalled process."""

    @property
    def went_back(self) -> bool:
        """Whether an older token ever took the place of a newer one."""
        return self.seen != sorted(self.seen)

    def decide(self, member: Member, report: Report) -> Go | Hold | Kill | Rest:
        """Let the processes move, those in trouble excepted."""
        match report.at:
            case At.TABLE:
                return self._at_the_table(member)
            case At.CREDENTIAL:
                in_trouble = self.trouble is Trouble.STALLED_HOLDER and not self.stalled
                return self._stall(member) if in_trouble else Go()
            case At.PARTNER:
                return self._at_the_partner(member)
            case _:
                self.seen.append(self.stored())
                self.taken.add(report.detail)
                return Rest() if report.detail else Go("go")

    def _at_the_table(self, member: Member) -> Go | Hold:
        # The third report of a process comes before its second call: it has read the item.
        wanted = self.trouble is Trouble.STALLED_BEFORE and len(self.stalled) < STALLED
        between = member.steps == 3 and member not in self.stalled
        return self._stall(member) if wanted and between else Go()

    def _at_the_partner(self, member: Member) -> Go | Hold | Kill:
        if self.late and member in self.stalled:
            return Go(self.late)
        self.asked += 1
        token = self.partner.give()
        if self.stalled or self.asked > 1:
            return Go(token)
        match self.trouble:
            case Trouble.STALLED_WITH_ANSWER:
                self.late = token
                return self._stall(member)
            case Trouble.KILLED_HOLDER:
                return Kill()
            case _:
                return Go(token)

    def _stall(self, member: Member) -> Hold:
        self.stalled.append(member)
        return Hold(STALL)


def expire(
    process_group: ProcessGroup, partner: Partner, trouble: Trouble, stored: Callable[[], int]
) -> Expiry:
    """Let the token expire, and every process ask for one at once."""
    process_group.clock.value += LIFETIME
    expiry = Expiry(trouble, partner, stored)
    process_group.run("go", expiry.decide)
    expiry.seen.append(stored())
    return expiry
