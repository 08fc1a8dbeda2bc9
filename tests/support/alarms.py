"""The alarms of the template, and the metrics that each of them watches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.unit.infra.templates import resources

ALARM: Final = "AWS::CloudWatch::Alarm"
OURS: Final = "Jetbridge"
"""The namespace of our own metrics."""

type Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Watched:
    """A metric that an alarm watches, as CloudWatch tells it from others."""

    namespace: str
    metric: str
    dimensions: tuple[Document, ...]


def alarms() -> dict[str, Document]:
    """Return the properties of each alarm, by its name without the stack's."""
    return {
        _name(resource["Properties"]): resource["Properties"]
        for resource in resources(ALARM).values()
    }


def watched(alarm: Document) -> Iterator[Watched]:
    """Yield the metrics of an alarm."""
    stats = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if _is_metric(each)]
    for each in stats or [alarm]:
        dimensions = tuple(each.get("Dimensions", ()))
        yield Watched(each["Namespace"], each["MetricName"], dimensions)


def periods(alarm: Document) -> set[int]:
    """Return the periods of an alarm's metrics, in seconds."""
    metrics = [
        each["MetricStat"]["Period"] for each in alarm.get("Metrics", []) if _is_metric(each)
    ]
    return {*metrics} or {alarm["Period"]}


def expression(alarm: Document) -> str:
    """Return the expression whose result an alarm watches; empty where it watches a metric."""
    found = [each for each in alarm.get("Metrics", []) if each.get("ReturnData", True)]
    return str(found[0]["Expression"]) if len(found) == 1 else ""


def description(alarm: Document) -> str:
    """Return what an alarm says of itself."""
    return str(alarm["AlarmDescription"]["Fn::Sub"])


def _is_metric(entry: Document) -> bool:
    return "MetricStat" in entry


def _name(properties: Document) -> str:
    return str(properties["AlarmName"]["Fn::Sub"]).removeprefix("${AWS::StackName}-")
