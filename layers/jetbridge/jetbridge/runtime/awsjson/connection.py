"""Connections to one endpoint, kept for the next call."""

import select
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from jetbridge.runtime.awsjson import response, tls
from jetbridge.runtime.awsjson.environment import Endpoint
from jetbridge.runtime.awsjson.response import Answer
from jetbridge.runtime.limits import Limits
from jetbridge.runtime.progress import Address, Progress, connected, looked_up

_PIECE: Final = 16_384
"""Bytes that are written at once: a TLS record (RFC 8446 §5.1)."""


class Connections:
    """Sends requests over kept connections, one request at a time over each.

    An execution environment sleeps between invocations, and its service may close the connection
    meanwhile: one that is known to be closed is not used again.
    """

    def __init__(self, endpoint: Endpoint, limits: Limits, authorities: str) -> None:
        """`authorities` is the file of certificates that is tried first. Nothing connects yet."""
        self._endpoint = endpoint
        self._limits = limits
        self._authorities: str | None = authorities
        self._idle: list[socket.socket] = []

    def __del__(self) -> None:
        """Close what was kept."""
        while self._idle:
            self._idle.pop().close()

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer to a request, within the time of one attempt.

        Raises:
            OSError: there is none.
        """
        progress = Progress.for_seconds(self._limits.attempt)
        connection = self._kept() or self._connected(progress)
        timed = _Timed(connection, progress, self._limits.read)
        try:
            # Head and body together: each write is a packet of its own.
            timed.send(self._head(headers, len(body)) + body)
            answer = response.read(timed)
        except BaseException:
            connection.close()
            raise
        if answer.is_last:
            connection.close()
        else:
            self._idle.append(connection)
        return answer

    def _head(self, headers: Mapping[str, str], length: int) -> bytes:
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        framing = f"Content-Length: {length}\r\nAccept-Encoding: identity\r\n"
        return f"POST {self._endpoint.path} HTTP/1.1\r\n{lines}{framing}\r\n".encode()

    def _kept(self) -> socket.socket | None:
        with suppress(IndexError):  # another thread may take the last one
            while True:
                connection = self._idle.pop()
                if not _is_closed(connection):
                    return connection
                connection.close()
        return None

    def _connected(self, progress: Progress) -> socket.socket:
        try:
            return self._connect(progress)
        except ssl.SSLCertVerificationError:
            if self._authorities != tls.AMAZON_ROOTS:
                raise
            self._authorities = None
            return self._connect(progress)

    def _connect(self, progress: Progress) -> socket.socket:
        # As bytes: for a text, Python loads the tables of international names, which takes 1 ms.
        hostname = self._endpoint.hostname.encode()
        addresses = looked_up(hostname, self._endpoint.port, progress)
        connection = connected(addresses, progress, _connect_to, self._limits.connect)
        try:
            if self._endpoint.secure:
                context = tls.trusting(self._authorities)
                # It bounds all of a TLS handshake.
                connection.settimeout(progress.left(self._limits.connect))
                connection = context.wrap_socket(
                    connection, server_hostname=self._endpoint.hostname
                )
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        except BaseException:
            connection.close()
            raise
        return connection


def _connect_to(address: Address, seconds: float) -> socket.socket:
    family, kind, protocol, _, where = address
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(seconds)
        connection.connect(where)
    except BaseException:
        connection.close()
        raise
    return connection


class _Timed:
    """Writes to a connection and reads from it, and waits no longer than the attempt has left.

    A limit for each wait alone would let an answer of a byte now and then take for ever.
    """

    def __init__(self, connection: socket.socket, progress: Progress, most: float) -> None:
        self._connection = connection
        self._progress = progress
        self._most = most

    def send(self, request: bytes) -> None:
        for start in range(0, len(request), _PIECE):
            self._wait_no_longer()
            self._connection.sendall(request[start : start + _PIECE])

    def recv(self, size: int) -> bytes:
        self._wait_no_longer()
        return self._connection.recv(size)

    def _wait_no_longer(self) -> None:
        self._connection.settimeout(self._progress.left(self._most))


def _is_closed(connection: socket.socket) -> bool:
    """Return whether there is something to read where no answer is due: the end, or a mistake."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
