"""One partner host: the partner's part, and what is noted and programmed beside it."""

from typing import Final

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.calls import CallLog
from jetbridge_local.sandbox.failures import Failures
from jetbridge_local.sandbox.part import Part


class Host:
    """A partner's part with a call log and programmed failures of its own."""

    def __init__(self, clock: Clock, part: Part) -> None:
        """Give `part` a host to which nothing has happened."""
        self.part: Final = part
        self.calls: Final = CallLog(clock)
        self.failures: Final = Failures()

    def reset(self) -> None:
        """Forget calls, programmed answers and what the partner holds; keep the registration."""
        self.failures.clear()
        self.calls.clear()
        self.part.reset()
