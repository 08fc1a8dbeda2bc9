"""One loopback HTTP server, in threads of this process."""

import socket
import threading
from typing import Final, override
from wsgiref.types import WSGIApplication, WSGIEnvironment

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

UNDERSCORED_HEADERS: Final = "jetbridge.underscored_headers"
"""Where in a WSGI environment the headers with an underscore are, under lower-case names."""

_ADDRESS: Final = "127.0.0.1"
_STOP_POLL: Final = 0.1
"""Seconds between two looks at whether the server was stopped."""


class LoopbackServer:
    """An HTTP server on this machine only. It has its address before it has an application.

    `host` is the name in its URL: `127.0.0.1` or `localhost`. A browser treats the two as
    different sites, and different ports of one of them as the same site.
    """

    def __init__(self, host: str = _ADDRESS, port: int = 0) -> None:
        """Take `port`, or a free one for 0.

        Raises:
            OSError: the port is taken.
        """
        self._listener = socket.create_server((_ADDRESS, port))
        self.port: Final[int] = self._listener.getsockname()[1]
        self.url: Final = f"http://{host}:{self.port}"
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def serve(self, app: WSGIApplication) -> None:
        """Answer requests by `app` until `stop`."""
        self._server = make_server(
            _ADDRESS,
            self.port,
            app,
            threaded=True,
            request_handler=_QuietHandler,
            fd=self._listener.fileno(),
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_STOP_POLL,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._listener.close()


class _QuietHandler(WSGIRequestHandler):
    """Logs no request: query strings carry authorization codes."""

    @override
    def make_environ(self) -> WSGIEnvironment:
        """Keep the headers that the server drops for the underscore in their names.

        In a WSGI environment they could pass for others; Onboardbase's `API_KEY` is one.
        """
        environ = super().make_environ()
        environ[UNDERSCORED_HEADERS] = {
            name.lower(): value for name, value in self.headers.items() if "_" in name
        }
        return environ

    @override
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    @override
    def connection_dropped(
        self, error: BaseException, environ: WSGIEnvironment | None = None
    ) -> None:
        """Close the connection, where the application gave up on it without an answer."""
        self.close_connection = True
