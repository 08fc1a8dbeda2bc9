"""The layer is for the functions' processor, whatever machine builds it, and needs no compiling."""

import importlib.util
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import SourcelessFileLoader
from pathlib import Path
from types import CodeType
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
MACHINES: Final = {"arm64": "aarch64", "x86_64": "x86_64"}
ELF_MACHINES: Final = {"arm64": 183, "x86_64": 62}
UNCHECKED_HASH: Final = 0b01
"""The flags of bytecode that is used without a look at its source (PEP 552)."""
MAX_SIZE: Final = 250 * 1024 * 1024
"""Bytes that a function and its layers may have unpacked. Source: Lambda quotas."""


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


def test_nothing_is_shipped_that_is_not_run(layer: Layer) -> None:
    """No tests, no scripts, nothing of the local stack, and room left under Lambda's limit."""
    # WHEN the layer is listed
    names = {path.name for path in layer.files("*")}
    # THEN it holds what runs
    assert names.isdisjoint({"tests", "bin", "jetbridge_cli", "jetbridge_local"})
    assert sum(path.stat().st_size for path in layer.files("*") if path.is_file()) < MAX_SIZE


def test_the_flows_import_from_the_layer_alone(layer: Layer) -> None:
    """What the functions need is in the layer, not only on the machine that built it."""
    # GIVEN an interpreter without site-packages, and the layer as its only addition; it can load
    # the machine code only where it is of this machine
    if MACHINES[layer.architecture] != platform.machine():
        modules = "jetbridge.model.settings"
    else:
        modules = "jetbridge.runtime.compose, jetbridge.runtime.lean, jetbridge.web.pages"
    program = f"import sys; sys.path.append({str(layer.python)!r}); import {modules}"
    # WHEN it imports what the functions import
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", program], check=False)
    # THEN nothing is missing
    assert ran.returncode == 0
