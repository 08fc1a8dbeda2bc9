"""Where a rehearsal keeps files that are of no use after it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - the folder in it is made by mkdtemp
_NEEDED: Final = 6 * 2**30
"""Bytes. The emulator unpacks the layer, 90 MB in 6,600 files, for each execution environment."""


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder, and remove it at the end. It is in memory where that has room for it.

    On a disk so many files take minutes to write and to remove.
    """
    in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _NEEDED
    folder = tempfile.mkdtemp(prefix="jetbridge-", dir=_MEMORY if in_memory else None)
    try:
        yield Path(folder)
    finally:
        # A process that is ending may still write.
        shutil.rmtree(folder, ignore_errors=True)
