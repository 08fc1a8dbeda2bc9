"""Sizes and imports of the layer and the functions, read from their sources."""

import ast
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from bench.partner_names import LAYER

_PACKAGE: Final = LAYER.name

type Arrow = tuple[str, str]
"""A folder, and another one that it imports from."""


@dataclass(frozen=True)
class Source:
    """A module: its path within the project, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)


def read(root: Path) -> list[Source]:
    """Return the modules of the layer and of the functions of a checkout."""
    found = [*(root / LAYER).rglob("*.py"), *(root / "functions").rglob("*.py")]
    return [Source(str(file.relative_to(root)), file.read_text()) for file in sorted(found)]


def lines_of_files(sources: Iterable[Source]) -> list[int]:
    """Return how many lines each module has."""
    return [len(source.text.splitlines()) for source in sources]


def lines_of_functions(sources: Iterable[Source]) -> list[int]:
    """Return how many lines each function's body has, its docstring included."""
    return [
        (node.end_lineno or node.lineno) - node.body[0].lineno + 1
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def spread(lengths: list[int]) -> str:
    """Return the median and the longest."""
    return f"{statistics.median(lengths):g} / {max(lengths)}"


def arrows(sources: Iterable[Source]) -> set[Arrow]:
    """Return which folder of the layer imports from which other one."""
    found = set()
    modules = {_module(source.path): source for source in sources if _in_layer(source)}
    for source in modules.values():
        folder = _folder(source.path)
        for name in imported(source.text):
            target = modules.get(name) or modules.get(name.rpartition(".")[0])
            if target and _folder(target.path) != folder:
                found.add((folder, _folder(target.path)))
    return found


def circular(every: set[Arrow]) -> set[Arrow]:
    """Return the arrows that lie on a circle: from their end, their beginning can be reached."""
    return {(start, end) for start, end in every if start in _reached(end, every)}


def _reached(start: str, every: set[Arrow]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        following = {end for begin, end in every if begin == here} - found
        found |= following
        waiting.extend(following)
    return found


def _in_layer(source: Source) -> bool:
    return source.path.startswith(f"{LAYER.as_posix()}/")


def _module(path: str) -> str:
    """Return the name under which a module of the layer is imported."""
    within = PurePosixPath(path).relative_to(LAYER.as_posix()).with_suffix("")
    return ".".join((_PACKAGE, *within.parts)).removesuffix(".__init__")


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent.relative_to(LAYER.as_posix()))


def imported(text: str) -> Iterator[str]:
    """Yield the names that a module imports, each as a module that it may be."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{name.name}" for name in names)
