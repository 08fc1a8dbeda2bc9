"""Have the layer's modules imported with their mutants compiled in."""

import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final, override

from tests.mutants.sites import Site, weakened

LAYER: Final = Path(__file__).parents[2] / "layers" / "jetbridge" / "jetbridge"
FOLDERS: Final = ("store", "flows", "partners", "oauth", "vault", "broker")


def files() -> Iterator[tuple[str, Path]]:
    """Yield the files that are weakened, each with its path within the layer."""
    for folder in FOLDERS:
        for file in sorted((LAYER / folder).rglob("*.py")):
            yield file.relative_to(LAYER).as_posix(), file


def sites() -> Iterator[Site]:
    """Yield every site of the code, in the order of files and lines."""
    for path, file in files():
        yield from weakened(file.read_text(), path)[1]


def install() -> None:
    """Compile the mutants into what is imported from now on.

    Raises:
        RuntimeError: something of the layer has been imported already.
    """
    if early := [name for name in sys.modules if name.startswith("jetbridge.")]:
        raise RuntimeError(f"imported too early: {early[0]}")
    sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("jetbridge."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin and _is_weakened(Path(spec.origin)):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    @override
    def get_code(self, fullname: str) -> CodeType:
        file = Path(self.path)
        tree, _ = weakened(file.read_text(), file.relative_to(LAYER).as_posix())
        return compile(tree, self.path, "exec", dont_inherit=True)


def _is_weakened(file: Path) -> bool:
    return file.relative_to(LAYER).parts[0] in FOLDERS
