"""Functions that count their invocations."""

from threading import Semaphore

from jetbridge_local.stack.pool import PoolStoppedError


class Functions:
    """Functions that tell how often they are invoked."""

    def __init__(self, *, stopped: bool = False) -> None:
        """`stopped`: they are invoked no more."""
        self._stopped = stopped
        self.invoked = Semaphore(0)
        self.calls: list[tuple[str, object]] = []

    def call(self, name: str, event: object) -> object:
        """Take note, and answer."""
        self.calls.append((name, event))
        self.invoked.release()
        if self._stopped:
            raise PoolStoppedError
        return {"settled": 1}
