"""A CloudFormation template without some of its resources, references to them filled in."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_VARIABLE: Final = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")

type Resource = Mapping[str, Any]
type StandIn = Mapping[str, str]
"""What references to a missing resource become: by attribute name, and "Ref"."""


def leave_out(
    template: Mapping[str, Any], stand_in: Callable[[str, Resource], StandIn | None]
) -> dict[str, Any]:
    """Return `template` without the resources that have a stand-in.

    `stand_in` takes a logical id and its resource. `Ref`, `Fn::GetAtt` and `Fn::Sub` that name
    such a resource become the stand-in's text; an attribute that it lacks becomes its "Ref".
    """
    resources: Mapping[str, Resource] = template["Resources"]
    found = {name: stand_in(name, resource) for name, resource in resources.items()}
    missing = {name: values for name, values in found.items() if values is not None}
    kept = {name: value for name, value in resources.items() if name not in missing}
    rest: dict[str, Any] = _filled({**template, "Resources": kept}, missing)
    return rest


def _filled(node: Any, missing: Mapping[str, StandIn]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(node, list):
        return [_filled(item, missing) for item in node]
    if not isinstance(node, dict):
        return node
    reference = _reference(node)
    if reference is not None and reference[0] in missing:
        return _value(missing[reference[0]], reference[1])
    filled = {name: _filled(value, missing) for name, value in node.items()}
    if "Fn::Sub" in filled:
        filled["Fn::Sub"] = _substituted(filled["Fn::Sub"], missing)
    if "DependsOn" in filled:
        after = filled["DependsOn"]
        names = [after] if isinstance(after, str) else after
        filled["DependsOn"] = [name for name in names if name not in missing]
    return filled


def _reference(node: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the logical id and attribute that a `Ref` or `Fn::GetAtt` names."""
    if "Ref" in node:
        return node["Ref"], "Ref"
    if "Fn::GetAtt" in node:
        target = node["Fn::GetAtt"]
        name, *attribute = target.split(".", 1) if isinstance(target, str) else target
        return name, ".".join(attribute)
    return None


def _substituted(sub: Any, missing: Mapping[str, StandIn]) -> Any:  # noqa: ANN401 - text or a pair
    if isinstance(sub, list):
        return [_substituted(sub[0], missing), *sub[1:]]

    def replaced(match: re.Match[str]) -> str:
        name, attribute = match.group(1), match.group(2) or "Ref"
        return _value(missing[name], attribute) if name in missing else match.group()

    return _VARIABLE.sub(replaced, sub)


def _value(values: StandIn, attribute: str) -> str:
    return values.get(attribute, values["Ref"])
