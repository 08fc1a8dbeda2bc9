"""What is rehearsed of the alarms and the dashboard: that they are there, and whom alarms tell."""

import json
from typing import Any, Final

from jetbridge_local.demo.guide import check
from jetbridge_local.rehearsal.stacks import ALARM, Stack

PARAMETERS: Final = {"AlarmEmail": "ops@example.com", "Dashboard": "true"}
"""Of a stage that is watched."""
_METRIC: Final = "Jetbridge"
"""The namespace of our own metrics."""


def check_alarms(stack: Stack) -> None:
    """Look whether every alarm of the template stands in the account, and tells the address.

    Raises:
        DemoError: one does not.
    """
    ids = stack.ids()
    described = _described(stack)
    expected = {*stack.ids(ALARM).values()}
    check(bool(expected), "there are alarms")
    check(described.keys() == expected, f"CloudWatch has each alarm, not only {len(described)}")
    for name, alarm in described.items():
        check(ids["AlarmTopic"] in alarm["AlarmActions"], f"{name} tells the topic")
        own = [each for each in _metrics(alarm) if each["Namespace"] == _METRIC]
        names = {each["Name"]: each["Value"] for metric in own for each in metric["Dimensions"]}
        stage = {"service": "jetbridge", "stage": "second", "stack": stack.name}
        check(not own or names == stage, f"{name} watches this stage")
    (subscription,) = stack.aws.client("sns").list_subscriptions_by_topic(
        TopicArn=ids["AlarmTopic"]
    )["Subscriptions"]
    check(subscription["Endpoint"] == PARAMETERS["AlarmEmail"], "the address is asked")


def check_dashboard(stack: Stack) -> None:
    """Look whether the dashboard's text is JSON that names the stack's resources.

    Raises:
        DemoError: it is not.
    """
    client = stack.aws.client("cloudwatch")
    name = stack.outputs["DashboardName"]
    body = json.loads(client.get_dashboard(DashboardName=name)["DashboardBody"])
    text = json.dumps(body)
    check(len(body["widgets"]) > 1 and "${" not in text, "every variable is filled in")
    ids = stack.ids()
    for logical in ("HttpApi", "WorkerFunction"):
        check(ids[logical] in text, f"it shows {logical}")


def _described(stack: Stack) -> dict[str, dict[str, Any]]:
    pages = stack.aws.client("cloudwatch").get_paginator("describe_alarms").paginate()
    return {
        each["AlarmName"]: each
        for page in pages
        for each in page["MetricAlarms"]
        if each["AlarmName"].startswith(f"{stack.name}-")
    }


def _metrics(alarm: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the metrics of an alarm, those of an expression included."""
    stats = [
        each["MetricStat"]["Metric"] for each in alarm.get("Metrics", ()) if "MetricStat" in each
    ]
    return stats or [alarm]
