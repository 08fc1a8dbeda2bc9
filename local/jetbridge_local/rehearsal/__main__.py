"""`python -m jetbridge_local.rehearsal`: rehearse a deployment from creation to deletion."""

import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from jetbridge_cli.output import console
from jetbridge_local.commands.signals import interruptible
from jetbridge_local.demo import DemoError
from jetbridge_local.rehearsal import rehearse
from jetbridge_local.rehearsal.steps import Steps
from jetbridge_local.stack.errors import StackError


def main() -> int:
    """Rehearse, and return an exit status: 0, 1 after a failure, 130 after Ctrl-C."""
    folder = Path(tempfile.mkdtemp(prefix="jetbridge-rehearsal-"))
    steps = Steps(folder, _told)
    began = perf_counter()
    with interruptible() as interruption:
        try:
            rehearse.run(steps)
        except BaseException as error:
            if interruption.happened:
                console.print(f"Stopped while: {steps.current}. Logs: {folder}")
                return 130
            console.print(f"[red]✗[/] {steps.current}. All logs: {folder}", highlight=False)
            if not isinstance(error, StackError | DemoError):
                raise
            console.print(f"  {error}", markup=False, highlight=False, soft_wrap=True)
            return 1
    shutil.rmtree(folder)
    seconds = perf_counter() - began
    console.print(f"[bold green]The deployment works[/], start and stop included: {seconds:.0f} s")
    return 0


def _told(title: str, seconds: float) -> None:
    console.print(f"[green]✓[/] {title} [dim]{seconds:.1f} s[/]", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
