"""The log of the flows that a command runs, beside what the command prints."""

import logging
import sys
from typing import TextIO, override

from jetbridge.runtime import observability
from jetbridge_cli import printing


class Beside(logging.StreamHandler[TextIO]):
    """Writes records to standard error, as text that no terminal obeys.

    A person at a terminal is shown warnings and errors only.
    """

    def __init__(self) -> None:
        """Write them as the functions do: redacted, a JSON line each."""
        super().__init__(sys.stderr)
        self.setLevel(logging.WARNING if sys.stderr.isatty() else logging.NOTSET)
        self.setFormatter(observability.formatter)

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record: JSON escapes less than a terminal obeys."""
        return printing.printable(super().format(record))


def keep_beside() -> None:
    """Keep the log out of standard output, which programs read."""
    observability.logger.handlers = [Beside()]
