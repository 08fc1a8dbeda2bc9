"""Vouchwell's notifications as they come: signed with a key that the deployer has from it."""

import hmac
from collections.abc import Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.notification import inbox
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import keys
from jetbridge.web import notification_body
from tests.sixth.vouchwell import api, credentials

SIGNATURE: Final = "vouchwell-signature"


def ingest(context: Context, headers: Mapping[str, str], body: bytes) -> None:
    """Store a notification and have it handled; on return it may be acknowledged.

    Args:
        context: the ports.
        headers: the request's, names in lower case.
        body: the request's, byte for byte.

    Raises:
        ApiProblem: 401, it is not signed; 400, it is incomplete.
        StoreError: it could not be stored.
    """
    key = credentials.notification_key(context).reveal().encode()
    signature = hmac.new(key, body, "sha256").hexdigest()
    if not hmac.compare_digest(signature.encode(), headers.get(SIGNATURE, "").encode()):
        context.meter.count(Metric.NOTIFICATION_REFUSED)
        raise ApiProblem(401, "invalid-signature", "The notification is not signed by a live key")
    sent = notification_body.json_object(body)
    inbox.take(
        context,
        Notification(
            partner=api.PARTNER,
            event_id=keys.digest(_text(sent, "id")),
            event_type=_text(sent, "type"),
            tenant=EVERY_TENANT,
            connection_id="",
            received_at=context.clock.now(),
            facts={"session": _text(sent, "session")},
        ),
    )


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name)
    if isinstance(value, str) and value:
        return value
    violation = Violation(f"/{name}", "required", "Must be text that is not empty.")
    title = "The notification is incomplete"
    raise ApiProblem(400, "invalid-notification", title, errors=(violation,))
