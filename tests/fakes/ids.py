"""Identifiers that look random and are the same in every run."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import count


class SequenceIds:
    """An `Ids` whose n-th answer is fixed. Two with the same `name` draw the same sequence."""

    def __init__(self, name: str = "ids") -> None:
        """Start the sequence called `name`."""
        self._name = name
        self._drawn = count(1)

    def token(self) -> str:
        """Return 43 base64url characters."""
        return self._draw(32)

    def handle(self) -> str:
        """Return 16 base64url characters."""
        return self._draw(12)

    def _draw(self, length: int) -> str:
        drawn = sha256(f"{self._name} {next(self._drawn)}".encode()).digest()
        return urlsafe_b64encode(drawn[:length]).rstrip(b"=").decode()
