"""The layer is for the functions' processor, whatever machine builds it, and needs no compiling."""

import importlib.util
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourcelessFileLoader
from pathlib import Path
from types import CodeType
from typing import Final

import pytest

from jetbridge_local import catalogues

ROOT: Final = Path(__file__).parents[3]
MACHINES: Final = {"arm64": "aarch64", "x86_64": "x86_64"}
ELF_MACHINES: Final = {"arm64": 183, "x86_64": 62}
UNCHECKED_HASH: Final = 0b01
"""The flags of bytecode that is used without a look at its source (PEP 552)."""
MAX_SIZE: Final = 50_000_000
"""Bytes of the layer, unpacked. Lambda takes 250 MB with the function (Lambda quotas); each of them
is read, and kept in a cache, when an environment starts."""

IMPORTS: Final = """
import ast, importlib, pathlib, sys
root = pathlib.Path(sys.argv[1])
sys.path.append(str(root))
named = {"tzdata"}  # read as files
for file in (root / "jetbridge").rglob("*.py"):
    named.add(".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            named.add(node.module)
        elif isinstance(node, ast.Import):
            named |= {each.name for each in node.names}
for name in named:
    importlib.import_module(name)
print(*{name.partition(".")[0] for name in sys.modules})
"""
"""Imports every module of ours in the folder that it is given, and what each imports anywhere, and
prints the names at the top of what is loaded then."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The layer as `sam build` leaves it; `python` is what Lambda mounts at /opt/python."""

    architecture: str
    python: Path

    def files(self, pattern: str) -> Iterator[Path]:
        """Yield the files whose names match `pattern`."""
        return self.python.rglob(pattern)


@pytest.fixture(scope="module", params=MACHINES)
def layer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Layer:
    """Build the layer for one processor."""
    architecture: str = request.param
    build = tmp_path_factory.mktemp(architecture) / "build"
    programs = Path(sys.executable).parent
    subprocess.run(
        [
            programs / "sam",
            *("build", "JetbridgeLayer", "--no-cached", "--build-dir", build),
            *("--parameter-overrides", f"Architecture={architecture}"),
        ],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        check=True,
    )
    return Layer(architecture, build / "JetbridgeLayer" / "python")


def test_machine_code_is_for_the_functions_processor(layer: Layer) -> None:
    """A layer with the build machine's wheels fails only in the cloud, at the first import."""
    # WHEN the ELF headers of the layer's libraries are read
    machines = {
        int.from_bytes(library.read_bytes()[18:20], "little") for library in layer.files("*.so")
    }
    # THEN all are for the processor that the layer was built for
    assert machines == {ELF_MACHINES[layer.architecture]}


def test_every_module_comes_with_bytecode(layer: Layer) -> None:
    """/opt is read-only: what is not compiled here is compiled at every cold start."""
    # WHEN the bytecode of each module is looked up
    for source in layer.files("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source)))
        flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
        # THEN it is there, and is used without being checked
        assert flags == UNCHECKED_HASH


def test_bytecode_names_the_place_where_it_will_be(layer: Layer) -> None:
    """A traceback in a log shows /opt/python, not the folder of a build machine."""
    # WHEN the bytecode of our package is read
    source = layer.python / "jetbridge" / "__init__.py"
    compiled = importlib.util.cache_from_source(str(source))
    code = SourcelessFileLoader("jetbridge", compiled).get_code("jetbridge")
    # THEN it is that of the file in the cloud
    assert isinstance(code, CodeType)
    assert code.co_filename == "/opt/python/jetbridge/__init__.py"


def test_every_template_comes_compiled(layer: Layer) -> None:
    """Reading one takes several milliseconds of the first page."""
    # WHEN the templates of each folder are compared with the modules beside them
    folders = [
        path for path in (layer.python / "jetbridge").rglob("templates") if any(path.glob("*.j2"))
    ]
    for folder in folders:
        written = [path.read_text() for path in (folder / "compiled").glob("*.py")]
        named = (re.search(r"^name = '(.+)'$", text, re.MULTILINE) for text in written)
        compiled = {found[1] for found in named if found}
        # THEN each has one
        assert compiled == {path.name for path in folder.glob("*.j2")}
    assert len(folders) > 1


def test_nothing_is_shipped_that_is_not_run(layer: Layer) -> None:
    """No tests, no scripts, no types for checkers, nothing of the local stack, and it is small."""
    # WHEN the layer is listed
    names = {path.name for path in layer.files("*")}
    # THEN it holds what runs
    assert names.isdisjoint({"tests", "bin", "share", "jetbridge_cli", "jetbridge_local"})
    assert not any(name.endswith((".pyi", ".po")) for name in names)
    assert {f"{code}.mo" for code in catalogues.codes()} <= names
    assert sum(path.stat().st_size for path in layer.files("*") if path.is_file()) < MAX_SIZE


def test_the_layer_is_what_its_modules_import(layer: Layer) -> None:
    """Nothing is missing at the first use of a library, and nothing is shipped that none uses."""
    # GIVEN an interpreter without site-packages, and the layer as its only addition; it can load
    # the machine code only where it is of this machine
    if MACHINES[layer.architecture] != platform.machine():
        pytest.skip("the layer is for another machine")
    # WHEN it imports all of our modules, and all that they import anywhere
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", IMPORTS, layer.python],
        check=True,
        capture_output=True,
        text=True,
    )
    # THEN that is all that the layer holds
    shipped = {path.name for path in layer.python.iterdir() if path.suffix != ".dist-info"}
    tops = {name.partition(".")[0] for name in shipped - {"__pycache__"}}
    assert tops <= {*ran.stdout.split()}
