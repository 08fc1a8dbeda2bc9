"""Loopback ports for programs that cannot choose one themselves."""

import errno
import random
import socket
import threading
from typing import Final

LOOPBACK: Final = "127.0.0.1"

_BELOW_EPHEMERAL: Final = range(20_000, 32_000)
"""Where neither Linux nor macOS takes the ports of outgoing connections from, so that a port that
is free now is still free when the program that was told of it listens."""

_given: Final[set[int]] = set()
_lock: Final = threading.Lock()


def free_port() -> int:
    """Return a loopback port on which nothing listens, and which was not returned before.

    Raises:
        OSError: there is none.
    """
    candidates = random.sample(_BELOW_EPHEMERAL, len(_BELOW_EPHEMERAL))
    for port in candidates:
        with _lock:
            if port not in _given and _is_free(port):
                _given.add(port)
                return port
    raise OSError(errno.EADDRNOTAVAIL, "no free loopback port")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
