"""A meter that remembers."""

from collections import Counter

from jetbridge.model.metrics import Metric


class CountingMeter:
    """A `Meter` whose counts a test reads from `counted`."""

    def __init__(self) -> None:
        """Have counted nothing."""
        self.counted: Counter[Metric] = Counter()
        self.requests: list[tuple[str, int, bool]] = []
        """Partner, milliseconds and whether it failed, of each request."""

    def count(self, metric: Metric) -> None:
        """Add one to `metric`."""
        self.counted[metric] += 1

    def requested(self, partner: str, milliseconds: int, *, failed: bool) -> None:
        """Record a request to a partner."""
        self.requests.append((partner, milliseconds, failed))
