"""What happened to each candidate lately, in words for the page on which people watch it."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Final

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.smartrecruiters.integrations import company_key

_KEPT: Final = 6
"""Lines that are kept of a candidate."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `at` is in Unix seconds."""

    at: int
    text: str


class Diary:
    """The latest lines of every candidate of every company."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pages: defaultdict[tuple[str, str], deque[Line]] = defaultdict(
            lambda: deque(maxlen=_KEPT)
        )

    def note(self, company_id: str, candidate_id: str, text: str) -> None:
        """Add a line of now."""
        with self._lock:
            self._pages[company_key(company_id), candidate_id].append(Line(self._clock.now(), text))

    def of(self, company_id: str, candidate_id: str) -> tuple[Line, ...]:
        """Return a candidate's lines, oldest first."""
        with self._lock:
            return tuple(self._pages.get((company_key(company_id), candidate_id), ()))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
