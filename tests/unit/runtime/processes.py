"""A fresh Python process: what is imported and what the environment says start anew there."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]


def run_python(script: str, environ: Mapping[str, str] | None = None) -> str:
    """Return what `script` writes, with `environ` added to the environment.

    Raises:
        CalledProcessError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **(environ or {})},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    return done.stdout + done.stderr
