"""The processes that the local stack starts, and ends by their ids."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final

_LEASH: Final = Path(__file__).with_name("leash.py")
"""Run as a file, without the rest of this package: it should need next to nothing."""
_PATIENCE: Final = 5.0
"""Seconds that a process has to end by itself."""


class Children:
    """Processes of one local stack. Ctrl-C in the terminal does not reach them: `stop` does.

    They do not outlive this process either, where it is killed and cannot stop them: a process
    of its own, the leash, sees its end.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._leash: Final = subprocess.Popen(
            [sys.executable, "-P", str(_LEASH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        output: IO[bytes],
        directory: Path,
    ) -> subprocess.Popen[bytes]:
        """Start `command` in `directory`, both its output streams going to `output`."""
        with self._lock:
            child = subprocess.Popen(
                command,
                env={**_interpreter(), **env},
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running[child.pid] = child
            self._tell(f"+{child.pid}")
        return child

    def stop(self, child: subprocess.Popen[bytes]) -> None:
        """End one process, and wait for its end."""
        child.terminate()
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        with self._lock:
            if self._running.pop(child.pid, None) is not None:
                self._tell(f"-{child.pid}")

    def stop_all(self) -> None:
        """End every process that still runs, the leash last."""
        with self._lock:
            children = [*self._running.values()]
        for child in children:
            child.terminate()
        for child in children:
            self.stop(child)
        self._leash.communicate()

    def _tell(self, line: str) -> None:
        leash = self._leash.stdin
        if leash is not None:
            leash.write(f"{line}\n".encode())
            leash.flush()


def _interpreter() -> Mapping[str, str]:
    """Return the variables that some builds of Python need to find their own libraries."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
