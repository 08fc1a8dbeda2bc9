"""The dashboard is one that CloudWatch takes, and shows metrics that there are."""

import json
import re
from typing import Any, Final

import pytest

from jetbridge.model.metrics import Metric, PartnerMetric
from tests.support.alarms import OURS, alarms
from tests.support.documents import DOCS
from tests.unit.infra.templates import FUNCTION, properties, resources, written

WIDTH: Final = 24
"""Columns of a dashboard's grid. Source: CloudWatch API Reference, "Dashboard body structure and
syntax", as for the members below."""
PLACE: Final = {"type", "x", "y", "width", "height", "properties"}
STATISTICS: Final = re.compile(r"Sum|Average|Maximum|p(50|95|99)")
DIMENSIONS: Final = ["service", "jetbridge", "stage", "Stage", "stack", "AWS::StackName"]
AWS: Final = {
    ("AWS/ApiGateway", "ApiId"): {"Count", "4xx", "5xx", "Latency"},
    ("AWS/Lambda", "FunctionName"): {"Duration", "Errors", "Invocations", "Throttles"},
    ("AWS/Lambda", ""): {"ClaimedAccountConcurrency", "ConcurrentExecutions"},
    ("AWS/SQS", "QueueName"): {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
    },
}
"""AWS's metrics that are shown, by namespace and dimension."""
SEARCH: Final = re.compile(
    r"SEARCH\('\{Jetbridge,service,stage,stack,partner\} "
    r'MetricName="(\w+)" stack="AWS::StackName"\', \'(\w+)\', 300\)'
)

type Document = dict[str, Any]


def widgets(*, with_alarms: bool = True) -> list[Document]:
    """Return the widgets; each variable stands for itself, numbers for their defaults."""
    text, variables = properties("OperationsDashboard")["DashboardBody"]["Fn::Sub"]
    _, on, off = variables["Alarms"]["Fn::If"]
    shown, conditional = on["Fn::Sub"]
    condition, of_its_own, no_text = conditional["Concurrency"]["Fn::If"]
    assert (condition, no_text) == ("WatchesConcurrency", "")
    shown = shown.replace("${Concurrency}", of_its_own["Fn::Sub"])
    alarm_widget = shown if with_alarms else off
    body = json.loads(_filled(text.replace("${Alarms}", alarm_widget)))
    found: list[Document] = body["widgets"]
    return found


def _filled(text: str) -> str:
    """Return a text with its variables filled in."""

    def value(match: re.Match[str]) -> str:
        parameter = written()["Parameters"].get(match[1], {})
        return str(parameter["Default"]) if parameter.get("Type") == "Number" else match[1]

    return re.sub(r"\$\{([\w:.]+)\}", value, text)


def graphs() -> list[Document]:
    """Return the properties of the graphs."""
    return [each["properties"] for each in widgets() if each["type"] == "metric"]


def lines_of(graph: Document) -> list[list[Any]]:
    """Return the metrics of a graph in full: a dot stands for what is above it."""
    found: list[list[Any]] = []
    for row in graph["metrics"]:
        names = [each for each in row if isinstance(each, str)]
        if names == ["..."]:
            names = found[-1]
        above = found[-1] if found else []
        found.append([above[at] if each == "." else each for at, each in enumerate(names)])
    return found


@pytest.mark.parametrize("with_alarms", [True, False])
def test_it_is_json_in_a_grid(*, with_alarms: bool) -> None:
    """CloudWatch refuses the deployment otherwise, or draws one widget over another."""
    # GIVEN the widgets, with alarms and without
    found = widgets(with_alarms=with_alarms)
    # THEN each has its place, within the grid
    taken: set[tuple[int, int]] = set()
    for each in found:
        assert each.keys() == PLACE
        assert each["type"] in {"alarm", "metric", "text"}
        columns = range(each["x"], each["x"] + each["width"])
        rows = range(each["y"], each["y"] + each["height"])
        cells = {(column, row) for column in columns for row in rows}
        assert max(columns) < WIDTH
        # AND lies over no other
        assert not cells & taken
        taken |= cells
    assert len(found) <= 500


def test_each_row_asks_a_question_and_leads_to_a_runbook() -> None:
    """An operator reads from the top until something is wrong."""
    headings = [each["properties"]["markdown"] for each in widgets() if each["type"] == "text"]
    assert len(headings) >= 5
    for heading in headings:
        question, book = re.findall(r"^## (.+\?) \[RunbooksUrl/([\w-]+)\.md\]", heading)[0]
        assert question
        assert (DOCS / "runbooks" / f"{book}.md").exists()


def test_a_graph_says_what_it_shows() -> None:
    """Title, region, statistic and period, as CloudWatch names them."""
    for graph in graphs():
        assert graph["title"]
        assert graph["region"] == "AWS::Region"
        assert STATISTICS.fullmatch(graph["stat"])
        assert graph["period"] % 60 == 0
        assert graph["view"] == "timeSeries"
        for line in graph.get("annotations", {}).get("horizontal", []):
            assert isinstance(line["value"], int)


def test_the_metrics_of_a_graph_are_published() -> None:
    """With the dimensions with which they are: else the graph is empty."""
    for graph in graphs():
        if "expression" in graph["metrics"][0][0]:
            continue
        for namespace, name, *dimensions in lines_of(graph):
            # GIVEN a line of a graph, THEN code or AWS publishes it
            if namespace == OURS:
                assert name in set(Metric)
                assert dimensions == DIMENSIONS
            else:
                assert name in AWS[namespace, dimensions[0] if dimensions else ""]


def test_every_partner_that_is_called_is_shown() -> None:
    """By a search: one that is added, or that a tenant's endpoint stands for, comes by itself."""
    found = [
        SEARCH.fullmatch(line["expression"])
        for graph in graphs()
        for row in graph["metrics"]
        for line in row
        if isinstance(line, dict) and "expression" in line
    ]
    assert {match[1] for match in found if match} == {*PartnerMetric}
    assert None not in found


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_is_shown(metric: str) -> None:
    """One that is added to the template is added here."""
    # GIVEN the graphs of one metric alone
    every = [lines_of(graph) for graph in graphs() if "expression" not in graph["metrics"][0][0]]
    (shown,) = (lines for lines in every if {line[1] for line in lines} == {metric})
    # THEN one has each function's
    assert sorted(line[3] for line in shown) == sorted(resources(FUNCTION))


def test_every_alarm_is_shown_where_there_are_some() -> None:
    """CloudWatch takes a hundred in one widget."""
    (shown,) = (each["properties"]["alarms"] for each in widgets() if each["type"] == "alarm")
    assert shown == [f"{name}.Arn" for name in resources("AWS::CloudWatch::Alarm")]
    assert len(shown) == len(alarms()) <= 100


def test_it_is_made_where_it_is_wanted() -> None:
    """A dashboard costs by the month."""
    assert written()["Resources"]["OperationsDashboard"]["Condition"] == "HasDashboard"
    assert written()["Parameters"]["Dashboard"]["Default"] == "false"
