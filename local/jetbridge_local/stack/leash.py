"""Ends processes whose owner is gone: `python leash.py`.

Reads lines from its standard input, `+<process id>` and `-<process id>`. Where the input ends, its
owner has stopped or was killed, and the processes named last are ended, each by its id.
"""

import contextlib
import os
import signal
import sys


def main() -> None:
    """Hold the leash until the standard input ends."""
    held: set[int] = set()
    for line in sys.stdin:
        sign, process_id = line[0], int(line[1:])
        (held.add if sign == "+" else held.discard)(process_id)
    for process_id in held:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGTERM)


if __name__ == "__main__":
    main()
