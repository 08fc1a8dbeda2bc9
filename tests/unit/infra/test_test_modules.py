"""What the modules of the tests may import, and what tests/README.md says about them."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.unit.infra.templates import ROOT

TESTS: Final = ROOT / "tests"
LAYER: Final = ROOT / "layers" / "jetbridge" / "jetbridge"


def imports_of_tests(module: Path) -> set[str]:
    """Return the test modules that a module imports, in any form."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        match node:
            case ast.Import(names):
                found |= {each.name for each in names}
            case ast.ImportFrom(package, names):
                found |= {f"{package}.{each.name}" for each in names}
    return {name for name in found if any(part.startswith("test_") for part in name.split("."))}


@pytest.mark.parametrize(
    "line",
    [
        "import tests.unit.test_one",
        "from tests.unit.test_one import a_world",
        "from tests.unit import test_one as one",
        "from .test_one import a_world",
        "def late():\n    from tests.unit.test_one import a_world\n",
    ],
)
def test_every_form_of_an_import_is_found(tmp_path: Path, line: str) -> None:
    """Also one within a function."""
    module = tmp_path / "test_two.py"
    module.write_text(line)
    assert imports_of_tests(module)


def test_no_module_imports_a_test_module() -> None:
    """What several tests share is in tests/support, tests/fakes or a module beside them."""
    modules = [each for top in ("tests", "bench") for each in sorted((ROOT / top).rglob("*.py"))]
    found = {str(each.relative_to(ROOT)): imports_of_tests(each) for each in modules}
    assert not {path: names for path, names in found.items() if names}


def paths_of(heading: str) -> list[list[str]]:
    """Return the paths in each row of the table below a heading of tests/README.md."""
    section = (
        (TESTS / "README.md").read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    )
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [re.findall(r"`([a-z0-9_/]+)`", row) for row in rows]


def test_every_folder_of_the_layer_has_its_tests_listed() -> None:
    """In the order of their names; each listed folder has tests."""
    # GIVEN the folders of the layer that have modules, and the table
    modules = [each for each in LAYER.rglob("*.py") if each.name != "__init__.py"]
    folders = {str(each.parent.relative_to(LAYER)) for each in modules} - {"."}
    listed = {folder: tests for folder, *tests in paths_of("Where a module is tested")}
    # THEN every one has a row
    assert list(listed) == sorted(listed)
    assert set(listed) == folders | {"partners"}
    # AND every folder that a row names has tests
    named = {path for tests in listed.values() for path in tests}
    assert not {path for path in named if not any((TESTS / path).rglob("test_*.py"))} - {"sixth"}


def test_every_folder_of_tests_says_why_it_exists() -> None:
    """Except those of unit that mirror the package, and what the page describes in its text."""
    # GIVEN the folders of tests, and those of unit that do not mirror the package
    folders = {each.parent.name for each in TESTS.glob("*/__init__.py")}
    folders |= {
        f"unit/{each.parent.name}"
        for each in TESTS.glob("unit/*/__init__.py")
        if not (LAYER / each.parent.name).exists()
    }
    described = {"fakes", "support", "unit/infra", "unit/cli"}
    # THEN each is explained, and nothing else
    assert {path for path, *_ in paths_of("Why there are several kinds")} == folders - described
