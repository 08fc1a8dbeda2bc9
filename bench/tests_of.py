"""Which tests run a module: `python -m bench.tests_of partners/incode/check.py`.

The test modules of the same name, such as test_check.py and test_check_lost.py, where there are
any. Else the nearest ones: those that import the module, or else those that import a module that
imports it, and so on; of these, those of the folder of `tests/unit` that mirrors its own, where
there are any.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bench import sources
from bench.partner_names import LAYER, ROOT

TESTS: Final = Path("tests")

type Users = Mapping[Path, set[Path]]
"""By module the modules that import it."""


def users(root: Path = ROOT) -> Users:
    """Return which modules of the layer, the functions and the tests import which."""
    files = [path.relative_to(root) for path in _modules(root)]
    known = {_name(path): path for path in files}
    found: defaultdict[Path, set[Path]] = defaultdict(set)
    for path in files:
        for name in sources.imported((root / path).read_text()):
            target = known.get(name) or known.get(name.rpartition(".")[0])
            if target and target != path:
                found[target].add(path)
        if path.parts[0] == "functions":
            found[path].add(path.with_name("app.py"))  # which serves it by its name
    return found


def nearest_tests(module: Path, known: Users) -> list[Path]:
    """Return the tests of a module of the layer, by its path from the root of the project."""
    folder = TESTS / "unit" / module.parent.relative_to(LAYER)
    nearest = next(_levels(module, known), set())
    own = {path for path in nearest if path.parent == folder}
    name = f"test_{module.stem}"
    named = {path for path in own if path.stem == name or path.stem.startswith(f"{name}_")}
    return sorted(named or own or nearest)


def _levels(module: Path, known: Users) -> Iterator[set[Path]]:
    """Yield the test modules that are one import away from a module, then two, and so on."""
    seen, level = {module}, {module}
    while level:
        level = {user for each in level for user in known.get(each, set())} - seen
        seen |= level
        if found := {path for path in level if path.name.startswith("test_")}:
            yield found


def _modules(root: Path) -> Iterable[Path]:
    for top in (LAYER, Path("functions"), TESTS):
        yield from sorted((root / top).rglob("*.py"))


def _name(path: Path) -> str:
    """Return the name under which a module is imported."""
    within = path.relative_to(LAYER.parent) if path.is_relative_to(LAYER) else path
    return ".".join(within.with_suffix("").parts).removesuffix(".__init__")


def _lines(paths: Iterable[str]) -> Iterator[str]:
    known = users()
    for path in paths:
        yield path
        yield from (f"  {each}" for each in nearest_tests(LAYER / path, known))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in _lines(sys.argv[1:]))
