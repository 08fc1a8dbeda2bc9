"""What never changes once it is written, kept by the process that has read it."""

from collections.abc import Callable


class Kept[Key, Value]:
    """The `most` values that were read last, by their keys."""

    def __init__(self, most: int) -> None:
        """Nothing is kept yet."""
        self._most = most
        self._values: dict[Key, Value] = {}

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """Return the value of `key`, read where it is not kept. What `read` raises, this raises."""
        value = self._values.pop(key, None)
        if value is None:
            value = read()
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.pop(next(iter(self._values)), None)
        return value
