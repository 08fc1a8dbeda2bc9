"""How far one call to a partner came, and how long it may still take."""

from time import monotonic
from typing import Self

from jetbridge.model.record import record


@record(frozen=False)
class Progress:
    """How far one call came. `ends` is by the monotonic clock, in seconds.

    `began`: its first byte was handed to a connection that stood.
    """

    ends: float
    began: bool = False

    @classmethod
    def for_seconds(cls, seconds: float) -> Self:
        """Return the progress of a call that begins now and may take so many seconds."""
        return cls(monotonic() + seconds)

    def left(self, most: float | None = None) -> float:
        """Return the seconds that the next wait may take, cut to `most`.

        Raises:
            TimeoutError: the call is over.
        """
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError
        return left if most is None else min(left, most)
