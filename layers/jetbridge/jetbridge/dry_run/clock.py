"""Time in a rehearsal: a clock that is moved, and a queue that keeps its delays."""

from collections.abc import Mapping, Sequence

from jetbridge.model.ports import DomainEvent


class Clock:
    """A `Clock` that stands until it is moved, and a `Pause` that moves it.

    `at` is in Unix seconds. A pause has to move it: a rate limiter that is full empties with time
    alone.
    """

    def __init__(self, at: int) -> None:
        """Stand at `at`."""
        self.at = at
        self._part = 0.0

    def now(self) -> int:
        """Return the present as Unix seconds."""
        return self.at

    def pause(self, seconds: float) -> None:
        """Let `seconds` pass: whole seconds, once they have added up."""
        self._part += seconds
        whole = int(self._part)
        self._part -= whole
        self.at += whole


class Waiting:
    """A `Queue` whose messages wait for their moment, and a `Bus` that nothing listens to."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._messages: list[tuple[int, Mapping[str, object]]] = []

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Take messages."""
        self._messages.extend((self._clock.now() + delay, each) for each in messages)

    def held(self) -> Mapping[str, int]:
        """Return nothing: no schedule of a rehearsal looks at the queues."""
        return {}

    def take(self) -> Mapping[str, object] | None:
        """Return the first message whose moment has come, None where there is none."""
        for index, (moment, message) in enumerate(self._messages):
            if moment <= self._clock.now():
                del self._messages[index]
                return message
        return None

    def next_moment(self) -> int | None:
        """Return when the next message is to be done, in Unix seconds."""
        return min((moment for moment, _ in self._messages), default=None)

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Take events: each has its line in the timeline."""
