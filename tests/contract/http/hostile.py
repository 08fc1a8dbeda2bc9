"""A server with the worst habits of the real world, one connection after another."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

type Serve = Callable[[socket.socket], None]

HEADS = {
    "header": b"HTTP/1.1 200 OK\r\nX-Endless: ",
    "body": b"HTTP/1.1 200 OK\r\n\r\n",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    "status": b"",
}
"""What an answer may begin with before it drips."""


@contextmanager
def a_server(serve: Serve) -> Iterator[str]:
    """Serve one connection after another with `serve`, and yield the base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stopping = threading.Event()

        def loop() -> None:
            while not stopping.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    serve(connection)

        thread = threading.Thread(target=loop)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stopping.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def replying(raw: bytes) -> Serve:
    """Return a server's part that reads a request and sends `raw`."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(raw)

    return serve


def silent(connection: socket.socket) -> None:
    """Read, and wait for the client to give up."""
    while connection.recv(65_536):
        pass


def resetting(raw: bytes, *, reads: bool = True) -> Serve:
    """Return a server's part that sends `raw` and then resets the connection (RST)."""

    def serve(connection: socket.socket) -> None:
        if reads:
            connection.recv(65_536)
        connection.sendall(raw)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return serve


def alerting(connection: socket.socket) -> None:
    """Answer a TLS greeting with the fatal alert `handshake_failure` (RFC 8446 §6.2)."""
    connection.recv(65_536)
    connection.sendall(bytes([21, 3, 3, 0, 2, 2, 40]))


def hanging_up(connection: socket.socket) -> None:
    """Read the greeting or request, and close."""
    connection.recv(65_536)


def with_tls(context: ssl.SSLContext, serve: Serve) -> Serve:
    """Return a server's part that speaks TLS before it does `serve`."""

    def greeted(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tunnel:
            serve(tunnel)

    return greeted


class Drip:
    """A server's part that sends a byte now and then. `hung_up`: the client did."""

    def __init__(self, head: bytes) -> None:
        """Begin each answer with `head`."""
        self._head = head
        self.hung_up = threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        """Read a request, and drip until the client closes the connection."""
        connection.recv(65_536)
        connection.sendall(self._head)
        connection.settimeout(0.02)
        try:
            while True:
                connection.send(b"x")
                with suppress(TimeoutError):
                    # What can be read is the end of the connection.
                    connection.recv(1)
                    break
        finally:
            self.hung_up.set()  # after a reset, too


def silent_resolver(over: threading.Event) -> Callable[..., list[object]]:
    """Return a resolver that waits for a server of names until `over`."""

    def resolve(*_: object) -> list[object]:
        over.wait(10)
        return []

    return resolve


@contextmanager
def a_full_queue() -> Iterator[tuple[object, ...]]:
    """Yield an address, as the resolver gives one, whose queue of connections is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, socket.socket() as first:
        first.connect(listener.getsockname())
        yield (socket.AF_INET, socket.SOCK_STREAM, 6, "", listener.getsockname())
