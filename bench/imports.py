"""What it costs to import a function in a fresh interpreter, as a cold start does."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

RUNS: Final = 11
NOTHING: Final = "pass"
PROGRAM: Final = """
import json, sys, time
sys.path.insert(0, {folder!r})
{imports}
print(json.dumps([1000 * time.process_time(), len(sys.modules)]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process costs: its CPU time (milliseconds) and the modules that it has loaded.

    The CPU time is the least of several runs, since other load on the machine only adds to it.
    """

    milliseconds: float
    modules: int


def measure(folder: Path, imports: str, layer: Path | None = None, runs: int = RUNS) -> Cost:
    """Run `imports` in fresh interpreters, with `folder` first on the path, and then `layer`.

    Without a `layer`, it is the one that is installed.
    """
    program = PROGRAM.format(folder=str(folder), imports=imports)
    costs = [_run(program, layer) for _ in range(runs + 1)][1:]  # the first writes the bytecode
    return Cost(min(cost.milliseconds for cost in costs), costs[0].modules)


def _run(program: str, layer: Path | None) -> Cost:
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | ({"PYTHONPATH": str(layer)} if layer else {}),
        capture_output=True,
        check=True,
        text=True,
    )
    return Cost(*json.loads(ran.stdout))
