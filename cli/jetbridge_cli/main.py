"""The command `jetbridge`: the local stack, the demo, and what an operator does by hand."""

import sys

from jetbridge_cli import logs, output, printing
from jetbridge_cli.app import app
from jetbridge_cli.failure import CommandError


def main() -> None:
    """Run the command line.

    Exit status 1: it failed and said why; 2: it was called wrongly; 3: what it was to change has
    changed since its user looked, and nothing was done.
    """
    printing.tolerate_encodings()
    logs.keep_beside()
    if not sys.stderr.isatty():
        # Typer would draw its errors into boxes, and break their lines.
        app.rich_markup_mode = None
    try:
        app()
    except CommandError as failed:
        for line in failed.lines:
            output.say(line, style="red", to=output.stderr)
        sys.exit(failed.exit_status)
