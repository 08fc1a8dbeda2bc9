"""Import each function as a cold start does, in a fresh interpreter, and print what it cost."""

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.imports import NOTHING, RUNS, measure

FUNCTIONS: Final = Path(__file__).parents[1] / "functions"


def main() -> None:
    """Print a line a function."""
    table = Table("function", "CPU, ms", "modules", title=f"Least of {RUNS} cold imports")
    bare = measure(FUNCTIONS, NOTHING)
    table.add_row("(bare interpreter)", f"{bare.milliseconds:.0f}", str(bare.modules))
    for app in sorted(FUNCTIONS.glob("*/app.py")):
        cost = measure(app.parent, "import app")
        table.add_row(app.parent.name, f"{cost.milliseconds:.0f}", str(cost.modules))
    Console().print(table)


if __name__ == "__main__":
    main()
