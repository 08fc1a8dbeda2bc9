"""The settings of a deployment: those that it was given, and the defaults of the template.

What follows from which parameter stands in settings.json, which is written from template.yaml.
"""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from jetbridge.model.settings import Settings, Variable

FILE: Final = resources.files("jetbridge_cli") / "settings.json"


class UnknownSettingError(Exception):
    """No setting of the functions has this name."""


def variables(parameters: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the functions' environment, as far as it follows from a stack's parameters.

    Args:
        parameters: those that a stack was given; the others have the template's defaults.
    """
    sources = json.loads(FILE.read_text())
    found = {name: _value(source, parameters or {}) for name, source in sources.items()}
    return {name: value for name, value in found.items() if value is not None}


def given(settings: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the `known` variables with other values for some of them.

    Raises:
        UnknownSettingError: there is no such setting.
        SettingError: a value breaks the setting's rule.
    """
    after = {**known, **settings}
    named = {each.name: each for each in vars(Settings).values() if isinstance(each, Variable)}
    for name in settings:
        if name not in named:
            raise UnknownSettingError(name)
        named[name].__get__(Settings(after), Settings)
    return after


def _value(source: Mapping[str, Any], parameters: Mapping[str, str]) -> str | None:
    """Return a variable's value; None where it has no default and was not given."""
    value: str | None = parameters.get(source["parameter"], source["default"])
    if not value and (chosen := source.get("chosenBy")):
        return str(chosen["values"][_value(chosen, parameters)])
    return value
