"""The clock port over the machine's clock."""

import time


class SystemClock:
    """Tells the time of the execution environment, which AWS keeps in step."""

    def now(self) -> int:
        """Return the present as Unix seconds. See `jetbridge.model.ports.Clock`."""
        return int(time.time())
