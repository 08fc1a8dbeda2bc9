"""Receive a tenant's webhooks: check the signature, drop repeats, answer at once.

Reads the endpoint's secret from the file `webhook.secret`, writes its own address into
`receiver.url`, and each event as a line into `received.jsonl`. It needs the package
`standardwebhooks`.
"""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from standardwebhooks import Webhook, WebhookVerificationError

SECRET = Path("webhook.secret")
RECEIVED = Path("received.jsonl")
ADDRESS = Path("receiver.url")

known: set[str] = set()
"""Events that were taken. In a real system: a table with a unique key."""


class Receiver(BaseHTTPRequestHandler):
    """The tenant's endpoint."""

    def do_POST(self) -> None:
        """Take an event that Jetbridge has signed, once."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.take(body))
        self.end_headers()

    def take(self, body: bytes) -> int:
        """Return the status to answer with. `body` is what came, byte for byte."""
        try:
            event = Webhook(SECRET.read_text().strip()).verify(body, dict(self.headers))
        except WebhookVerificationError:
            return 401
        if self.headers["webhook-id"] not in known:
            known.add(self.headers["webhook-id"])
            with RECEIVED.open("a") as received:
                received.write(json.dumps(event) + "\n")
        return 204


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    ADDRESS.write_text(f"http://127.0.0.1:{server.server_port}/webhooks")
    server.serve_forever()
