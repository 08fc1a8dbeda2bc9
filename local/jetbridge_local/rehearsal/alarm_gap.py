"""What the emulator lacks of alarms, and how the rehearsal works round it. See `gaps`."""

import json
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import WaiterError
from samcli.yamlhelper import yaml_dump, yaml_parse

from jetbridge_local.rehearsal.gaps import GapClosedError
from jetbridge_local.rehearsal.stacks import ALARM
from jetbridge_local.stack.aws import Aws

_PROBE: Final = "jetbridge-probe"
_PERCENTILE: Final = "p"
"""With which the name of a percentile begins, such as p99."""

type Json = dict[str, Any]


def without_expressions(aws: Aws, template: Path) -> Path:
    """Write a copy of a built template whose alarms watch one metric each; return its path.

    The emulator's CloudFormation knows no alarm of an expression. Such an alarm watches the first
    metric of its expression instead.

    Raises:
        GapClosedError: the emulator creates an alarm of an expression.
    """
    if _creates_an_expression(aws):
        raise GapClosedError("creates alarms of an expression")
    document = yaml_parse(template.read_text())
    for resource in document["Resources"].values():
        if resource["Type"] == ALARM and "Metrics" in resource["Properties"]:
            _watch_one(resource["Properties"])
    copy = template.with_name("one-metric-alarms.yaml")
    copy.write_text(yaml_dump(document))
    return copy


def _watch_one(alarm: Json) -> None:
    first = alarm.pop("Metrics")[0]["MetricStat"]
    stat: str = first["Stat"]
    by = "ExtendedStatistic" if stat.startswith(_PERCENTILE) else "Statistic"
    alarm |= {**first["Metric"], "Period": first["Period"], by: stat}


def _creates_an_expression(aws: Aws) -> bool:
    """Return whether a stack with an alarm of an expression is created."""
    stat = {"Metric": {"Namespace": "Probe", "MetricName": "Probe"}, "Period": 60, "Stat": "Sum"}
    alarm = {
        "Metrics": [
            {"Id": "a", "MetricStat": stat, "ReturnData": False},
            {"Id": "b", "Expression": "a * 2"},
        ],
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    client = aws.cloudformation()
    body = {"Resources": {"Alarm": {"Type": ALARM, "Properties": alarm}}}
    client.create_stack(StackName=_PROBE, TemplateBody=json.dumps(body), OnFailure="DO_NOTHING")
    try:
        client.get_waiter("stack_create_complete").wait(
            StackName=_PROBE, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
    except WaiterError:
        return False
    else:
        return True
    finally:
        client.delete_stack(StackName=_PROBE)
