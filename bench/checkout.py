"""A copy of the project as it is, or as it was at a commit."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[1]


@contextmanager
def copied(ref: str | None) -> Iterator[Path]:
    """Yield a folder with the project's files at the commit `ref`, or as they are without one.

    Raises:
        subprocess.CalledProcessError: there is no such commit.
    """
    with tempfile.TemporaryDirectory(prefix="jetbridge-") as folder:
        with tarfile.open(fileobj=io.BytesIO(_archive(ref))) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


def _archive(ref: str | None) -> bytes:
    if ref:
        return _git("archive", ref)
    names = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard").decode()
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name in filter(None, names.split("\0")):
            if (PROJECT / name).is_file():
                archive.add(PROJECT / name, name)
    return written.getvalue()


def _git(*arguments: str) -> bytes:
    ran = subprocess.run(
        ["git", *arguments],  # noqa: S607 - git is wherever it is installed
        cwd=PROJECT,
        capture_output=True,
        check=True,
    )
    return ran.stdout
