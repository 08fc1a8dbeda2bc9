"""`make modules`: the table "Where is …?" of docs/architecture.md, from the modules' docstrings."""

import ast
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from jetbridge_local.stack.options import PROJECT

DOCUMENT: Final = PROJECT / "docs" / "architecture.md"
ROOTS: Final = ("layers/jetbridge/jetbridge", "functions", "cli/jetbridge_cli")
"""Where the modules are that are deployed or installed: each is listed."""

_BEGIN: Final = "<!-- `make modules` writes what follows -->\n"
_END: Final = "<!-- until here -->\n"


def main() -> None:
    """Write the table into the document."""
    DOCUMENT.write_text(with_table(DOCUMENT.read_text()))


def with_table(text: str) -> str:
    """Return the document with the table that the sources give.

    Raises:
        ValueError: the document has no place for it, or a module has no docstring.
    """
    before, begun, rest = text.partition(_BEGIN)
    _, ended, after = rest.partition(_END)
    if not begun or not ended:
        raise ValueError(f"{DOCUMENT.name} has no place for the table")
    return f"{before}{begun}{''.join(_table())}{ended}{after}"


def listed() -> list[Path]:
    """Return the modules that are listed, by their paths in the checkout, a folder at a time."""
    found = [
        path.relative_to(PROJECT)
        for root in ROOTS
        for path in (PROJECT / root).rglob("*.py")
        if path.name != "__init__.py" and "node_modules" not in path.parts
    ]
    return sorted(found, key=lambda path: (ROOTS.index(_root(path)), path.parent, path.name))


def _table() -> Iterator[str]:
    for folder, modules in groupby(listed(), key=_folder):
        yield f"\n### `{folder}`\n\n{_about(folder)}| Module | What it does |\n|---|---|\n"
        for path in modules:
            name = path.relative_to(folder)
            yield f"| [`{name}`](../{path}) | {said(PROJECT / path)} |\n"
    yield "\n"


def _folder(path: Path) -> Path:
    """Return under which heading a module stands: those of all functions stand under one."""
    return Path("functions") if path.parts[0] == "functions" else path.parent


def _about(folder: Path) -> str:
    package = PROJECT / folder / "__init__.py"
    return f"{said(package)}\n\n" if package.exists() else ""


def said(file: Path) -> str:
    """Return the first line of a module's docstring, as a cell of a table."""
    docstring = ast.get_docstring(ast.parse(file.read_text()))
    if not docstring:
        raise ValueError(f"{file.relative_to(PROJECT)} has no docstring")
    return docstring.partition("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _root(path: Path) -> str:
    return next(root for root in ROOTS if path.is_relative_to(root))


if __name__ == "__main__":
    main()
