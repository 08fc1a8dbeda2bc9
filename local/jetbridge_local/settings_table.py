"""The operator's tool's copy of what template.yaml says of the settings: `make settings`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from samcli.commands._utils.template import get_template_data

from jetbridge_local.stack.options import PROJECT

type Json = Mapping[str, Any]


def text() -> str:
    """Return the file cli/jetbridge_cli/settings.json.

    It has the functions' variables that follow from the stack's parameters, each with the
    parameter and its default. Where a parameter may be left empty, another chooses the value.

    Raises:
        ValueError: functions disagree about a variable.
    """
    template = get_template_data(str(PROJECT / "template.yaml"))
    found: dict[str, Json] = {}
    for name, value in _variables(template):
        source = _source(template, value)
        if source is not None and found.setdefault(name, source) != source:
            raise ValueError(f"{name} follows from different parameters in different functions")
    return json.dumps(found, indent=2) + "\n"


def _variables(template: Json) -> Iterator[tuple[str, Any]]:
    functions = [
        template["Globals"]["Function"],
        *(
            each["Properties"]
            for each in template["Resources"].values()
            if each["Type"] == "AWS::Serverless::Function"
        ),
    ]
    for each in functions:
        yield from each.get("Environment", {}).get("Variables", {}).items()


def _source(template: Json, value: object) -> Json | None:
    match value:
        case {"Ref": str(name)} if name in template["Parameters"]:
            default = template["Parameters"][name].get("Default")
            return {"parameter": name, "default": None if default is None else str(default)}
        case {"Fn::If": [_, own, {"Fn::FindInMap": [table, chosen, member]}]}:
            values = {name: each[member] for name, each in template["Mappings"][table].items()}
            return {
                **(_source(template, own) or {}),
                "chosenBy": {**(_source(template, chosen) or {}), "values": values},
            }
    return None


if __name__ == "__main__":
    print(text(), end="")
