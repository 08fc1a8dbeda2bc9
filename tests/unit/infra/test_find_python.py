"""`make` finds a Python 3.13, has uv get one, or says which command does."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.unit.infra.templates import ROOT

TOOLS: Final = ("awk", "bash", "cat", "chmod", "cp", "cut", "env", "make", "mkdir", "touch")
"""What a machine without Python has, and `make setup` uses."""

NEEDED: Final = (
    "Makefile",
    "uv.lock",
    "pyproject.toml",
    ".python-version",
    "cli",
    "clients",
    "local",
)

PYTHON: Final = """#!/bin/bash
# Python {version}: it makes environments, and answers which version it is, and whether it has pip.
case "$2" in *ensurepip*) {has_pip} || exit 1;; esac
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p "$3/bin"
  {has_pip} || {{ cp "$0" "$3/bin/python"; exit 1; }}
  cp {uv} "$3/bin/uv"
  cp "$0" "$3/bin/python"
  exit
fi
[ "{version}" = 3.13 ]
"""

UV: Final = """#!/bin/bash
echo "$*" >> {calls}
case "$1 $2" in
  "--version "*) echo "uv {version}";;
  "python find") [ -e {python} ] && echo {python};;
  "python install") {install};;
  "sync "*) ;;
esac
"""


class Machine:
    """A checkout, and a path with nothing on it but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        """Make one without Python and uv."""
        self.bin, self.checkout = folder / "bin", folder / "checkout"
        self.managed, self.calls = folder / "managed", folder / "calls"
        self._uv = folder / "uv"
        for each in (self.bin, self.checkout):
            each.mkdir()
        for name in TOOLS:
            (self.bin / name).symlink_to(str(shutil.which(name)))
        for name in NEEDED:
            (self.checkout / name).symlink_to(ROOT / name)

    def python(self, at: Path, version: str, *, has_pip: bool = True) -> None:
        """Put a Python somewhere; Debian's has no pip for environments without python3-venv."""
        pip = "true" if has_pip else "false"
        at.write_text(PYTHON.format(version=version, uv=self._uv, has_pip=pip))
        at.chmod(0o700)

    def uv(self, install: str, *, on_path: bool = True) -> None:
        """Have uv, on the path or only in environments; `install` is how it gets a Python."""
        lock = (ROOT / "uv.lock").read_text().partition('\nname = "uv"\n')[2]
        version = lock.partition('version = "')[2].partition('"')[0]
        for at in (self._uv, *([self.bin / "uv"] if on_path else [])):
            at.write_text(
                UV.format(calls=self.calls, version=version, python=self.managed, install=install)
            )
            at.chmod(0o700)

    def setup(self) -> subprocess.CompletedProcess[str]:
        """Run `make setup`."""
        return subprocess.run(
            ["make", "setup"],  # noqa: S607 - the one on the path
            cwd=self.checkout,
            env={"PATH": str(self.bin), "HOME": str(self.checkout)},
            capture_output=True,
            check=False,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine without Python."""
    return Machine(tmp_path)


def test_what_is_there_is_taken(machine: Machine) -> None:
    """Nothing is downloaded."""
    # GIVEN a Python 3.13 that is called python3, and uv
    machine.uv("exit 1")
    machine.python(machine.bin / "python3", "3.13")
    # WHEN it is set up, THEN it is, and uv was not asked for a Python
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert "python" not in machine.calls.read_text()


def test_uv_gets_one(machine: Machine, tmp_path: Path) -> None:
    """Where there is none, or another version."""
    # GIVEN another Python, and uv with a network
    machine.python(machine.bin / "python3", "3.11")
    machine.python(tmp_path / "download", "3.13")
    machine.uv(f"cp {tmp_path}/download {machine.managed}")
    # WHEN it is set up
    done = machine.setup()
    # THEN the environment is made of the one that uv got
    assert done.returncode == 0, done.stderr
    assert "3.13" in (machine.checkout / ".venv" / "bin" / "python").read_text()
    assert "python install --no-config 3.13" in machine.calls.read_text()


def test_one_that_makes_no_environments_is_not_taken(machine: Machine, tmp_path: Path) -> None:
    """Debian's leaves half an environment without python3-venv."""
    # GIVEN such a Python 3.13, and uv with a network
    machine.python(machine.bin / "python3", "3.13", has_pip=False)
    machine.python(tmp_path / "download", "3.13")
    machine.uv(f"cp {tmp_path}/download {machine.managed}")
    # WHEN it is set up
    done = machine.setup()
    # THEN the environment is made of the one that uv got
    assert done.returncode == 0, done.stderr
    assert "python install --no-config 3.13" in machine.calls.read_text()


def test_where_none_makes_environments_it_is_said_what_is_missing(machine: Machine) -> None:
    """With nothing left half made, which the next `make` would take."""
    # GIVEN such a Python 3.13, and neither uv nor a network, WHEN it is set up
    machine.python(machine.bin / "python3", "3.13", has_pip=False)
    done = machine.setup()
    # THEN the package is named
    assert done.returncode != 0
    assert "python3-venv" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_without_a_network_one_command_is_named(machine: Machine) -> None:
    """And nothing is left half made."""
    # GIVEN uv without a network, WHEN it is set up
    machine.uv("exit 1")
    done = machine.setup()
    # THEN it says what gets a Python
    assert done.returncode != 0
    assert "uv python install 3.13" in done.stderr
    assert not (machine.checkout / ".venv").exists()


def test_without_anything_one_command_is_named(machine: Machine) -> None:
    """Also where there is no uv."""
    done = machine.setup()
    assert done.returncode != 0
    assert "https://astral.sh/uv/install.sh" in done.stderr
