"""What the modules of the tests may import."""

import ast
from pathlib import Path

import pytest

from tests.unit.infra.templates import ROOT


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
