"""A pause that takes no time."""

from tests.fakes.clock import FrozenClock


class FakePause:
    """A `Pause` that moves a frozen clock instead: by whole seconds, once they have added up."""

    def __init__(self, clock: FrozenClock) -> None:
        """Move `clock`; `waited` lists what was asked for, in seconds."""
        self._clock = clock
        self._part = 0.0
        self.waited: list[float] = []

    def pause(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self.waited.append(seconds)
        self._part += seconds
        whole = int(self._part)
        self._part -= whole
        self._clock.advance(whole)
