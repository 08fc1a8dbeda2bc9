"""One run of the command `jetbridge`, from its streams to its exit status."""

import sys
from typing import Final

from jetbridge_cli import logs, output, printing
from jetbridge_cli.app import app
from jetbridge_cli.failure import CommandError

_BOXED: Final = 80
"""Cells that the boxes need for the longest name of an option and a word beside it."""


def run() -> None:
    """Run the command line.

    Exit status 1: it failed and said why; 2: it was called wrongly; 3: what it was to change has
    changed since its user looked, and nothing was done; 4: what was asked for cannot be told now;
    130: it was interrupted.
    """
    printing.prepare_streams()
    logs.keep_beside()
    if not sys.stderr.isatty() or output.console.width < _BOXED:
        # Typer would draw help, errors and tracebacks into boxes, and cut the names of options.
        app.rich_markup_mode = None
        app.pretty_exceptions_enable = False
    try:
        with printing.delivered():
            app()
    except CommandError as failed:
        for line in failed.lines:
            output.say(line, style="red", to=output.stderr)
        sys.exit(failed.exit_status)
