"""The AWS services' process: `python -m jetbridge_local.stack.aws_server PORT DIRECTORY`.

In the directory it writes down which function called what; see `permissions`.
"""

import importlib
import sys
from pathlib import Path

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from jetbridge_local.stack import moto_secrets
from jetbridge_local.stack.atomic import atomic
from jetbridge_local.stack.call_log import CallLog
from jetbridge_local.stack.permissions import enforced
from jetbridge_local.stack.ports import LOOPBACK


class _RequestHandler(MotoRequestHandler):
    """Moto's own, which answers as services do: it keeps a connection for the next request."""

    protocol_version = "HTTP/1.1"


def main() -> None:
    """Serve moto until the process is ended."""
    moto_secrets.install()
    server = make_server(
        LOOPBACK,
        int(sys.argv[1]),
        enforced(
            atomic(DomainDispatcherApplication(create_backend_app)), CallLog(Path(sys.argv[2]))
        ),
        threaded=True,
        request_handler=_RequestHandler,
    )
    # moto imports these at the first request for them. The port is open by now, so that a caller
    # who is early waits for an answer instead of being refused.
    importlib.import_module("moto.cloudformation.parsing")
    server.serve_forever()


if __name__ == "__main__":
    main()
