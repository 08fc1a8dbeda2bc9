"""Run the benches and write docs/performance.md: `python -m bench [NAME …]`.

With names only these run, and the other figures stay as they were measured before. `--render`
measures nothing and writes the report from docs/performance.json again.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rich.console import Console

from bench import machine, report
from bench.benches import BENCHES, Bench
from bench.result import Measured, Run, run_of
from bench.running import measured

DOCS: Final = Path(__file__).parents[1] / "docs"
DATA: Final = DOCS / "performance.json"


def main() -> int:
    """Run what was asked for; return 1 where a bench failed."""
    names = [each.name for each in BENCHES]
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(names)}")
    parser.add_argument("--render", action="store_true", help="measure nothing, write the report")
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(names)):
        parser.error(f"no bench is called {', '.join(unknown)}; there are {', '.join(names)}")
    if given.render:
        _write(run_of(json.loads(DATA.read_text())))
        return 0
    console = Console()
    chosen = [each for each in BENCHES if not given.names or each.name in given.names]
    before = run_of(json.loads(DATA.read_text())).benches if given.names and DATA.exists() else ()
    facts, version = machine.described(), machine.version_now()
    found = list(before)
    for bench in chosen:
        found.append(_measured(bench, version, console))
        _save(Run(facts, _in_order(found)))  # the bill needs what was measured before it
    run = Run(facts, _in_order(found))
    _write(run)
    console.print(report.shown(run))
    return int(any(each.failure for each in run.benches))


def _measured(bench: Bench, version: str, console: Console) -> Measured:
    console.print(f"{bench.name} …", end="", highlight=False)
    found = measured(bench, version)
    console.print(f" {found.seconds:.0f} s", "failed" if found.failure else "", highlight=False)
    return found


def _in_order(found: Iterable[Measured]) -> tuple[Measured, ...]:
    """Return the last that each bench found, in the order of the report."""
    known = {each.name: each for each in found}
    return tuple(known[each.name] for each in BENCHES if each.name in known)


def _save(run: Run) -> None:
    DATA.write_text(json.dumps(run.to_json(), indent=1) + "\n")


def _write(run: Run) -> None:
    """Write the pages; the bill's where there is one."""
    (DOCS / "performance.md").write_text(report.document(run))
    (DOCS / "performance.svg").write_text(report.plot(run))
    if any(each.name == "bill" and each.results for each in run.benches):
        page = subprocess.run(
            [sys.executable, "-m", "bench.bill"], stdout=subprocess.PIPE, check=True
        )
        (DOCS / "cost.md").write_bytes(page.stdout)


if __name__ == "__main__":
    sys.exit(main())
