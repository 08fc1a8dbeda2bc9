"""Runs one bench in a process of its own, so that none can disturb or stop the others."""

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bench.benches import Bench
from bench.result import Measured, results_of

ROOT: Final = Path(__file__).parents[1]
_GRACE: Final = 10
"""Seconds that a bench has to end its own processes in."""
_LINES: Final = 12
"""Of the output of a bench that failed, its last lines are reported."""


def measured(bench: Bench, version: str) -> Measured:
    """Run a bench of the project at `version`; its output is reported only where it fails."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found, output = Path(folder, "results.json"), Path(folder, "output.txt")
        with output.open("w") as written, _started(bench, found, written.fileno()) as process:
            failure = _ended(process, bench.limit)
        seconds = time.monotonic() - began
        if failure:
            last = output.read_text(errors="replace").splitlines()[-_LINES:]
            return Measured(bench.name, version, seconds, failure="\n".join((failure, *last)))
        return Measured(bench.name, version, seconds, results_of(json.loads(found.read_text())))


def _started(bench: Bench, found: Path, output: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.running", bench.module, str(found)],
        cwd=ROOT,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def _ended(process: subprocess.Popen[bytes], limit: float) -> str:
    """Wait for a process, and end what is left of its group; return why it failed, "" if not."""
    try:
        code = process.wait(limit)
        failure = f"ended with exit status {code}" if code else ""
    except subprocess.TimeoutExpired:
        failure = f"did not end within {limit:g} s"
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return failure


def main(module: str, found: str) -> None:
    """Write the results of a bench to the file `found`. A SIGTERM is an exception: it cleans up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    results = importlib.import_module(module).results()
    Path(found).write_text(json.dumps([asdict(each) for each in results]))


if __name__ == "__main__":
    main(*sys.argv[1:])
