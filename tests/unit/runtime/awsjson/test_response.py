"""Responses as they come over a connection, in whatever pieces."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from itertools import chain, repeat
from typing import Final, override

import pytest

from jetbridge.runtime.awsjson.response import (
    Answer,
    IncompleteAnswerError,
    UnreadableAnswerError,
    read,
)

PLAIN: Final = b"HTTP/1.1 200 OK\r\nServer: Server\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED: Final = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A:1\r\nx-a: \t2 \r\n\r\n"
    b"A;name=value\r\n0123456789\r\n2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n"
)
UNFRAMED: Final = b"HTTP/1.0 503 Service Unavailable\r\n\r\nbusy"
NO_REASON: Final = b"HTTP/1.1 400 \r\nContent-Length: 0\r\nConnection: Close\r\n\r\n"
READABLE: Final = {
    "plain": PLAIN,
    "chunked": CHUNKED,
    "until the end": UNFRAMED,
    "without a reason": NO_REASON,
    "without a body": b"HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n",
    "after a preliminary one": b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN,
}


@contextmanager
def sending(*pieces: bytes) -> Iterator[socket.socket]:
    """Yield a connection over which these pieces have come, and then its end."""
    near, far = socket.socketpair()
    with near, far:
        for piece in pieces:
            far.sendall(piece)
        far.shutdown(socket.SHUT_WR)
        yield near


class InPieces(socket.socket):
    """A connection that gives one piece at a time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Hold the pieces."""
        super().__init__()
        self._pieces = iter(pieces)

    @override
    def recv(self, _: int, __: int = 0) -> bytes:
        """Return the next piece."""
        return next(self._pieces, b"")


def by_http_client(raw: bytes) -> tuple[int, dict[str, str], bytes, bool]:
    """Return what Python's own reader makes of a response."""
    with sending(raw) as connection, HTTPResponse(connection, method="POST") as response:
        response.begin()
        names = {name.lower() for name, _ in response.getheaders()}
        headers = {name: response.headers.get_all(name, []) for name in names}
        joined = {name: ", ".join(each.strip() for each in held) for name, held in headers.items()}
        return response.status, joined, response.read(), response.will_close


@pytest.mark.parametrize("raw", READABLE.values(), ids=READABLE)
def test_a_response_is_read_as_by_pythons_own_client(raw: bytes) -> None:
    """Status, headers, body, and whether another request may follow."""
    # GIVEN a response
    with sending(raw) as connection:
        # WHEN it is read
        found = read(connection)
    # THEN it is what Python makes of it
    assert (found.status, found.headers, found.body, found.is_last) == by_http_client(raw)


@pytest.mark.parametrize("raw", [PLAIN, CHUNKED, UNFRAMED], ids=["plain", "chunked", "unframed"])
def test_a_response_may_come_in_any_pieces(raw: bytes) -> None:
    """Cut anywhere, or byte by byte."""
    # GIVEN a response
    with sending(raw) as connection:
        whole = read(connection)
    # WHEN it comes in two pieces, or in many, THEN it is the same
    for cut in range(1, len(raw)):
        with InPieces((raw[:cut], raw[cut:])) as connection:
            assert read(connection) == whole
    with InPieces(raw[n : n + 1] for n in range(len(raw))) as connection:
        assert read(connection) == whole


@pytest.mark.parametrize("raw", [PLAIN, CHUNKED], ids=["plain", "chunked"])
def test_a_response_that_ends_early_is_none(raw: bytes) -> None:
    """Wherever it ends."""
    for cut in range(len(raw)):
        # GIVEN a connection that ends within a response
        with (
            InPieces([raw[:cut]] if cut else []) as connection,
            pytest.raises(IncompleteAnswerError),
        ):
            # WHEN it is read, THEN there is none
            read(connection)


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 99 Low\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\na: b\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\na : b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\na: b\x00\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\na: " + b"a" * 70_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + PLAIN,
    ],
    ids=lambda raw: repr(raw[:60]),
)
def test_what_is_no_response_is_refused(raw: bytes) -> None:
    """And not quoted."""
    # GIVEN something else
    with sending(raw) as connection, pytest.raises(UnreadableAnswerError) as refused:
        # WHEN it is read, THEN it is refused
        read(connection)
    assert not str(refused.value)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
    ],
    ids=["a length", "until the end", "chunked"],
)
def test_a_response_that_is_too_long_is_refused(head: bytes) -> None:
    """However its end is told: a function's memory is limited."""
    # GIVEN a response without an end
    with (
        InPieces(chain([head], repeat(b"x" * 1_048_576))) as connection,
        pytest.raises(UnreadableAnswerError),
    ):
        # WHEN it is read, THEN it is refused
        read(connection)


def test_a_connection_with_more_than_was_asked_for_is_not_used_again() -> None:
    """What comes unasked would be taken for the next answer."""
    # GIVEN a response with something behind it
    with sending(PLAIN + b"HTTP") as connection:
        # WHEN it is read, THEN it is the connection's last
        assert read(connection) == Answer(
            200, {"server": "Server", "content-length": "2"}, b"{}", is_last=True
        )
