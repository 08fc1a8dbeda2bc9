"""How far one call over the network came, and how long it may still take."""

import socket
from collections.abc import Callable, Sequence
from threading import Thread
from time import monotonic
from typing import Any, Self

from jetbridge.model.record import record

type Address = tuple[Any, ...]
"""Family, kind, protocol, canonical name and address, as `socket.getaddrinfo` gives them."""


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


def looked_up(
    host: str | bytes, port: int, progress: Progress, family: int = socket.AF_UNSPEC
) -> list[Address]:
    """Return the addresses of a host as `socket.getaddrinfo` does.

    The resolver takes no limit: where it takes longer than the call may, its thread is left behind
    and ends by itself.

    Raises:
        TimeoutError: the call is over.
        OSError: the host has no address.
    """
    found: list[Address] = []
    failures: list[Exception] = []

    def look_up() -> None:
        try:
            found.extend(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that asks
            failures.append(error)

    thread = Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(progress.left())
    if thread.is_alive():
        raise TimeoutError
    if failures:
        raise failures[0]
    return found


def connected[Connection](
    addresses: Sequence[Address],
    progress: Progress,
    connect: Callable[[Address, float], Connection],
    most: float,
) -> Connection:
    """Return what `connect` makes of the first address that takes a connection.

    `connect` is told how many seconds it may take: `most` at the most.

    Raises:
        TimeoutError: the call is over.
        OSError: there is no address, or none of them takes a connection.
    """
    failure = OSError("no address")
    for address in addresses:
        # Not within the `try`: once the time is over no other address is worth a try.
        seconds = progress.left(most)
        try:
            return connect(address, seconds)
        except OSError as error:
            failure = error
    raise failure
