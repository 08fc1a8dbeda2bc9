"""The ports of the machine that a process runs on: time and randomness."""

from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> int:
        """Return the present as Unix seconds."""
        ...


class Pause(Protocol):
    """Lets time pass."""

    def pause(self, seconds: float) -> None:
        """Return after about so many seconds."""
        ...


class Ids(Protocol):
    """Draws random identifiers from a cryptographic source."""

    def token(self) -> str:
        """Return 256 random bits as 43 base64url characters: secret material."""
        ...

    def handle(self) -> str:
        """Return 96 random bits as 16 base64url characters: a public identifier."""
        ...
