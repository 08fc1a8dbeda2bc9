"""A webhook as the Standard Webhooks specification writes it, and the secrets that sign it.

Source: https://www.standardwebhooks.com, version 1.0.0. The signature is its own library's.
"""

import json
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.events import message
from jetbridge.model.ports import DomainEvent, HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.model.system import Ids
from jetbridge.model.webhook import Endpoint
from jetbridge.store import keys
from jetbridge.store.endpoints import SECRETS_FIELD
from jetbridge.vault.sealing import Vault

OVERLAP: Final = 86_400
"""Seconds that a secret goes on signing after the next one was made, unless told otherwise."""

_PREFIX: Final = "whsec_"

type Kept = tuple[Secret, int | None]
"""A secret, and when it ends (Unix seconds); None for the newest."""


def new_secret(ids: Ids) -> Secret:
    """Return 256 random bits in the form in which receivers expect a secret."""
    drawn = urlsafe_b64decode(f"{ids.token()}=")
    return Secret(f"{_PREFIX}{b64encode(drawn).decode()}")


def kept(context: Context, endpoint: Endpoint) -> list[Kept]:
    """Return the secrets that sign at present, the newest first.

    Raises:
        UnsealableError: they do not open.
        SecretUnavailableError: the keyring cannot be read.
    """
    item = keys.endpoint(endpoint.tenant, endpoint.further)
    opened = context.vault.open(endpoint.sealed_secrets, item=item, field=SECRETS_FIELD)
    every = [(Secret(text), until) for text, until in json.loads(opened.secret.reveal())]
    now = context.clock.now()
    return [(secret, until) for secret, until in every if until is None or now < until]


def sealed(vault: Vault, tenant: str, secrets: Sequence[Kept], further: str = "") -> str:
    """Return the envelope of the secrets of a tenant's first endpoint, or of a `further` one.

    Raises:
        SecretUnavailableError: the keyring cannot be read.
    """
    plain = Secret(json.dumps([[secret.reveal(), until] for secret, until in secrets]))
    return vault.seal(plain, item=keys.endpoint(tenant, further), field=SECRETS_FIELD)


def request(
    context: Context, endpoint: Endpoint, event: DomainEvent, seconds: float | None = None
) -> HttpRequest:
    """Return the webhook of an event, signed now, with every valid secret.

    It takes up to `seconds`; None: as long as a partner's call.

    Raises:
        UnsealableError: a secret does not open.
        SecretUnavailableError: the keyring cannot be read.
    """
    from standardwebhooks import Webhook

    now = datetime.fromtimestamp(context.clock.now(), UTC)
    longest = context.settings.http_timeout if seconds is None else seconds
    body = json.dumps(message(event), separators=(",", ":"))
    signatures = [
        Webhook(secret.reveal()).sign(event.id, now, body) for secret, _ in kept(context, endpoint)
    ]
    headers = {
        "Content-Type": "application/json",
        "webhook-id": event.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return HttpRequest(
        "POST",
        endpoint.url,
        headers,
        body.encode(),
        longest,
        wants_body=False,
        operation="webhook",
    )
