"""Sending: the handshake of a subscription, and its notifications."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.outbox import Attempt, Delivery, Outbox
from jetbridge_local.sandbox.outgoing import NO_ANSWER, Answer, post
from jetbridge_local.sandbox.smartrecruiters.webhooks.callbacks import TokenRefusedError
from jetbridge_local.sandbox.smartrecruiters.webhooks.signature import Signed
from jetbridge_local.sandbox.smartrecruiters.webhooks.subscriptions import (
    Status,
    Subscription,
    Subscriptions,
)

HANDSHAKE_TIMEOUT: Final = 20
DELIVERY_TIMEOUT: Final = 5
"""Seconds."""

REDELIVERY: Final = tuple(60 * m for m in (1, 3, 10, 45, 120, 240, 480, 960, 1440, 1440))
"""Seconds after each failed attempt. The page leaves out the sixth to the eighth."""

_HOOK_SECRET: Final = "X-Hook-Secret"  # noqa: S105 - a header name, not a secret
_GONE: Final = Answer(NO_ANSWER, error="NoSubscription")


class Forgery(StrEnum):
    """What an attacker, or a fault on the way, can do to a notification."""

    UNSIGNED = "unsigned"
    WRONG_KEY = "wrong-key"
    ALTERED_BODY = "altered-body"
    ALTERED_TIMESTAMP = "altered-timestamp"


@dataclass(slots=True)
class Notification:
    """One event for one subscription; `signed` changes only when it is signed again.

    `traceparent` is the header of that name, as a gateway before SmartRecruiters may add one.
    """

    subscription_id: str
    signed: Signed
    forgery: Forgery | None = field(default=None)
    traceparent: str = ""


class Sender:
    """Everything that SmartRecruiters sends to callback URLs."""

    def __init__(self, clock: Clock, subscriptions: Subscriptions) -> None:
        self._clock = clock
        self._subscriptions = subscriptions
        self.outbox: Final = Outbox[Notification](clock, self._send, lambda: REDELIVERY)

    def shake_hands(self, subscription: Subscription) -> bool:
        """Return whether the callback URL returns the secret that it is sent."""
        secret = secrets.token_urlsafe(12)
        headers = {_HOOK_SECRET: secret}
        try:
            headers |= _authentication(subscription)
        except TokenRefusedError:
            return False
        answer = post(subscription.wanted.callback_url, timeout=HANDSHAKE_TIMEOUT, headers=headers)
        returned = answer.headers.get(_HOOK_SECRET.lower())
        return answer.status == HTTPStatus.OK and returned == secret

    def deliver(
        self, deliveries: Iterable[Delivery[Notification]], *, restamp: bool
    ) -> list[Delivery[Notification]]:
        """Send notifications in this order; `restamp` signs them anew, at the present time.

        What belongs to a subscription that is not active is left out.
        """
        sent = [each for each in deliveries if self._active(each.message.subscription_id)]
        for delivery in sent:
            if restamp:
                message = delivery.message
                message.signed = replace(message.signed, timestamp=self._clock.now())
            self.outbox.attempt(delivery)
        return sent

    def _active(self, subscription_id: str) -> bool:
        subscription = self._subscriptions.find(subscription_id)
        return subscription is not None and subscription.status is Status.ACTIVE

    def _send(self, notification: Notification) -> Attempt:
        subscription = self._subscriptions.find(notification.subscription_id)
        if subscription is None:
            return Attempt(self._clock.now(), accepted=False, answer=_GONE)
        headers, body = self._written(notification, subscription)
        try:
            authentication = _authentication(subscription)
            answer = post(
                subscription.wanted.callback_url,
                timeout=DELIVERY_TIMEOUT,
                data=body,
                headers={**headers, **authentication},
            )
        except TokenRefusedError as refused:
            answer = refused.answer
        accepted = answer.status == HTTPStatus.ACCEPTED
        self._subscriptions.note(subscription.subscription_id, accepted=accepted)
        return Attempt(self._clock.now(), accepted, answer, headers)

    def _written(
        self, notification: Notification, subscription: Subscription
    ) -> tuple[dict[str, str], bytes]:
        """Return headers and body, forged where that is wanted. Only a key makes a signature."""
        signed, forgery = notification.signed, notification.forgery
        headers = {
            "Content-Type": "application/json",
            "event-id": signed.event_id,
            "event-name": signed.event_name,
            "event-version": signed.event_version,
            "Link": signed.link,
        }
        if notification.traceparent:
            headers["traceparent"] = notification.traceparent
        keys = [key.value for key in subscription.live_keys(self._clock.now())]
        if forgery is Forgery.WRONG_KEY:
            keys = [secrets.token_urlsafe(16)]
        if keys and forgery is not Forgery.UNSIGNED:
            later = 1 if forgery is Forgery.ALTERED_TIMESTAMP else 0
            headers["smartrecruiters-timestamp"] = str(signed.timestamp + later)
            headers["smartrecruiters-signature"] = signed.by(keys)
        return headers, signed.body + (b" " if forgery is Forgery.ALTERED_BODY else b"")


def _authentication(subscription: Subscription) -> dict[str, str]:
    """Return the headers of `callbackAuthentication`.

    Raises:
        TokenRefusedError: see there.
    """
    way = subscription.wanted.authentication
    return way.headers() if way else {}
