"""A stack can use another table and another keyring, and loses its own by that at no time."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.unit.infra.templates import written

OWN: Final = {"Table": "ExistingTable", "KeyringSecret": "ExistingKeyring"}
"""What may be given in place of the stack's own, by which parameter."""


def _references(node: Any, within: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...]]]:  # noqa: ANN401 - any JSON value
    """Yield each resource that is named, with the values around it."""
    match node:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), _]}:
            yield name, within
        case {"Fn::Sub": text}:
            spelled = text if isinstance(text, str) else text[0]
            yield from ((name, within) for name in re.findall(r"\$\{(\w+)[.}]", spelled))
    if isinstance(node, dict):
        for value in node.values():
            yield from _references(value, (*within, node))
    if isinstance(node, list):
        for value in node:
            yield from _references(value, (*within, node))


@pytest.mark.parametrize("own", OWN)
def test_the_own_is_named_only_where_no_other_is_given(own: str) -> None:
    """One function that still wrote to the former table would lose what it writes."""
    # GIVEN every place that names the stack's own
    places = [within for name, within in _references(written()) if name == own]
    # THEN each is the last choice of a condition whose first one is the parameter's
    assert places
    for within in places:
        (choice,) = (
            each["Fn::If"] for each in within if isinstance(each, dict) and "Fn::If" in each
        )
        condition, given, last = choice
        assert condition == f"Has{OWN[own]}"
        assert OWN[own] in json.dumps(given)
        assert own in json.dumps(last)


@pytest.mark.parametrize(("own", "parameter"), OWN.items())
def test_the_own_is_there_where_no_other_is_given(own: str, parameter: str) -> None:
    """And stays beside another one, unless the deployer says otherwise."""
    # THEN the condition of the resource says so
    condition = written()["Resources"][own]["Condition"]
    assert written()["Conditions"][condition] == {
        "Fn::Or": [
            {"Fn::Equals": [{"Ref": "KeepOwnData"}, "true"]},
            {"Fn::Equals": [{"Ref": parameter}, ""]},
        ]
    }
    assert written()["Parameters"]["KeepOwnData"]["Default"] == "true"


def test_a_stack_without_data_of_its_own_is_given_both() -> None:
    """A table opens with its keyring alone."""
    # GIVEN the rule
    rule = written()["Rules"]["NoDataOfItsOwnOnlyWithOthers"]
    # THEN it asks for both parameters
    asked = {each["Assert"]["Fn::Not"][0]["Fn::Equals"][0]["Ref"] for each in rule["Assertions"]}
    assert asked == {*OWN.values()}


@pytest.mark.parametrize(
    ("parameter", "value", "good"),
    [
        ("ExistingTable", "jetbridge-prod-Table-restored", True),
        ("ExistingTable", "ab", False),
        ("ExistingTable", "arn:aws:dynamodb:eu-central-1:123456789012:table/x", False),
        ("ExistingTable", "a/b", False),
        (
            "ExistingKeyring",
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret:KeyringSecret-a1B2-c3D4e5",
            True,
        ),
        ("ExistingKeyring", "KeyringSecret-a1B2", False),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(parameter: str, value: str, *, good: bool) -> None:
    """Before anything is changed."""
    # THEN the pattern takes it or does not
    found = written()["Parameters"][parameter]
    assert bool(re.fullmatch(found["AllowedPattern"], value)) is good
    # AND takes nothing, which is the stack's own
    assert re.fullmatch(found["AllowedPattern"], "")
