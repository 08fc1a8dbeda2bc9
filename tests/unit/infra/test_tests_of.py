"""Which tests run a module is read from the imports."""

from pathlib import Path
from typing import Final

import pytest

from bench.partner_names import LAYER, ROOT
from bench.tests_of import nearest_tests, users

SOURCES: Final = {
    f"{LAYER}/store/keys.py": "",
    f"{LAYER}/store/items.py": "from jetbridge.store import keys\n",
    f"{LAYER}/flows/ask.py": "from jetbridge.store.items import put\n",
    f"{LAYER}/flows/words.py": "",
    f"{LAYER}/flows/rows.py": "",
    "functions/token/app.py": "import jetbridge.flows.words\n",
    "functions/token/rows.py": "from jetbridge.flows import rows\n",
    "tests/support/env.py": "from functions.token import app\n",
    "tests/unit/store/test_keys.py": "from jetbridge.store import keys\n",
    "tests/unit/store/test_keys_long.py": "from jetbridge.store import keys\n",
    "tests/unit/store/test_rows.py": "from jetbridge.store import items, keys\n",
    "tests/unit/flows/test_ask.py": "from jetbridge.flows import ask\n",
    "tests/unit/test_page.py": "from tests.support import env\n",
    "tests/unit/test_table.py": "from jetbridge.store import items\n",
}


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("store/keys.py", ["store/test_keys.py", "store/test_keys_long.py"]),
        ("store/items.py", ["store/test_rows.py"]),
        ("flows/ask.py", ["flows/test_ask.py"]),
        ("flows/words.py", ["test_page.py"]),
        ("flows/rows.py", ["test_page.py"]),
    ],
)
def test_the_tests_of_a_module_are_those_that_are_nearest(
    tmp_path: Path, module: str, found: list[str]
) -> None:
    """By name, in its own folder, or through what imports or serves it."""
    # GIVEN a project of a few modules
    for path, text in SOURCES.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    # WHEN the tests of a module are looked for, THEN they are these
    tests = nearest_tests(LAYER / module, users(tmp_path))
    assert tests == [Path("tests/unit") / each for each in found]


def test_every_module_of_the_layer_has_tests() -> None:
    """Whatever their names are."""
    # GIVEN the imports of the project
    known = users()
    modules = [path.relative_to(ROOT) for path in (ROOT / LAYER).rglob("*.py")]
    # THEN each module is reached by a test
    untested = [
        each for each in modules if each.name != "__init__.py" and not nearest_tests(each, known)
    ]
    assert not untested
