"""samconfig.toml gives each environment what `sam build` and `sam deploy` need."""

import re
import tomllib
from typing import Any

import pytest

from tests.unit.infra.templates import ROOT, written

CONFIG: dict[str, Any] = tomllib.loads((ROOT / "samconfig.toml").read_text())
ENVIRONMENTS = ["default", "staging", "prod"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_gives_parameters_that_the_template_takes(name: str) -> None:
    """A misspelt parameter is found here, not by CloudFormation."""
    # GIVEN the parameters of an environment
    overrides = CONFIG[name]["global"]["parameters"]["parameter_overrides"]
    # THEN the template has each of them, and takes its value
    for key, value in (override.split("=", 1) for override in overrides):
        parameter = written()["Parameters"][key]
        allowed = [str(choice) for choice in parameter.get("AllowedValues", [value])]
        assert value in allowed
        assert re.fullmatch(parameter.get("AllowedPattern", ".*"), value)


def test_no_two_environments_share_a_stack() -> None:
    """A deployment to staging never lands in prod."""
    # GIVEN the stacks' names
    names = {CONFIG[name]["global"]["parameters"]["stack_name"] for name in ENVIRONMENTS}
    # THEN there is one an environment
    assert len(names) == len(ENVIRONMENTS)


def test_only_the_default_environment_is_unprotected() -> None:
    """Dev is thrown away at will; nothing else is."""
    # GIVEN the environments that switch deletion protection off
    unprotected = [
        name
        for name in ENVIRONMENTS
        if "DeletionProtection=false" in CONFIG[name]["global"]["parameters"]["parameter_overrides"]
    ]
    # THEN there is only one
    assert unprotected == ["default"]
