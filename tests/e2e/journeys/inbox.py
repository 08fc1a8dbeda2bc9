"""A tenant's endpoint for webhooks, which believes what is signed."""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standardwebhooks import Webhook
from werkzeug.wrappers import Request, Response

from jetbridge_local.sandbox.server import LoopbackServer
from tests.e2e.flows.notifications import until
from tests.e2e.flows.tenant import Json
from tests.e2e.journeys.hiring import Hiring


@dataclass(frozen=True)
class Delivery:
    """One request, as it came."""

    headers: dict[str, str]
    body: str
    status: int

    @property
    def event(self) -> Json:
        """What it says."""
        read: Json = json.loads(self.body)
        return read

    def is_signed_with(self, secret: str) -> bool:
        """Return whether the library's signature with `secret` is among those that it carries.

        Its `verify` goes by this machine's clock, and the stack's may be days ahead.
        """
        at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        expected = Webhook(secret).sign(self.headers["webhook-id"], at, self.body)
        signatures = self.headers["webhook-signature"].split()
        return any(hmac.compare_digest(expected, each) for each in signatures)


@dataclass
class Inbox:
    """The endpoint. `answers` are the next statuses; a 204 without any."""

    url: str
    answers: list[int] = field(default_factory=list)
    received: list[Delivery] = field(default_factory=list)
    secret: str = ""

    def receive(self, request: Request) -> Response:
        """Take a webhook."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        status = self.answers.pop(0) if self.answers else 204
        self.received.append(Delivery(headers, request.get_data(as_text=True), status))
        return Response(status=status)

    def taken(self, type_: str) -> Delivery:
        """Return the first event of a type, once it was taken."""
        return until(
            lambda: next(
                (each for each in self.received if each.event["type"] == type_ and _ok(each)),
                None,
            )
        )


def _ok(delivery: Delivery) -> bool:
    return delivery.status < 300


@contextmanager
def inbox(tenant: Hiring, *events: str) -> Iterator[Inbox]:
    """Run an endpoint that is told of these events; of all of them, if none."""
    with receiving() as made:
        wanted = [word for event in events for word in ("--event", event)]
        where = ("--tenant", tenant.name, "--url", made.url)
        shown = tenant.operator("webhooks", "set", *where, *wanted, "--json")
        made.secret = json.loads(shown)["secret"]
        yield made


@contextmanager
def receiving() -> Iterator[Inbox]:
    """Run an endpoint of which nothing knows yet."""
    server = LoopbackServer()
    made = Inbox(f"{server.url}/webhooks")
    server.serve(Request.application(made.receive))
    try:
        yield made
    finally:
        server.stop()
