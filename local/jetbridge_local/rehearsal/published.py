"""The settings of a deployment: those that it was given, and the defaults of the template."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samcli.commands._utils.template import get_template_data

from jetbridge.model.settings import Settings, Variable


class UnknownSetting(Exception):  # noqa: N818 - reads as the finding it names
    """No setting of the functions has this name."""


def variables(template: Path, parameters: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the functions' environment, as far as it follows from template and parameters.

    Args:
        template: the SAM template.
        parameters: those that a stack was given; the others have their defaults.
    """
    written = get_template_data(str(template))
    return dict(_resolved(written, parameters or {}))


def given(settings: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the `known` variables with other values for some of them.

    Raises:
        UnknownSetting: there is no such setting.
        SettingError: a value breaks the setting's rule.
    """
    after = {**known, **settings}
    named = {each.name: each for each in vars(Settings).values() if isinstance(each, Variable)}
    for name in settings:
        if name not in named:
            raise UnknownSetting(name)
        named[name].__get__(Settings(after), Settings)
    return after


def _resolved(
    written: Mapping[str, Any], parameters: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    declared = written["Parameters"]
    values = {name: str(each["Default"]) for name, each in declared.items() if "Default" in each}
    values |= {name: value for name, value in parameters.items() if name in declared}
    for name, value in written["Globals"]["Function"]["Environment"]["Variables"].items():
        match value:
            case {"Ref": str(parameter)} if parameter in values:
                yield name, values[parameter]
            case {
                "Fn::If": [
                    _,
                    {"Ref": str(own)},
                    {"Fn::FindInMap": [table, {"Ref": chosen}, member]},
                ]
            }:
                # A partner's environment chooses its hosts, unless they are given.
                yield name, values.get(own) or written["Mappings"][table][values[chosen]][member]
