"""A partner with limits, as it sees the calls of many processes."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.contract.broker.many_processes import Go, Hold, Kill, Member, ProcessGroup, Rest
from tests.contract.broker.orders import At, Report

TOKEN: Final = "https://partner.test/token"
LIST: Final = "https://partner.test/candidates"
ONE: Final = "https://partner.test/candidates/1"
TOOK: Final = 10
"""Seconds that the partner takes for an answer."""


@dataclass
class Partner:
    """What runs, and what was started when. Kills some callers while they wait."""

    process_group: ProcessGroup
    calls_each: int
    victims: int
    running: dict[Member, str] = field(default_factory=dict)
    most: Counter[str] = field(default_factory=Counter)
    """The most calls that ran at a time: of all URLs together under "", and of each."""
    starts: Counter[int] = field(default_factory=Counter)
    """By second."""
    made: Counter[Member] = field(default_factory=Counter)
    refused: int = 0

    def decide(self, member: Member, report: Report) -> Go | Hold | Kill | Rest:
        """Let a call run for a while; then answer it, or kill its process."""
        match report.at:
            case At.PARTNER if report.detail == TOKEN:
                return Go("token")
            case At.PARTNER if member not in self.running:
                return self._begin(member, report.detail)
            case At.PARTNER:
                del self.running[member]
                if self.victims:
                    self.victims -= 1
                    return Kill()
                return Go()
            case At.END:
                return self._next(member, report.detail)
            case _:
                return Go()

    def _begin(self, member: Member, url: str) -> Hold:
        self.running[member] = url
        self.starts[self.process_group.clock.value] += 1
        for name, count in (("", len(self.running)), *Counter(self.running.values()).items()):
            self.most[name] = max(self.most[name], count)
        return Hold(TOOK)

    def _next(self, member: Member, url: str) -> Go | Rest:
        """Let it call again until it has made its calls; one that was refused tries again."""
        if not url:
            self.refused += 1
        self.made[member] += bool(url)
        return Rest() if self.made[member] == self.calls_each else Go(self.url_of(member))

    def url_of(self, member: Member) -> str:
        """Return which URL a process calls: one in three the list of candidates."""
        return LIST if self.process_group.members.index(member) % 3 == 0 else ONE
