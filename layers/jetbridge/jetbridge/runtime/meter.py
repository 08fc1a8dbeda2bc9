"""Metrics in CloudWatch's embedded metric format: a line in the log, no call to AWS.

Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format".
"""

import json
import time
from collections.abc import Mapping
from typing import Final

from jetbridge.model.metrics import Metric

_NAMESPACE: Final = "Jetbridge"
_MAX_VALUES: Final = 100
"""Values of a metric that a line may hold."""
_encoder: Final = json.JSONEncoder(separators=(",", ":"))


class EmfMeter:
    """Counts, and writes the counts as one line."""

    def __init__(self, dimensions: Mapping[str, str]) -> None:
        """`dimensions` are the metrics' own, each with its value."""
        self._dimensions = dimensions
        self._values: dict[str, list[float]] = {}

    def count(self, metric: Metric) -> None:
        """Add one to `metric`. See `jetbridge.model.metrics.Meter`."""
        values = self._values.setdefault(metric.value, [])
        values.append(1.0)
        if len(values) == _MAX_VALUES:
            self.flush()

    def flush(self) -> None:
        """Write what was counted, if anything was, and start anew."""
        if not self._values:
            return
        metrics = [{"Name": name, "Unit": "Count"} for name in self._values]
        directive = {
            "Namespace": _NAMESPACE,
            "Dimensions": [[*self._dimensions]],
            "Metrics": metrics,
        }
        line = {
            "_aws": {"Timestamp": int(time.time() * 1_000), "CloudWatchMetrics": [directive]},
            **self._dimensions,
            **self._values,
        }
        self._values = {}
        print(_encoder.encode(line))  # noqa: T201 - Lambda's log is the standard output
