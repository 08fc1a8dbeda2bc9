"""The operator's tool as a rehearsal runs it: the installed command, in a process of its own."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_TOOL: Final = Path(sys.executable).with_name("jetbridge")


def run(
    environment: Mapping[str, str], *arguments: str, patience: float
) -> subprocess.CompletedProcess[str]:
    """Run a command, and return what it has printed, whether it failed or not.

    Raises:
        subprocess.TimeoutExpired: it took more than `patience` seconds.
    """
    return subprocess.run(
        [_TOOL, *arguments],
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
