"""What is deployed, what an operator installs, and what stays in the checkout."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import jetbridge
from tests.unit.infra.templates import ROOT

OWN: Final = {"boto3", "pillow", "py-svg-hush", "rich", "typer"}
"""What the operator's tool needs beside the layer's dependencies, since its wheel has the layer."""
DOUBLES: Final = ("Memory", "Fake", "Stub", "Mock", "Recording")
PACKAGES: Final = ("layers/jetbridge/jetbridge", "cli/jetbridge_cli", "functions")


def project(folder: str) -> Any:  # noqa: ANN401 - TOML
    """Return the table `project` of a folder's pyproject.toml."""
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]


def version_file(folder: str) -> str:
    """Return where a folder's package finds its version, relative to the folder."""
    hatch = tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["tool"]["hatch"]
    return str(hatch["version"]["path"])


def modules(package: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of a package, parsed."""
    for file in sorted((ROOT / package).rglob("*.py")):
        yield file, ast.parse(file.read_text())


def test_the_tool_needs_what_the_layer_needs_and_what_it_prints_with() -> None:
    """Its wheel brings the layer's package: a dependency of one is a dependency of the other."""
    layer, tool = project("."), project("cli")
    assert {*tool["dependencies"]} == {*layer["dependencies"]} | OWN


def test_the_release_stands_in_one_place() -> None:
    """A wheel, the layer and the tool cannot tell different ones."""
    # GIVEN the packages, WHEN their version is built, THEN it is that of the flows
    for folder in (".", "cli", "clients/python"):
        assert project(folder)["dynamic"] == ["version"]
        assert (ROOT / folder / version_file(folder)).resolve() == Path(jetbridge.__file__)
    # AND the changelog tells what is in it
    assert f"\n## [{jetbridge.__version__}] - " in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_installed_elsewhere_does_not_know_the_checkout(package: str) -> None:
    """It has neither template nor sandboxes there; import-linter sees only what is imported."""
    for file, module in modules(package):
        texts = [each.value for each in ast.walk(module) if isinstance(each, ast.Constant)]
        named = [each for each in texts if isinstance(each, str) and "jetbridge_local" in each]
        assert not named, file


def test_the_layer_has_no_doubles_but_those_of_dry_runs() -> None:
    """Whatever else stands in for a port belongs to the tests."""
    found = [
        f"{file.name}:{node.name}"
        for file, module in modules("layers/jetbridge/jetbridge")
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and node.name.startswith(DOUBLES)
    ]
    assert sorted(found) == ["memory.py:MemorySecrets", "table.py:MemoryTable"]
