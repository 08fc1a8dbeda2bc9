"""Verify webhooks, which are signed as Standard Webhooks says (standardwebhooks.com)."""

import base64
import binascii
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, override

from jetbridge_client.errors import WebhookRefusedError

PREFIX: Final = "whsec_"
TOLERANCE: Final = 300
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook that was verified. Its `repr` leaves out what it says: that may be a link."""

    id: str
    """The event's id, the same however often it comes: take each once."""
    type: str
    """Such as `journey.completed`."""
    timestamp: str
    """When the event happened (RFC 3339)."""
    data: Mapping[str, Any] = field(repr=False)
    """What the event says: docs/events.md."""


class Webhooks:
    """Verifies webhooks by one or several secrets."""

    def __init__(
        self,
        *secrets: str,
        tolerance: int = TOLERANCE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take what any of `secrets` signs.

        Args:
            secrets: of the endpoint, each `whsec_…`; two while one replaces the other.
            tolerance: seconds that a webhook may be old, or ahead of this machine's clock.
            clock: seconds since 1970.

        Raises:
            ValueError: there is no secret, or one is none.
        """
        if not secrets:
            raise ValueError("Give at least one secret of the endpoint.")
        self._keys: Final = [_key(each) for each in secrets]
        self._tolerance: Final = tolerance
        self._clock: Final = clock

    @override
    def __repr__(self) -> str:
        return f"Webhooks({len(self._keys)} secrets)"

    def verify(self, headers: Mapping[str, str], body: bytes) -> Webhook:
        """Return what a request says, once it is known who sent it and when.

        Args:
            headers: of the request, in whatever case.
            body: byte for byte as it came.

        Raises:
            WebhookRefusedError: a header is missing, no secret signed it, it is too old or from the
                future, or it is no event.
        """
        given = {name.lower(): value for name, value in headers.items()}
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        missing = [name for name in names if not given.get(name)]
        if missing:
            raise WebhookRefusedError(f"{missing[0]} is missing")
        identity, sent_at, signatures = (given[name] for name in names)
        self._check_time(sent_at)
        signed = f"{identity}.{sent_at}.".encode() + body
        if not self._is_signed(signed, signatures):
            raise WebhookRefusedError("no secret signed it")
        event = _event(identity, body)
        if event is None:
            raise WebhookRefusedError("it is no event")
        return event

    def _check_time(self, sent_at: str) -> None:
        if not (sent_at.isascii() and sent_at.isdigit()):
            raise WebhookRefusedError("webhook-timestamp is no time")
        # Not int(), which refuses more than 4,300 digits by an error of its own.
        age = self._clock() - float(sent_at)
        if age > self._tolerance:
            raise WebhookRefusedError("it is too old")
        if age < -self._tolerance:
            raise WebhookRefusedError("it is from the future")

    def _is_signed(self, signed: bytes, signatures: str) -> bool:
        expected = [base64.b64encode(hmac.digest(key, signed, sha256)) for key in self._keys]
        given = [
            value.encode()
            for version, _, value in (each.partition(",") for each in signatures.split())
            if version == "v1"
        ]
        # Every pair is compared, so that time tells nothing.
        fits = [hmac.compare_digest(one, other) for one in expected for other in given]
        return any(fits)


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if not key:
        raise ValueError("A secret of an endpoint is whsec_ and Base64.")
    return key


def _event(identity: str, body: bytes) -> Webhook | None:
    try:
        told: Any = json.loads(body)
    except ValueError:
        return None
    match told:
        case {"type": str(kind), "timestamp": str(timestamp), "data": dict(data)}:
            return Webhook(identity, kind, timestamp, data)
    return None
