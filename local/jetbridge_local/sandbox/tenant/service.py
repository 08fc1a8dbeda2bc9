"""The tenant's one host: where webhooks arrive, and the page that shows them."""

import hmac
import threading
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from flask import Response, make_response, render_template, request
from standardwebhooks import Webhook

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.tenant.inbox import Event, Inbox
from jetbridge_local.sandbox.web import content_security_policy, flask_app

WEBHOOKS: Final = "/webhooks"

_TOLERANCE: Final = 300
"""Seconds between a webhook's timestamp and now: what the specification's libraries allow."""


class Tenant:
    """A tenant's system. It rejects every webhook until it is given the secret of its endpoint."""

    def __init__(self, clock: Clock, name: str) -> None:
        self._clock = clock
        self._name = name
        self._inbox = Inbox()
        self._lock = threading.Lock()
        self._webhook: Webhook | None = None

    def trust(self, secret: str) -> None:
        """Take the endpoint's secret, `whsec_…`."""
        with self._lock:
            self._webhook = Webhook(secret)

    def part(self) -> Part:
        """Return the host's part. Its state is the events, links included."""
        app = flask_app()
        app.add_url_rule("/", view_func=self.page)
        app.add_url_rule(WEBHOOKS, view_func=self.receive, methods=["POST"])
        return Part(app, self._state, self._inbox.clear)

    def page(self) -> Response:
        """Show what came in, a card for each journey, the latest event first."""
        page = render_template(
            "inbox.html",
            tenant=self._name,
            journeys=self._inbox.journeys(),
            besides=self._inbox.besides(),
        )
        response = make_response(page)
        response.headers["Content-Security-Policy"] = content_security_policy(
            "script-src 'self'", "connect-src 'self'"
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def receive(self) -> Response:
        """Take a webhook that Jetbridge has signed, once, and say so at once."""
        if not self._is_genuine():
            return Response(status=HTTPStatus.UNAUTHORIZED)
        body = request.get_json()
        self._inbox.take(
            Event(request.headers["webhook-id"], body["type"], body["timestamp"], body["data"])
        )
        return Response(status=HTTPStatus.NO_CONTENT)

    def _is_genuine(self) -> bool:
        """Return whether one of the signatures is that of our secret, and was made just now.

        The library's own `verify` goes by this machine's clock, and a stack's may be ahead of it.
        """
        with self._lock:
            webhook = self._webhook
        sent = request.headers.get("webhook-timestamp", "")
        if webhook is None or not sent.isdecimal():
            return False
        if abs(self._clock.now() - int(sent)) > _TOLERANCE:
            return False
        expected = webhook.sign(
            request.headers.get("webhook-id", ""),
            datetime.fromtimestamp(int(sent), UTC),
            request.get_data(as_text=True),
        )
        return any(
            hmac.compare_digest(expected.encode(), given.encode())
            for given in request.headers.get("webhook-signature", "").split()
        )

    def _state(self) -> dict[str, object]:
        return {"events": [event.view() for event in self._inbox.events()]}
