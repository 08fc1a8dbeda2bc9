"""Notifications on their way to us: what was sent, what we answered, and when it is due again."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.outgoing import Answer


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time that a notification was sent, at a Unix time, with the headers that it had."""

    at: int
    accepted: bool
    answer: Answer
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def view(self) -> dict[str, object]:
        """Return the attempt as JSON, without its headers."""
        return {"at": self.at, "accepted": self.accepted, **self.answer.report()}


@dataclass(eq=False, slots=True)
class Delivery[Message]:
    """A notification and its attempts.

    `number` counts from 1. `due` is a Unix time, or None: nothing is to come.
    """

    number: int
    message: Message
    attempts: list[Attempt] = field(default_factory=list)
    due: float | None = None


class Outbox[Message]:
    """All deliveries of one sender, in the order in which they were added.

    Nothing is sent by itself: redelivery waits for a control route, not for time to pass.
    """

    def __init__(
        self,
        clock: Clock,
        send: Callable[[Message], Attempt],
        waits: Callable[[], Sequence[float]],
    ) -> None:
        """Send by `send`; after a failed attempt wait for the next of `waits`, in seconds."""
        self._clock = clock
        self._send = send
        self._waits = waits
        self._lock = threading.Lock()
        self._deliveries: list[Delivery[Message]] = []

    def add(self, message: Message) -> Delivery[Message]:
        """Keep a notification that is not sent yet."""
        with self._lock:
            delivery = Delivery(len(self._deliveries) + 1, message)
            self._deliveries.append(delivery)
            return delivery

    def attempt(self, delivery: Delivery[Message]) -> None:
        """Send a notification, be it for the first time or again."""
        attempt = self._send(delivery.message)
        waits = self._waits()
        with self._lock:
            delivery.attempts.append(attempt)
            made = len(delivery.attempts)
            over = any(each.accepted for each in delivery.attempts) or made > len(waits)
            delivery.due = None if over else attempt.at + waits[made - 1]

    def waiting(self, *, everything: bool) -> list[Delivery[Message]]:
        """Return what is due now; with `everything`, what will ever be due."""
        now = self._clock.now()
        with self._lock:
            return [
                each
                for each in self._deliveries
                if each.due is not None and (everything or each.due <= now)
            ]

    def all(self) -> list[Delivery[Message]]:
        """Return every delivery."""
        with self._lock:
            return list(self._deliveries)

    def clear(self) -> None:
        """Forget every delivery."""
        with self._lock:
            self._deliveries.clear()
