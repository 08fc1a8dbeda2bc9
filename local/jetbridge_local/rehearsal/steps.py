"""The steps of a rehearsal, reported as they end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final


def _silent(*_: object) -> None:
    """Say nothing."""


class Steps:
    """Steps one after the other. `folder` is where they write their logs."""

    def __init__(self, folder: Path, tell: Callable[[str, float], None] = _silent) -> None:
        """`tell` is called with each step that is done, and its seconds."""
        self.folder: Final = folder
        self.current = ""
        self._tell = tell

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Time a step. After a failure `current` is the one that failed."""
        self.current, began = title, perf_counter()
        yield
        self._tell(title, perf_counter() - began)
