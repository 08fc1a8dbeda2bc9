"""A stand-in for our side of the webhooks: it shakes hands, and notes what it is sent."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, request

from jetbridge_local.sandbox.server import LoopbackServer

TOKEN = "token-of-the-receiver"


@dataclass(frozen=True, slots=True)
class Received:
    """One notification. Names of headers are lower-case."""

    headers: dict[str, str]
    body: bytes

    def signed_by(self, key: str) -> bool:
        """Return whether one of SmartRecruiters' signatures is that of `key`, by what came in."""
        names = ("event-id", "event-name", "event-version", "link")
        text = b".".join(
            [
                self.headers["smartrecruiters-timestamp"].encode(),
                self.body,
                *(self.headers.get(name, "").encode() for name in names),
            ]
        )
        expected = f"v1={hmac.new(key.encode(), text, hashlib.sha256).hexdigest()}"
        return expected in self.headers["smartrecruiters-signature"].split(";")


@dataclass
class Receiver:
    """What came in, and what is answered.

    `status` and `body` answer a notification, and `hook_secret` the handshake: None returns the
    secret as it came.
    """

    url: str
    status: int = 202
    body: str = ""
    content_type: str = "application/json"
    hook_secret: str | None = None
    token_status: int = 200
    token_answer: dict[str, object] = field(
        default_factory=lambda: {"access_token": TOKEN, "expires_in": 600}
    )
    handshakes: list[dict[str, str]] = field(default_factory=list)
    notifications: list[Received] = field(default_factory=list)
    token_requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def start(cls) -> Iterator["Receiver"]:
        """Listen on a free port."""
        server = LoopbackServer()
        receiver = cls(server.url)
        app = Flask(__name__)
        app.add_url_rule("/hook", view_func=receiver.hook, methods=["POST"])
        app.add_url_rule("/token", view_func=receiver.token, methods=["POST"])
        server.serve(app)
        try:
            yield receiver
        finally:
            server.stop()

    @property
    def hook_url(self) -> str:
        """Where notifications go."""
        return f"{self.url}/hook"

    @property
    def token_url(self) -> str:
        """Where tokens come from."""
        return f"{self.url}/token"

    def hook(self) -> Response:
        """Shake hands, or note a notification."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        secret = headers.get("x-hook-secret")
        if secret is not None:
            self.handshakes.append(headers)
            return Response(headers={"X-Hook-Secret": self.hook_secret or secret})
        self.notifications.append(Received(headers, request.get_data()))
        return Response(self.body, self.status, content_type=self.content_type)

    def token(self) -> tuple[Response, int]:
        """Note the Authorization header and the form, and give a token."""
        header = request.headers.get("Authorization", "")
        self.token_requests.append((header, request.form.to_dict()))
        return jsonify(self.token_answer), self.token_status
