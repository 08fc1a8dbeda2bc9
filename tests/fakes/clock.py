"""A clock that stands still."""

from typing import Final

START: Final = 1_790_000_000
"""A moment in September 2026, in Unix seconds."""


class FrozenClock:
    """A `Clock` that moves only when it is told to."""

    def __init__(self, at: int = START) -> None:
        """Stand at `at`, in Unix seconds."""
        self._at = at

    def now(self) -> int:
        """Return the present as Unix seconds."""
        return self._at

    def advance(self, seconds: int) -> None:
        """Let `seconds` pass."""
        self._at += seconds
