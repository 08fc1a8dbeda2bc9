"""Things that a sandbox handed out and that end: access tokens, codes, sign-ins."""

import threading
import uuid
from collections.abc import Callable

from jetbridge.model.system import Clock


class Expiring[T]:
    """Values under random keys, each for `lifetime` seconds of `clock`."""

    def __init__(self, clock: Clock, lifetime: int) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[str, tuple[T, int]] = {}
        self.lifetime = lifetime

    def issue(self, value: T) -> str:
        """Keep `value` and return its key."""
        key = str(uuid.uuid4())
        with self._lock:
            self._entries[key] = (value, self._clock.now() + self.lifetime)
        return key

    def find(self, key: str) -> T | None:
        """Return the value under `key`, or None where it is unknown or has expired."""
        with self._lock:
            return self._live(self._entries.get(key))

    def take(self, key: str) -> T | None:
        """Return the value under `key` and forget it: a second `take` finds nothing."""
        with self._lock:
            return self._live(self._entries.pop(key, None))

    def forget(self, doomed: Callable[[T], bool]) -> None:
        """Forget every value that is `doomed`."""
        with self._lock:
            self._entries = {k: e for k, e in self._entries.items() if not doomed(e[0])}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

    def _live(self, entry: tuple[T, int] | None) -> T | None:
        return entry[0] if entry is not None and self._clock.now() < entry[1] else None
