"""A queue and a bus that remember."""

from collections.abc import Mapping, Sequence

from jetbridge.model.backlog import TOO_OLD
from jetbridge.model.ports import (
    DEAD_LETTERS,
    BusUnavailableError,
    DomainEvent,
    QueueUnavailableError,
)


class MemoryQueue:
    """A `Queue` whose messages a test reads from `sent`, with their delays."""

    def __init__(self) -> None:
        """Be empty, and in order."""
        self.sent: list[tuple[Mapping[str, object], int]] = []
        self.broken = False

    def send(self, messages: Sequence[Mapping[str, object]], *, delay: int = 0) -> None:
        """Remember the messages, unless `broken`. Each says whose work it is."""
        if self.broken:
            raise QueueUnavailableError
        assert all("tenant" in each for each in messages), "see jetbridge.model.work.of_tenant"
        self.sent.extend((message, delay) for message in messages)


class MemoryBacklog:
    """A `Backlog` that says what a test has set."""

    def __init__(self) -> None:
        """Hold nothing, and be in order."""
        self.messages: dict[str, int] = dict.fromkeys((*TOO_OLD, DEAD_LETTERS), 0)
        self.broken = False

    def held(self) -> Mapping[str, int]:
        """Return the messages, unless `broken`."""
        if self.broken:
            raise QueueUnavailableError
        return {**self.messages}


class MemoryBus:
    """A `Bus` whose events a test reads from `published`."""

    def __init__(self) -> None:
        """Be empty, and in order."""
        self.published: list[DomainEvent] = []
        self.broken = False

    def publish(self, events: Sequence[DomainEvent]) -> None:
        """Remember the events, unless `broken`."""
        if self.broken:
            raise BusUnavailableError
        self.published.extend(events)
