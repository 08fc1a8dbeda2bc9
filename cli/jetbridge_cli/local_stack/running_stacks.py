"""The local stacks that run on this machine: each keeps a file, for `jetbridge env`.

A stack holds a lock on its file. A file without one is of a stack that was killed.
"""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

_MODE: Final = 0o700


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A stack that runs. `environment` are the variables that lead commands to it."""

    api_url: str
    environment: Mapping[str, str]


def folder() -> Path:
    """Return where this user's stacks keep their files."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime:
        return Path(runtime, "jetbridge")
    return Path(tempfile.gettempdir(), f"jetbridge-{os.getuid()}")


@contextmanager
def kept(stack: RunningStack, at: Path) -> Iterator[None]:
    """Keep a stack's file in the folder `at` for as long as the stack runs.

    Raises:
        PermissionError: the folder is another user's.
    """
    at.mkdir(_MODE, parents=True, exist_ok=True)
    _refuse_anothers(at)
    file = at / f"{os.getpid()}.json"
    draft = file.with_suffix(".draft")
    with draft.open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        json.dump(asdict(stack), opened)
        opened.flush()
        # It appears locked and whole.
        draft.replace(file)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def found(at: Path) -> list[RunningStack]:
    """Return the stacks that run, by their files in the folder `at`.

    Raises:
        PermissionError: the folder is another user's.
    """
    if not at.exists():
        return []
    _refuse_anothers(at)
    return [stack for file in sorted(at.glob("*.json")) if (stack := _read(file))]


def _refuse_anothers(at: Path) -> None:
    """Trust only what this user has written: a shell runs it.

    Raises:
        PermissionError: another user may have written there.
    """
    status = at.stat()
    if status.st_uid != os.getuid() or status.st_mode & ~_MODE & 0o777:
        raise PermissionError(f"{at} may be written or read by other users")


def _read(file: Path) -> RunningStack | None:
    """Return the stack of a file; None where it no longer runs, and its file is removed."""
    try:
        with file.open() as opened:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
            file.unlink(missing_ok=True)
    except BlockingIOError:
        held = json.loads(file.read_text())
        return RunningStack(held["api_url"], held["environment"])
    except FileNotFoundError:
        pass
    return None
