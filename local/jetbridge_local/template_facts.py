"""The operator's tool's copy of what template.yaml promises of a stack: `make settings`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from samcli.commands._utils.template import get_template_data

from jetbridge_local.stack.options import PROJECT

type Json = Mapping[str, Any]


def text() -> str:
    """Return the file cli/jetbridge_cli/template.json.

    It has the parameters with their defaults (null where there is none), the outputs that every
    stack has, the functions that `ReservedConcurrency` is for, the routes, each with whether it
    has an authorizer, and the alarms, by their names without the stack's.
    """
    template = get_template_data(str(PROJECT / "template.yaml"))
    facts = {
        "parameters": {
            name: None if (default := each.get("Default")) is None else str(default)
            for name, each in template["Parameters"].items()
        },
        "outputs": [name for name, each in template["Outputs"].items() if "Condition" not in each],
        "reserved": [*_reserved(template)],
        "routes": dict(sorted(_routes(template))),
        "alarms": [*_alarms(template)],
    }
    return json.dumps(facts, indent=2) + "\n"


def _reserved(template: Json) -> Iterator[str]:
    for name, resource in template["Resources"].items():
        own = resource.get("Properties", {})
        if (
            resource["Type"] == "AWS::Serverless::Function"
            and "ReservedConcurrentExecutions" not in own
        ):
            yield name


def _routes(template: Json) -> Iterator[tuple[str, bool]]:
    for resource in template["Resources"].values():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] == "HttpApi":
                own = event["Properties"]
                yield f"{own['Method']} {own['Path']}", "Auth" in own


def _alarms(template: Json) -> Iterator[str]:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            name: str = resource["Properties"]["AlarmName"]["Fn::Sub"]
            yield name.removeprefix("${AWS::StackName}-")


if __name__ == "__main__":
    print(text(), end="")
