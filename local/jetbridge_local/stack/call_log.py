"""Which function made which kinds of calls to AWS: two files in the stack's run directory."""

from pathlib import Path
from threading import Lock
from typing import Final

from jetbridge_local.stack.aws_requests import Call

ALLOWED: Final = "aws-allowed.log"
"""The file with the kinds of calls that were allowed, each once: function, action, resource."""
REFUSED: Final = "aws-refused.log"
"""The file with those that were refused."""


class CallLog:
    """Writes each kind of call once to one of two files."""

    def __init__(self, directory: Path) -> None:
        """Keep the files in a directory that exists."""
        self._directory: Final = directory
        self._known: Final[set[tuple[str, str]]] = set()
        self._lock: Final = Lock()

    def keep(self, name: str, function: str, call: Call) -> None:
        """Write a call of a function to the file `name`."""
        line = f"{function} {call.action} {call.resource}\n"
        with self._lock:
            if (name, line) not in self._known:
                self._known.add((name, line))
                with (self._directory / name).open("a") as file:
                    file.write(line)


def refused(directory: Path) -> list[str]:
    """Return the kinds of calls that were refused: function, action and resource of each."""
    file = directory / REFUSED
    return file.read_text().splitlines() if file.exists() else []
