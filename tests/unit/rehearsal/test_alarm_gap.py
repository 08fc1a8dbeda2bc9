"""Alarms of an expression are left to AWS where the emulator does not create them."""

from pathlib import Path
from typing import Any, Self, cast

import pytest
from botocore.exceptions import WaiterError
from samcli.yamlhelper import yaml_parse

from jetbridge_local.rehearsal import alarm_gap
from jetbridge_local.rehearsal.gaps import GapClosedError
from jetbridge_local.stack.aws import Aws

TEMPLATE = """
Resources:
  One:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: A, MetricName: a, Period: 60, Statistic: Sum, Threshold: 1}
  Sum:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: !Sub ${AWS::StackName}-sum
      Metrics:
        - Id: first
          MetricStat: {Metric: {Namespace: B, MetricName: b}, Period: 300, Stat: Maximum}
        - {Id: total, Expression: first * 2}
      Threshold: 1
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics:
        - Id: slowest
          MetricStat: {Metric: {Namespace: C, MetricName: c}, Period: 300, Stat: p99}
        - {Id: filled, Expression: "FILL(slowest, 0)"}
"""


class AnAccount:
    """CloudFormation, as far as the probe needs it; its clients and waiters are itself."""

    def __init__(self, *, creates: bool) -> None:
        """`creates` says whether it creates an alarm of an expression."""
        self._creates = creates
        self.deleted: list[str] = []

    def cloudformation(self) -> Self:
        """Return the client."""
        return self

    def create_stack(self, **_: object) -> None:
        """Begin to create a stack."""

    def get_waiter(self, _: str) -> Self:
        """Return the waiter."""
        return self

    def wait(self, **_: object) -> None:
        """Wait until it was created."""
        if not self._creates:
            raise WaiterError("stack_create_complete", "CREATE_FAILED", {})

    def delete_stack(self, **given: str) -> None:
        """Delete a stack."""
        self.deleted.append(given["StackName"])


def _copied(account: AnAccount, folder: Path) -> dict[str, Any]:
    template = folder / "template.yaml"
    template.write_text(TEMPLATE)
    copy = alarm_gap.without_expressions(cast("Aws", account), template)
    assert template.read_text() == TEMPLATE
    copied: dict[str, Any] = yaml_parse(copy.read_text())
    return {name: each["Properties"] for name, each in copied["Resources"].items()}


def test_an_alarm_of_an_expression_watches_its_first_metric(tmp_path: Path) -> None:
    """All else of the template stays, and the template itself."""
    # GIVEN an emulator that does not know them
    account = AnAccount(creates=False)
    # WHEN the template is copied
    alarms = _copied(account, tmp_path)
    # THEN the alarm is there, with one metric
    assert alarms["Sum"] == {
        "AlarmName": {"Fn::Sub": "${AWS::StackName}-sum"},
        "Namespace": "B",
        "MetricName": "b",
        "Period": 300,
        "Statistic": "Maximum",
        "Threshold": 1,
    }
    assert alarms["One"]["MetricName"] == "a"
    # AND a percentile is one
    assert alarms["Slow"]["ExtendedStatistic"] == "p99"
    assert "Statistic" not in alarms["Slow"]
    # AND the probe is gone
    assert account.deleted == ["jetbridge-probe"]


def test_an_emulator_that_creates_them_needs_no_copy(tmp_path: Path) -> None:
    """It must not be corrected any more."""
    account = AnAccount(creates=True)
    with pytest.raises(GapClosedError, match="alarms of an expression"):
        _copied(account, tmp_path)
    assert account.deleted == ["jetbridge-probe"]
