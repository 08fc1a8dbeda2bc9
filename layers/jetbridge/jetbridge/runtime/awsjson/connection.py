"""Connections to one endpoint, kept for the next call."""

import select
import socket
import ssl
from collections.abc import Mapping
from typing import cast

from jetbridge.runtime.awsjson import response, tls
from jetbridge.runtime.awsjson.environment import Endpoint
from jetbridge.runtime.awsjson.response import Answer
from jetbridge.runtime.limits import Limits


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
        """Return the answer to a request.

        Raises:
            OSError: there is none.
        """
        connection = self._kept() or self._connected()
        try:
            # In one piece: each write is a packet of its own.
            connection.sendall(self._head(headers, len(body)) + body)
            answer = response.read(connection)
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
        while self._idle:
            connection = self._idle.pop()
            if not _is_closed(connection):
                return connection
            connection.close()
        return None

    def _connected(self) -> socket.socket:
        try:
            return self._connect()
        except ssl.SSLCertVerificationError:
            if self._authorities != tls.AMAZON_ROOTS:
                raise
            self._authorities = None
            return self._connect()

    def _connect(self) -> socket.socket:
        at = self._endpoint
        # As bytes: for a text, Python loads the tables of international names, which takes 1 ms.
        address = cast("tuple[str, int]", (at.hostname.encode(), at.port))
        connected = socket.create_connection(address, self._limits.connect)
        try:
            if at.secure:
                context = tls.trusting(self._authorities)
                connected = context.wrap_socket(connected, server_hostname=at.hostname)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            connected.settimeout(self._limits.read)
        except BaseException:
            connected.close()
            raise
        return connected


def _is_closed(connection: socket.socket) -> bool:
    """Return whether there is something to read where no answer is due: the end, or a mistake."""
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))
