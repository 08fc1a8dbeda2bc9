"""The processes of the emulator that run the functions."""

import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NAME: Final = b"AWS_LAMBDA_FUNCTION_NAME="


@dataclass(frozen=True, slots=True)
class Workers:
    """Execution environments: the children of the process `parent`.

    `functions` are the functions' names by their logical ids.
    """

    parent: int
    functions: Mapping[str, str]

    def crash(self, function: str) -> int:
        """Kill every environment of a function, whatever it does; return how many there were."""
        wanted = _NAME + self.functions[function].encode()
        found = [process for process in self._children() if wanted in _environment(process)]
        for process in found:
            os.kill(process, signal.SIGKILL)
        return len(found)

    def _children(self) -> Iterator[int]:
        for tasks in Path(f"/proc/{self.parent}/task").glob("*/children"):
            yield from map(int, tasks.read_text().split())


def _environment(process: int) -> list[bytes]:
    try:
        return Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    except OSError:
        # It has ended meanwhile.
        return []
