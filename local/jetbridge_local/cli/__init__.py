"""The command `jetbridge`: the local stack, the demo, and what an operator does by hand."""

import sys

from rich.console import Console
from rich.text import Text

from jetbridge_local.cli.app import app
from jetbridge_local.cli.failure import Failed


def main() -> None:
    """Run the command line.

    Exit status 1: it failed and said why; 2: it was called wrongly; 3: what it was to change has
    changed since its user looked, and nothing was done.
    """
    try:
        app()
    except Failed as failed:
        Console(stderr=True).print(Text(str(failed), style="red"), soft_wrap=True)
        sys.exit(failed.exit_status)
