"""The command `jetbridge`: the local stack, the demo, and what an operator does by hand."""

import sys
from typing import Final

_INTERRUPTED: Final = 130
"""128 and the number of SIGINT, as shells have it."""


def main() -> None:
    """Run the command line. Interrupted, it ends without a traceback, whatever it was at."""
    try:
        # The commands take a second to import, in which Ctrl-C is pressed, too.
        from jetbridge_cli import program  # noqa: PLC0415 - see above

        program.run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
