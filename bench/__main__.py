"""Import each function as a cold start does, in a fresh interpreter, and print what it cost."""

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

FUNCTIONS: Final = Path(__file__).parents[1] / "functions"
RUNS: Final = 11
NOTHING: Final = "import json, sys, time"
PROGRAM: Final = """
import json, sys, time
sys.path.insert(0, {folder!r})
began = time.perf_counter()
{imports}
elapsed = time.perf_counter() - began
print(json.dumps([1000 * elapsed, len(sys.modules)]))
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an import costs: the median of the runs in milliseconds, and the modules loaded."""

    milliseconds: float
    modules: int


def measure(folder: Path, imports: str) -> Cost:
    """Run `imports` in fresh interpreters, with `folder` first on the path."""
    program = PROGRAM.format(folder=str(folder), imports=imports)
    runs = [_run(program) for _ in range(RUNS + 1)][1:]  # the first one writes the bytecode
    return Cost(statistics.median(run.milliseconds for run in runs), runs[0].modules)


def _run(program: str) -> Cost:
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    return Cost(*json.loads(ran.stdout))


def main() -> None:
    """Print a line a function."""
    table = Table("function", "import, ms", "modules", title=f"Median of {RUNS} cold imports")
    bare = measure(FUNCTIONS, NOTHING)
    table.add_row("(bare interpreter)", "0", str(bare.modules))
    for app in sorted(FUNCTIONS.glob("*/app.py")):
        cost = measure(app.parent, "import app")
        table.add_row(app.parent.name, f"{cost.milliseconds:.0f}", str(cost.modules))
    Console().print(table)


if __name__ == "__main__":
    main()
