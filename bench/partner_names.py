"""Where the layer names a partner outside the partner's own files.

`python -m bench.partner_names > tests/unit/infra/partner_names.toml` writes what
tests/unit/infra/test_partner_names.py compares the code with. Reads sources, imports none of them.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from bench.former_layout import OWN

ROOT: Final = Path(__file__).parents[1]
LAYER: Final = Path("layers", "jetbridge", "jetbridge")
PARTNERS: Final = ("smartrecruiters", "incode", "onboarder", "onboardbase", "enboarder")
EXEMPT: Final = frozenset({"partners/registry.py", "model/settings.py"})
"""What names every partner by design. So do `functions/*/app.py`, which are not in the layer."""
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


def owner(path: str, layout: Mapping[str, tuple[str, ...]] = OWN) -> str | None:
    """Return the partner to which a file of the layer belongs.

    `layout` has each partner's patterns of paths, besides the folder `partners/<name>/`.
    """
    for partner in PARTNERS:
        if path.startswith(f"partners/{partner}/"):
            return partner
        if any(fnmatch(path, pattern) for pattern in layout.get(partner, ())):
            return partner
    return None


def files(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield the path within the layer and the text of each source file and template."""
    for file in sorted((root / LAYER).rglob("*")):
        if file.suffix in _SUFFIXES:
            yield str(file.relative_to(root / LAYER)), file.read_text()


def shared(root: Path = ROOT) -> dict[str, Names]:
    """Return how often the code and the path of each file name partners that it is not of."""
    found = {}
    for path, text in files(root):
        if path in EXEMPT:
            continue
        names = (in_code(text) if path.endswith(".py") else named(text)) + named(path)
        names.pop(owner(path) or "", None)
        if names:
            found[path] = names
    return found


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
    print(written(shared()), end="")  # noqa: T201 - the command's output
