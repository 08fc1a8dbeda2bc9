"""Where the layer names a partner outside the partner's own files.

`python -m bench.partner_names > tests/unit/infra/partner_names.toml` writes what
tests/unit/infra/test_partner_names.py compares the code with. Reads sources, imports none of them.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from bench.former_layout import OWN

ROOT: Final = Path(__file__).parents[1]
LAYER: Final = Path("layers", "jetbridge", "jetbridge")
PARTNERS: Final = ("smartrecruiters", "incode", "onboarder", "onboardbase", "enboarder")
PLAYED: Final = "dry_run"
"""The folder of a dry run, which plays every partner and its persons."""
EXEMPT: Final = frozenset({"model/registry.py", "model/settings.py"})
"""What names every partner by design. So do the functions, which are not in the layer."""
_NAME: Final = re.compile("|".join(PARTNERS), re.IGNORECASE)
_SUFFIXES: Final = frozenset({".py", ".j2", ".js", ".css"})

type Names = Counter[str]
"""How often each partner is named."""


def named(text: str) -> Names:
    """Count the partners' names in `text`, whatever their case and what they are a part of."""
    return Counter(name.lower() for name in _NAME.findall(text))


def in_code(source: str) -> Names:
    """Count the names in identifiers and strings, but not in comments and docstrings."""
    if not named(source):
        return Counter()
    return named("\n".join(_words(ast.parse(source))))


def shared(root: Path = ROOT) -> dict[str, Names]:
    """Return how often the code and the path of each file name partners that it is not of."""
    return _counted(root, lambda path, text: _code_of(path, text) + named(path))


def shared_prose(root: Path = ROOT) -> dict[str, Names]:
    """Return how often comments and docstrings of each file name partners that it is not of."""
    return _counted(root, lambda path, text: named(text) - _code_of(path, text))


def _counted(root: Path, count: Callable[[str, str], Names]) -> dict[str, Names]:
    found = {}
    for file in sorted((root / LAYER).rglob("*")):
        path = file.relative_to(root / LAYER).as_posix()
        if file.suffix in _SUFFIXES and path not in EXEMPT and not path.startswith(PLAYED):
            names = count(path, file.read_text())
            names.pop(_owner(path, root) or "", None)
            if names:
                found[path] = names
    return found


def _code_of(path: str, text: str) -> Names:
    return in_code(text) if path.endswith(".py") else named(text)


def _owner(path: str, root: Path) -> str | None:
    """Return the partner to which a file of the layer belongs."""
    for partner in PARTNERS:
        has_folder = (root / LAYER / "partners" / partner / "__init__.py").is_file()
        patterns = (f"partners/{partner}/*",) if has_folder else OWN[partner]
        if any(fnmatch(path, pattern) for pattern in patterns):
            return partner
    return None


def written(names: Mapping[str, Names]) -> str:
    """Return the table in TOML, a line for each file."""
    lines = ["# Written by `python -m bench.partner_names`. No number may rise.", ""]
    for path, counts in names.items():
        told = ", ".join(f"{partner} = {counts[partner]}" for partner in sorted(counts))
        lines.append(f'"{path}" = {{ {told} }}')
    return "\n".join(lines) + "\n"


def _words(tree: ast.AST) -> Iterator[str]:
    docstrings = {id(text) for node in ast.walk(tree) for text in _bare_texts(node)}
    for node in ast.walk(tree):
        if id(node) not in docstrings:
            for _, value in ast.iter_fields(node):
                yield from (each for each in _listed(value) if isinstance(each, str))


def _bare_texts(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the strings that are statements: docstrings, also those of constants."""
    match node:
        case ast.Expr(value=ast.Constant(value=str()) as text):
            yield text


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.stdout.write(written(shared()))
