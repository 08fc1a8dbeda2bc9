"""Values that no log, message or traceback shows."""

from typing import Final, override


class Secret:
    """A value that has to be asked for by name: `reveal()`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Keep `value`."""
        self._value: Final = value

    def reveal(self) -> str:
        """Return the value."""
        return self._value

    @override
    def __repr__(self) -> str:
        return "Secret(…)"
