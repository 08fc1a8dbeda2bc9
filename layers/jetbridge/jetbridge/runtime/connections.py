"""Connections for one call each: they know when the call must be over, and whether it began.

The library bounds each wait only, so that a byte now and then, or many addresses of which none
answers, would keep it for ever. Here each wait is cut to what the call has left.
"""

import http.client
import io
import socket
from io import BufferedReader
from typing import Any, Final, cast, override

from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util.connection import allowed_gai_family, create_connection

from jetbridge.runtime.awsjson import tls
from jetbridge.runtime.progress import Address, Progress, connected, looked_up

MAX_INTERIM: Final = 20
"""Interim answers (1xx) that are passed over before the real one."""

_CONNECT_TIMEOUT: Final = 3.0
"""Seconds. A host that does not take a connection by then is not about to."""
_PIECE: Final = 16_384
"""Bytes that are written at once: a TLS record (RFC 8446 §5.1)."""


class Adapter(HTTPAdapter):
    """Opens connections that keep to the `progress` of one call, and record it."""

    def __init__(self, progress: Progress) -> None:
        """Open connections for the call of `progress`."""
        super().__init__()
        self._progress = progress

    @override
    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool = cast("HTTPConnectionPool", super().get_connection_with_tls_context(*args, **kwargs))
        kind = HTTPSConnection if pool.scheme == "https" else HTTPConnection
        pool.ConnectionCls = _kept_to(kind, self._progress)
        if kind is HTTPSConnection:
            pool.conn_kw["ssl_context"] = tls.trusting(DEFAULT_CA_BUNDLE_PATH)
        return pool

    @override
    def cert_verify(self, conn: Any, *_: Any, **__: Any) -> None:
        # The context knows the authorities. Of a file with them, each connection would read it
        # again, which takes more CPU time than all the rest of a call.
        conn.cert_reqs = "CERT_REQUIRED"


def _kept_to(kind: type[HTTPConnection], progress: Progress) -> type[HTTPConnection]:
    class Answer(_FinalAnswer):
        @override
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp = BufferedReader(_Timed(sock, self.fp.detach(), progress))

    class Kept(kind):  # type: ignore[misc, valid-type] # one of urllib3's two
        response_class = Answer

        @override
        def _new_conn(self) -> socket.socket:
            return _connected(self._dns_host.strip("[]"), self.port, progress)

        @override
        def send(self, data: bytes) -> None:
            if self.sock is None:
                self.connect()
            for start in range(0, len(data), _PIECE):
                self.sock.settimeout(progress.left())
                progress.began = True
                super().send(data[start : start + _PIECE])

    return Kept


def _connected(host: str, port: int, progress: Progress) -> socket.socket:
    addresses = looked_up(host, port, progress, allowed_gai_family())
    sock = connected(addresses, progress, _connect_to, _CONNECT_TIMEOUT)
    return _timed_for_tls(sock, progress)


def _connect_to(address: Address, seconds: float) -> socket.socket:
    options = HTTPConnection.default_socket_options
    return create_connection(address[4][:2], seconds, socket_options=options)


def _timed_for_tls(sock: socket.socket, progress: Progress) -> socket.socket:
    """Give a TLS handshake what is left: a socket's timeout bounds all of it."""
    try:
        sock.settimeout(progress.left(_CONNECT_TIMEOUT))
    except TimeoutError:
        sock.close()
        raise
    return sock


class _Timed(io.RawIOBase):
    """Reads from a socket, and waits each time as long as the call has left."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, progress: Progress) -> None:
        self._sock = sock
        self._raw = raw
        self._progress = progress

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._progress.left())
        return self._raw.readinto(buffer)

    @override
    def close(self) -> None:
        super().close()
        self._raw.close()


class _FinalAnswer(http.client.HTTPResponse):
    """An answer with a whole head, whose interim predecessors were passed over.

    `http.client` takes 103 (Early Hints) for the answer (RFC 9110 §15.2), and a head that breaks
    off for a whole one.
    """

    @override
    def begin(self) -> None:
        stream = self.fp
        self.fp = cast("BufferedReader", _Head(stream))
        super().begin()
        self.fp = stream

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MAX_INTERIM):
            read = super()._read_status()  # type: ignore[misc] # no stub names it
            version, status, reason = cast("tuple[str, int, str]", read)
            if status == http.client.SWITCHING_PROTOCOLS or not 100 <= status < 200:  # noqa: PLR2004 - HTTP's own numbers
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.BadStatusLine("no final answer")


class _Head:
    """Reads the lines of a head, each of them to its end."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream

    def readline(self, limit: int = -1) -> bytes:
        line = self._stream.readline(limit)
        if not line.endswith(b"\n") and len(line) != limit:
            raise http.client.IncompleteRead(line)
        return line
