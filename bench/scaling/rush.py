"""A company that hires many people at once, and the partner's limits for its credential."""

from dataclasses import dataclass, field

from jetbridge.broker import rate_limiter
from jetbridge.broker.dialect import Limits
from jetbridge.broker.limiter_state import LimiterState, Permit, entered, left


@dataclass
class Rush:
    """A company that hires many people at once, whose calls the partner limits.

    `per_second` is how many calls of one credential the rate limiter lets start, `calls` how many
    a journey's message makes.
    """

    tenant: str
    per_second: float
    calls: float
    completed: list[float] = field(default_factory=list)
    """When its journeys came to their ends, in seconds."""
    _free_at: float = 0.0

    def admitted(self, now: float) -> float:
        """Return the seconds until a message's calls may start; too long: they take no place."""
        starts = max(self._free_at, now)
        if starts - now <= rate_limiter.PATIENCE:
            self._free_at = starts + self.calls / self.per_second
        return starts - now


def starts_per_second(limits: Limits, seconds: int = 60) -> float:
    """Return how many calls of one credential the rate limiter lets start in a second."""
    state, started = LimiterState(), 0
    for now in range(seconds):
        while not isinstance(
            after := entered(state, limits, Permit(str(started), now + 1), now=now), int
        ):
            state, started = left(after, str(started), closed_until=0), started + 1
    return started / seconds
