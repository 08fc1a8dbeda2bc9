"""The clock and the pause over the machine's clock."""

import time

from jetbridge.runtime import deadline


class SystemClock:
    """Tells the time of the execution environment, which AWS keeps in step."""

    def now(self) -> int:
        """Return the present as Unix seconds. See `jetbridge.model.system.Clock`."""
        return int(time.time())


class SystemPause:
    """Sleeps, never beyond the deadline of the invocation."""

    def pause(self, seconds: float) -> None:
        """Return after about so many seconds, or earlier where the invocation has fewer left.

        See `jetbridge.model.system.Pause`.
        """
        time.sleep(deadline.for_pause(seconds))
