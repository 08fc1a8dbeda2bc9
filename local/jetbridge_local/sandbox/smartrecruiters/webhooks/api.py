"""The Webhooks API."""

from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, request

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.outbox import Attempt
from jetbridge_local.sandbox.smartrecruiters.access import Access
from jetbridge_local.sandbox.smartrecruiters.errors import ApiError, Why
from jetbridge_local.sandbox.smartrecruiters.integrations import Integration
from jetbridge_local.sandbox.smartrecruiters.webhooks.requests import wanted
from jetbridge_local.sandbox.smartrecruiters.webhooks.sender import Notification, Sender
from jetbridge_local.sandbox.smartrecruiters.webhooks.subscriptions import (
    LimitExceededError,
    Status,
    Subscription,
    Subscriptions,
)
from jetbridge_local.sandbox.times import iso
from jetbridge_local.sandbox.web import JSON

PATH: Final = "/webhooks-api/v201907/subscriptions"

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100
LOG_MEMORY: Final = 30 * 24 * 3600
"""Seconds for which the log of a subscription goes back."""


class WebhooksApi:
    """The views that a company's own credentials open."""

    def __init__(
        self, clock: Clock, url: str, access: Access, subscriptions: Subscriptions, sender: Sender
    ) -> None:
        """Manage `subscriptions` at `url`."""
        self._clock = clock
        self._url = url
        self._access = access
        self._subscriptions = subscriptions
        self._sender = sender

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        one = f"{PATH}/<subscription_id>"
        key = f"{one}/secret-key"
        app.add_url_rule(PATH, view_func=self.subscribe, methods=["POST"])
        app.add_url_rule(PATH, view_func=self.list_subscriptions)
        app.add_url_rule(one, view_func=self.get_subscription)
        app.add_url_rule(one, view_func=self.unsubscribe, methods=["DELETE"])
        app.add_url_rule(f"{one}/activation", view_func=self.activate, methods=["PUT"])
        app.add_url_rule(key, view_func=self.make_key, methods=["POST"])
        app.add_url_rule(key, view_func=self.get_key)
        app.add_url_rule(f"{one}/callbacks-log", view_func=self.callbacks_log)

    def subscribe(self) -> tuple[Response, int]:
        """Create a subscription."""
        owner = self._owner("webhooks_write")
        if request.mimetype != JSON:
            raise ApiError(Why.WRONG_MEDIA_TYPE, f"Content-Type must be {JSON}")
        try:
            subscription = self._subscriptions.create(owner, wanted(request.get_json()))
        except LimitExceededError:
            raise ApiError(Why.SUBSCRIPTIONS_LIMIT, "There are 20 subscriptions already") from None
        return jsonify(subscription.view()), 201

    def list_subscriptions(self) -> Response:
        """List the subscriptions; a Link header leads to the next page."""
        found = self._subscriptions.of(self._owner("webhooks_read"))
        limit = request.args.get("limit", str(DEFAULT_LIMIT))
        if not limit.isdecimal() or not 1 <= int(limit) <= MAX_LIMIT:
            raise ApiError(Why.BAD_REQUEST, f"limit must be between 1 and {MAX_LIMIT}")
        ids = [each.subscription_id for each in found]
        after = request.args.get("pageId", "")
        start = ids.index(after) + 1 if after in ids else 0
        shown = found[start : start + int(limit)]
        response = jsonify([each.view() for each in shown])
        if start + len(shown) < len(found):
            query = urlencode({"limit": limit, "pageId": shown[-1].subscription_id})
            response.headers["Link"] = f'<{self._url}{PATH}?{query}>; rel="next"'
        return response

    def get_subscription(self, subscription_id: str) -> Response:
        """Show a subscription."""
        return jsonify(self._find(subscription_id, "webhooks_read").view())

    def unsubscribe(self, subscription_id: str) -> tuple[str, int]:
        """Delete a subscription."""
        self._subscriptions.delete(self._find(subscription_id, "webhooks_delete").subscription_id)
        return "", 204

    def activate(self, subscription_id: str) -> tuple[str, int]:
        """Activate a subscription, after a handshake."""
        subscription = self._find(subscription_id, "webhooks_write")
        if subscription.status is Status.ACTIVE:
            raise ApiError(Why.ALREADY_ACTIVE, "The subscription is active already")
        if not self._sender.shake_hands(subscription):
            raise ApiError(Why.HANDSHAKE_FAILED, "callbackUrl did not return the X-Hook-Secret")
        self._subscriptions.set_status(subscription_id, Status.ACTIVE)
        return "", 204

    def make_key(self, subscription_id: str) -> tuple[Response, int]:
        """Make a secret key, beside the one before."""
        self._find(subscription_id, "webhooks_write")
        try:
            key = self._subscriptions.new_key(subscription_id)
        except LimitExceededError:
            raise ApiError(Why.SECRET_KEYS_LIMIT, "There are 16 live keys already") from None
        return jsonify(secretKey=key.value), 201

    def get_key(self, subscription_id: str) -> Response:
        """Show the newest secret key."""
        subscription = self._find(subscription_id, "webhooks_read")
        if not subscription.keys:
            raise ApiError(Why.NO_SECRET_KEY, "The subscription has no secret key")
        return jsonify(secretKey=subscription.keys[0].value)

    def callbacks_log(self, subscription_id: str) -> Response:
        """List the attempts of the last thirty days, newest first."""
        subscription = self._find(subscription_id, "webhooks_read")
        since = self._clock.now() - LOG_MEMORY
        attempts = [
            (attempt, delivery.message)
            for delivery in self._sender.outbox.all()
            if delivery.message.subscription_id == subscription_id
            for attempt in delivery.attempts
            if attempt.at > since
        ]
        attempts.sort(key=lambda pair: pair[0].at, reverse=True)
        return jsonify([_logged(subscription, *each) for each in attempts])

    def _owner(self, scope: str) -> Integration:
        return self._access.customer(
            scope, "webhooks_manage", otherwise=Why.NO_PERMISSION_TO_MANAGE_WEBHOOKS
        )

    def _find(self, subscription_id: str, scope: str) -> Subscription:
        """Return a subscription of the caller's own."""
        owner = self._owner(scope)
        found = self._subscriptions.find(subscription_id)
        if found is None or found.client_id != owner.issued.client_id:
            raise ApiError(Why.NO_SUBSCRIPTION, "There is no such subscription")
        return found


def _logged(
    subscription: Subscription, attempt: Attempt, notification: Notification
) -> dict[str, object]:
    return {
        "status": "successful" if attempt.accepted else "failed",
        "timestamp": iso(attempt.at),
        "requestDetails": {
            "url": subscription.wanted.callback_url,
            "body": notification.signed.body.decode(errors="replace"),
            "headers": dict(attempt.headers),
        },
    }
