"""Ctrl-C ends a command without a traceback, also while it is still being imported."""

import subprocess
import sys
from typing import Final

import pytest

INTERRUPTED: Final = """
import sys
class Pressed:
    def find_spec(self, name, path, target=None):
        if name == {during!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
from jetbridge_cli.main import main
main()
"""
"""A run of the command in which Ctrl-C is pressed while a module is looked for."""


@pytest.mark.parametrize("during", ["jetbridge_cli.program", "typer", "jetbridge_cli.printing"])
def test_ctrl_c_before_the_command_runs_leaves_no_traceback(during: str) -> None:
    """The imports take a second; at night that is when one sees the wrong name."""
    # WHEN Ctrl-C is pressed during an import
    program = [sys.executable, "-c", INTERRUPTED.format(during=during)]
    ended = subprocess.run(program, capture_output=True, text=True, check=False)
    # THEN the exit status says so, and nothing else does
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
