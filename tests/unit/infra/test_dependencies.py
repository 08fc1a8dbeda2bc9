"""The resources of the template can be created one after the other."""

import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

import pytest

from tests.unit.infra.templates import as_list, deployed

VARIABLE: Final = re.compile(r"\$\{([A-Za-z0-9]+)[.}]")


def named(node: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield what a part of a template refers to."""
    match node:
        case {"Ref": str(name)}:
            yield name
        case {"Fn::GetAtt": str(path)}:
            yield path.partition(".")[0]
        case {"Fn::GetAtt": [str(name), *_]}:
            yield name
        case dict():
            for key, value in node.items():
                if key == "Fn::Sub":
                    yield from VARIABLE.findall(str(as_list(value)[0]))
                if key == "DependsOn":
                    yield from as_list(value)
                yield from named(value)
        case list():
            for value in node:
                yield from named(value)


def order(resources: dict[str, Any]) -> list[str]:
    """Return resources in the order in which they can be created.

    Raises:
        CycleError: there is none.
    """
    needs = {name: {*named(each)} & resources.keys() for name, each in resources.items()}
    return [*TopologicalSorter(needs).static_order()]


def test_no_resource_waits_for_itself() -> None:
    """CloudFormation refuses a circle, and cfn-lint does not see those that SAM makes of routes."""
    # GIVEN what SAM makes of the template, THEN each resource has its turn
    resources = deployed()["Resources"]
    assert len(order(resources)) == len(resources)


@pytest.mark.parametrize(
    "reference",
    [
        {"Ref": "A"},
        {"Fn::GetAtt": "A.Arn"},
        {"Fn::GetAtt": ["A", "Arn"]},
        {"Fn::Sub": "x${A.Id}"},
        {"Fn::Sub": ["${x}", {"x": {"Ref": "A"}}]},
        {"DependsOn": "A"},
        {"Fn::If": ["c", {"Ref": "A"}]},
    ],
)
def test_a_circle_is_found(reference: dict[str, Any]) -> None:
    """By whatever function one resource names another."""
    with pytest.raises(CycleError):
        order({"A": {"Properties": {"x": {"Ref": "B"}}}, "B": reference})
