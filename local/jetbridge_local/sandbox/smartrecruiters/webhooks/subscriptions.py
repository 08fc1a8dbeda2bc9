"""Subscriptions and their secret keys."""

import secrets
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from jetbridge.model.system import Clock
from jetbridge_local.sandbox.smartrecruiters.integrations import Integration, company_key
from jetbridge_local.sandbox.smartrecruiters.webhooks.callbacks import CallbackAuthentication
from jetbridge_local.sandbox.smartrecruiters.webhooks.events import VERSION

LIMIT: Final = 20
"""Subscriptions of one credential."""

MAX_KEYS: Final = 16
"""Live secret keys of one subscription."""

KEY_OVERLAP: Final = 24 * 3600
"""Seconds for which a replaced key stays good."""

MAX_FAILURES: Final = 10
"""Failed attempts in a row after which a subscription is suspended."""


class Status(StrEnum):
    """Whether a subscription gets notifications."""

    INACTIVE = "inactive"
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a subscription was asked for with."""

    callback_url: str
    events: tuple[str, ...]
    alerting_email_address: str | None
    authentication: CallbackAuthentication | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key. `ends_at` is in Unix seconds, and None for the newest."""

    value: str = field(repr=False)
    ends_at: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of a company's credential. Its newest key is the first."""

    subscription_id: str
    client_id: str
    company_id: str
    wanted: Wanted
    status: Status = Status.INACTIVE
    failures: int = 0
    keys: tuple[SecretKey, ...] = ()

    def live_keys(self, now: int) -> tuple[SecretKey, ...]:
        """Return the keys that sign, newest first."""
        return tuple(key for key in self.keys if key.ends_at is None or now < key.ends_at)

    def view(self) -> dict[str, object]:
        """Return the subscription as the API shows it."""
        alerting = self.wanted.alerting_email_address
        return {
            "id": self.subscription_id,
            "callbackUrl": self.wanted.callback_url,
            "events": [{"name": name, "version": VERSION} for name in self.wanted.events],
            "status": self.status,
            **({"alertingEmailAddress": alerting} if alerting else {}),
        }


class LimitExceededError(Exception):
    """There are as many as there may be."""


class Subscriptions:
    """All subscriptions, in the order of their creation."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._subscriptions: dict[str, Subscription] = {}

    def create(self, owner: Integration, wanted: Wanted) -> Subscription:
        """Subscribe on behalf of `owner`; the subscription is inactive.

        Raises:
            LimitExceededError: the owner has as many as it may.
        """
        subscription = Subscription(
            str(uuid.uuid4()), owner.issued.client_id, owner.company_id, wanted
        )
        with self._lock:
            if sum(_owned(each, owner) for each in self._subscriptions.values()) >= LIMIT:
                raise LimitExceededError
            self._subscriptions[subscription.subscription_id] = subscription
        return subscription

    def all(self) -> list[Subscription]:
        """Return every subscription."""
        with self._lock:
            return list(self._subscriptions.values())

    def of(self, owner: Integration) -> list[Subscription]:
        """Return the subscriptions of one owner."""
        return [each for each in self.all() if _owned(each, owner)]

    def of_company(self, company_id: str) -> list[Subscription]:
        """Return the subscriptions of one company, by any client."""
        key = company_key(company_id)
        return [each for each in self.all() if company_key(each.company_id) == key]

    def find(self, subscription_id: str) -> Subscription | None:
        """Return a subscription."""
        with self._lock:
            return self._subscriptions.get(subscription_id)

    def delete(self, subscription_id: str) -> None:
        """Forget a subscription."""
        with self._lock:
            self._subscriptions.pop(subscription_id, None)

    def set_status(self, subscription_id: str, status: Status) -> None:
        """Give a subscription a status; its failures are forgotten."""
        self._change(subscription_id, lambda each: replace(each, status=status, failures=0))

    def note(self, subscription_id: str, *, accepted: bool) -> None:
        """Count failed attempts in a row, and suspend the subscription that has too many."""

        def counted(each: Subscription) -> Subscription:
            failures = 0 if accepted else each.failures + 1
            status = Status.SUSPENDED if failures >= MAX_FAILURES else each.status
            return replace(each, failures=failures, status=status)

        self._change(subscription_id, counted)

    def new_key(self, subscription_id: str, *, overlap: int = KEY_OVERLAP) -> SecretKey:
        """Make a key; the one before stays good for `overlap` seconds, a day.

        Raises:
            LimitExceededError: there are as many live keys as there may be.
        """
        now = self._clock.now()
        made = SecretKey(secrets.token_urlsafe(16))

        def with_key(each: Subscription) -> Subscription:
            live = each.live_keys(now)
            if len(live) >= MAX_KEYS:
                raise LimitExceededError
            older = (
                replace(key, ends_at=now + overlap if key.ends_at is None else key.ends_at)
                for key in live
            )
            return replace(each, keys=(made, *older))

        self._change(subscription_id, with_key)
        return made

    def clear(self) -> None:
        """Forget every subscription."""
        with self._lock:
            self._subscriptions.clear()

    def _change(
        self, subscription_id: str, changed: Callable[[Subscription], Subscription]
    ) -> None:
        with self._lock:
            found = self._subscriptions.get(subscription_id)
            if found is not None:
                self._subscriptions[subscription_id] = changed(found)


def _owned(subscription: Subscription, owner: Integration) -> bool:
    return subscription.client_id == owner.issued.client_id
