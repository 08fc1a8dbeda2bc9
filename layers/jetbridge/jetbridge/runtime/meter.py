"""Metrics in CloudWatch's embedded metric format: a line in the log, no call to AWS.

Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format".
"""

import json
import time
from collections.abc import Mapping
from typing import Final

from jetbridge.model.metrics import Metric, PartnerMetric

_NAMESPACE: Final = "Jetbridge"
_MAX_VALUES: Final = 100
"""Values of a metric that a line may hold."""
_LATENCY: Final = PartnerMetric.LATENCY.value
_encoder: Final = json.JSONEncoder(separators=(",", ":"))

type _Values = dict[str, list[float]]


class EmfMeter:
    """Counts, and writes the counts as lines: one of what happened, one for each partner."""

    def __init__(self, dimensions: Mapping[str, str]) -> None:
        """`dimensions` are the metrics' own, each with its value."""
        self._dimensions = dimensions
        self._counts: _Values = {}
        self._partners: dict[str, _Values] = {}

    def count(self, metric: Metric) -> None:
        """Add one to `metric`. See `jetbridge.model.metrics.Meter`."""
        self._add(self._counts, {metric.value: 1.0})

    def requested(self, partner: str, milliseconds: int, *, failed: bool) -> None:
        """Record a request to a partner. See `jetbridge.model.metrics.Meter`."""
        values = {PartnerMetric.ERRORS.value: float(failed), _LATENCY: float(milliseconds)}
        self._add(self._partners.setdefault(partner, {}), values)

    def flush(self) -> None:
        """Write what was counted, if anything was, and start again."""
        counts, self._counts = self._counts, {}
        if counts:
            self._write(self._dimensions, counts)
        partners, self._partners = self._partners, {}
        for partner, values in partners.items():
            self._write({**self._dimensions, "partner": partner}, values)

    def _add(self, held: _Values, given: Mapping[str, float]) -> None:
        for name, value in given.items():
            held.setdefault(name, []).append(value)
        if any(len(held[name]) == _MAX_VALUES for name in given):
            self.flush()

    def _write(self, dimensions: Mapping[str, str], values: _Values) -> None:
        metrics = [
            {"Name": name, "Unit": "Milliseconds" if name == _LATENCY else "Count"}
            for name in values
        ]
        directive = {
            "Namespace": _NAMESPACE,
            "Dimensions": [[*dimensions]],
            "Metrics": metrics,
        }
        line = {
            "_aws": {"Timestamp": int(time.time() * 1_000), "CloudWatchMetrics": [directive]},
            **dimensions,
            **values,
        }
        print(_encoder.encode(line))  # noqa: T201 - Lambda's log is the standard output
