"""One HTTP/1.1 response, read from a connection (RFC 9112).

`http.client` reads headers as those of an e-mail: that took half of a call's CPU time, and its
import a fifth of a cold start's.
"""

import re
from collections.abc import Mapping
from typing import Final, Protocol

from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import record

_MAX_HEAD: Final = 65_536
"""Bytes of a head, or of one line of a chunked body."""
_MAX_RECEIVED: Final = 64 * 1_048_576
"""Bytes of a response. DynamoDB answers with 16 MB of items at the most, the others with less."""
_PIECE: Final = 65_536
_HEAD: Final = re.compile(
    r"HTTP/1\.(\d) ([1-5]\d\d)(?: [^\r\n\0]*)?((?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*)*)"
)
"""Minor version, status, and the lines of the header fields."""
_LENGTH: Final = re.compile(r"[0-9]{1,12}")
_CHUNK_LINE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n\0]*)?")
_LINE_END: Final = b"\r\n"
_FIRST_FINAL: Final = 200
_MAX_INTERIM: Final = 8
"""Responses that may come before the final one (RFC 9110 §15.2)."""
_BODILESS: Final = frozenset({204, 304})


class UnreadableAnswerError(JetbridgeError, ConnectionError):
    """What came is no HTTP response. Says nothing of it: it may quote what was sent."""


class IncompleteAnswerError(JetbridgeError, ConnectionError):
    """The connection ended within a response."""


@record
class Answer:
    """An HTTP response: its status, its headers by lower-case names, its body.

    Headers of one name are joined (RFC 9110 §5.3). `is_last`: the connection takes no other
    request.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_last: bool = False


class Receiver(Protocol):
    """A connection, as far as it is read."""

    def recv(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none where the connection has ended."""
        ...


def read(connection: Receiver) -> Answer:
    """Return the final response to the request that was sent over `connection`.

    Raises:
        UnreadableAnswerError: what comes is no HTTP response.
        OSError: no more came, in the time that the connection allows.
    """
    reader = _Reader(connection)
    for _ in range(1 + _MAX_INTERIM):
        minor, status, headers = _head(reader.line(b"\r\n\r\n"))
        if status >= _FIRST_FINAL:
            break
    else:
        raise UnreadableAnswerError
    if status in _BODILESS:
        body, is_framed = b"", True
    else:
        body, is_framed = _body(reader, headers)
    persists = minor != "0" and "close" not in headers.get("connection", "").lower()
    return Answer(status, headers, body, not (is_framed and persists) or reader.has_more)


class _Reader:
    """Takes bytes from a connection, as many as are asked for."""

    def __init__(self, connection: Receiver) -> None:
        self._connection = connection
        self._held = b""
        self._received = 0

    @property
    def has_more(self) -> bool:
        """Whether bytes have come that were not asked for."""
        return bool(self._held)

    def line(self, end: bytes = _LINE_END) -> bytes:
        """Return what comes up to `end`, without it."""
        while True:
            found, ended, rest = self._held.partition(end)
            if ended:
                self._held = rest
                return found
            if len(self._held) > _MAX_HEAD:
                raise UnreadableAnswerError
            self._held += self._more()

    def exactly(self, length: int) -> bytes:
        """Return so many bytes."""
        pieces, missing = [self._held], length - len(self._held)
        while missing > 0:
            pieces.append(self._more())
            missing -= len(pieces[-1])
        whole = b"".join(pieces)
        self._held = whole[length:]
        return whole[:length]

    def to_the_end(self) -> bytes:
        """Return everything until the connection ends."""
        pieces = [self._held]
        while piece := self._piece():
            pieces.append(piece)
        self._held = b""
        return b"".join(pieces)

    def _more(self) -> bytes:
        piece = self._piece()
        if not piece:
            raise IncompleteAnswerError
        return piece

    def _piece(self) -> bytes:
        piece = self._connection.recv(_PIECE)
        self._received += len(piece)
        if self._received > _MAX_RECEIVED:
            raise UnreadableAnswerError
        return piece


def _head(head: bytes) -> tuple[str, int, dict[str, str]]:
    """Return minor version, status and headers."""
    found = _HEAD.fullmatch(head.decode("latin-1"))
    if found is None:
        raise UnreadableAnswerError
    headers: dict[str, str] = {}
    for line in found[3].split("\r\n")[1:]:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip(" \t")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return found[1], int(found[2]), headers


def _body(reader: _Reader, headers: Mapping[str, str]) -> tuple[bytes, bool]:
    """Return the body, and whether the response says where it ends (RFC 9112 §6.3)."""
    coding, length = headers.get("transfer-encoding"), headers.get("content-length")
    if coding is not None:
        if coding.lower() != "chunked":
            raise UnreadableAnswerError
        return _chunks(reader), True
    if length is None:
        return reader.to_the_end(), False
    if not _LENGTH.fullmatch(length):
        raise UnreadableAnswerError
    return reader.exactly(int(length)), True


def _chunks(reader: _Reader) -> bytes:
    """Return a chunked body. What follows the last chunk is passed over (RFC 9112 §7.1)."""
    chunks = []
    while True:
        line = _CHUNK_LINE.fullmatch(reader.line())
        if line is None:
            raise UnreadableAnswerError
        length = int(line[1], 16)
        if not length:
            break
        chunks.append(reader.exactly(length))
        if reader.line():
            raise UnreadableAnswerError
    while reader.line():
        pass
    return b"".join(chunks)
