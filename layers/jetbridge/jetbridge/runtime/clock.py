"""The clock and the pause over the machine's clock."""

import time


class SystemClock:
    """Tells the time of the execution environment, which AWS keeps in step."""

    def now(self) -> int:
        """Return the present as Unix seconds. See `jetbridge.model.ports.Clock`."""
        return int(time.time())


class SystemPause:
    """Sleeps."""

    def pause(self, seconds: float) -> None:
        """Return after about so many seconds. See `jetbridge.model.ports.Pause`."""
        time.sleep(seconds)
