"""A way to an AWS service on which requests and answers get lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast, override

from jetbridge_local.stack.engine import Engine


class Loss(Enum):
    """What happens to one request."""

    REQUEST = auto()
    ANSWER = auto()


class LossyWay(ThreadingHTTPServer):
    """Passes requests on to a service on this machine.

    `losses` are suffered by the next requests, in order; `seen` lists the operations asked for.
    """

    def __init__(self, service_url: str) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = Engine(service_url)
        self.losses: list[Loss] = []
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Pass a request on, or lose it."""
        way = cast("LossyWay", self.server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        way.seen.append(self.headers["X-Amz-Target"].rpartition(".")[2])
        loss = way.losses.pop(0) if way.losses else None
        if loss is Loss.REQUEST:
            return
        headers = {name: value for name, value in self.headers.items() if name != "Host"}
        answer = way.service.pass_on(headers, body)
        if loss is Loss.ANSWER:
            return
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def lossy_way(service_url: str) -> Iterator[LossyWay]:
    """Yield a way to a service that loses nothing yet."""
    with LossyWay(service_url) as way:
        thread = Thread(target=way.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield way
        finally:
            way.shutdown()
            thread.join()
