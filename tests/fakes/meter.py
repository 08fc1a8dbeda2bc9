"""A meter that remembers."""

from collections import Counter

from jetbridge.model.metrics import Metric


class CountingMeter:
    """A `Meter` whose counts a test reads from `counted`."""

    def __init__(self) -> None:
        """Have counted nothing."""
        self.counted: Counter[Metric] = Counter()

    def count(self, metric: Metric) -> None:
        """Add one to `metric`."""
        self.counted[metric] += 1
