"""What surrounds a function in Lambda: the Runtime API, and services of AWS.

Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
"""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Final, cast, override

type Document = dict[str, Any]
type Aws = Callable[[str, Document], Document]
"""Answers a request of an operation."""

_MAX_LENGTH: Final = 60.0
"""Seconds that an environment may take to answer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How an invocation ended, and when by the monotonic clock, in seconds."""

    succeeded: bool
    answer: Document
    at: float


@dataclass
class World:
    """The services of AWS, the event to come, and what became of it.

    The event is handed out `times` times, one after the other.
    """

    aws: Aws
    event: Document = field(default_factory=dict)
    answers: Queue[Answered] = field(default_factory=Queue)
    times: int = 1

    def wait(self) -> Answered:
        """Return what the function answered.

        Raises:
            RuntimeError: nothing, for a minute.
        """
        try:
            return self.answers.get(timeout=_MAX_LENGTH)
        except Empty:
            raise RuntimeError("the function did not answer") from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    world: World

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a function that has answered is ended, and its connections with it."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def world(self) -> World:
        return cast("_Server", self.server).world

    def do_GET(self) -> None:
        """Hand the event out; after the last time the function waits until it is ended."""
        if not self.world.times:
            self.close_connection = True
            time.sleep(_MAX_LENGTH)
            return
        self.world.times -= 1
        deadline = str(int(time.time() + 30) * 1_000)
        arn = "arn:aws:lambda:us-east-1:123456789012:function:bench"
        self._reply(
            self.world.event,
            {
                "Lambda-Runtime-Aws-Request-Id": "invocation-1",
                "Lambda-Runtime-Deadline-Ms": deadline,
                "Lambda-Runtime-Invoked-Function-Arn": arn,
                "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793",
                "Content-Type": "application/json",
            },
        )

    def do_POST(self) -> None:
        """Answer a call of AWS, or take what the function says."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        target = self.headers.get("X-Amz-Target")
        if target:
            self._reply(self.world.aws(target.rpartition(".")[2], json.loads(body)), {})
            return
        succeeded = self.path.endswith("/response")
        self.world.answers.put(Answered(succeeded, json.loads(body), time.monotonic()))
        self._reply({}, {})

    def _reply(self, document: Document, headers: Mapping[str, str]) -> None:
        raw = json.dumps(document).encode()
        self.send_response(200)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(world: World, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve `world` on a port of this machine, over TLS where there is a context for it."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.world = world
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def cpu_seconds(process_id: int) -> float:
    """Return the CPU time that a running process has taken, in its own code and in the kernel."""
    threads = Path(f"/proc/{process_id}/task").glob("*/schedstat")
    return sum(int(file.read_text().split()[0]) for file in threads) / 1e9
