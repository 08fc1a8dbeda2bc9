"""The settings that a deployment has where its deployer gives no parameters."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samcli.commands._utils.template import get_template_data


def variables(template: Path) -> dict[str, str]:
    """Return the variables of the functions' environment that follow from the template alone."""
    written = get_template_data(str(template))
    return dict(_resolved(written))


def _resolved(written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    parameters = written["Parameters"]
    defaults = {
        name: str(each["Default"]) for name, each in parameters.items() if "Default" in each
    }
    for name, value in written["Globals"]["Function"]["Environment"]["Variables"].items():
        match value:
            case {"Ref": str(parameter)} if parameter in defaults:
                yield name, defaults[parameter]
            case {"Fn::If": [_, _, {"Fn::FindInMap": [table, {"Ref": chosen}, member]}]}:
                # A partner's environment chooses its hosts, unless they are given.
                yield name, written["Mappings"][table][defaults[chosen]][member]
