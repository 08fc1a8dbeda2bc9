"""Take SmartRecruiters' notifications: first a subscription's handshake, then deliveries.

Sources: developers.smartrecruiters.com "Activating webhook subscriptions" and "Receiving webhook
notifications". A delivery wants its answer within five seconds, so it is verified, stored and
enqueued, and nothing more. A sender that cannot sign learns nothing about a connection.
"""

import logging
from collections.abc import Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.notification import inbox
from jetbridge.model import json_text
from jetbridge.model.company_settings import SUBSCRIPTION
from jetbridge.model.connection import Connection
from jetbridge.model.errors import ApiProblem
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.notification import Notification
from jetbridge.model.problem_types import ProblemType
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.partners.smartrecruiters import notification_keys, unverified
from jetbridge.partners.smartrecruiters.signature import SIGNATURE, Delivery, is_signed
from jetbridge.partners.smartrecruiters.subscription import AWAITING
from jetbridge.partners.smartrecruiters.subscription_api import ACTIVE, HOOK_SECRET, facts
from jetbridge.store import connections, keys
from jetbridge.web.json_object import json_value

logger = logging.getLogger(__name__)

_MAX_LENGTH: Final = 256
_MAX_CONNECTION_ID: Final = 64


def receive(
    context: Context, connection_id: str, headers: Mapping[str, str], body: bytes
) -> str | None:
    """Take a handshake or a delivery; on return it may be acknowledged.

    Args:
        context: the ports.
        connection_id: of the path, not checked yet.
        headers: the request's, names in lower case.
        body: the request's, byte for byte.

    Returns:
        The secret to echo where it is a handshake, None where it is a delivery.

    Raises:
        ApiProblem: 404, nothing is expected there; 401, it is not signed by a live key, or was
            sent too long ago; 400, its body holds what is not taken.
        StoreError: it could not be stored.
    """
    known = len(connection_id) <= _MAX_CONNECTION_ID
    connection = connections.get(context.table, connection_id) if known and connection_id else None
    if connection is None or connection.partner != smartrecruiters.PARTNER:
        raise _refused(context.meter, 404, "not-found", "There is nothing here")
    if HOOK_SECRET in headers and SIGNATURE not in headers:
        return _handshake(context.meter, connection, headers[HOOK_SECRET])
    delivery = Delivery.of(headers, body)
    _verify(context, connection, delivery)
    _check(body)
    _take(context, connection, delivery)
    return None


def _handshake(meter: Meter, connection: Connection, secret: str) -> str:
    """Return the secret, where the connection has a subscription of ours or waits for it.

    A company's administrator may activate a suspended one before we do. To confirm a subscription
    that is not ours does no harm: its deliveries are signed by no key that we hold.
    """
    printable = secret.isascii() and secret.isprintable() and 0 < len(secret) <= _MAX_LENGTH
    subscribed = connection.settings.get(SUBSCRIPTION) in (AWAITING, ACTIVE)
    if not (subscribed and notification_keys.FIELD in connection.sealed and printable):
        raise _refused(meter, 404, "not-found", "There is nothing here")
    logger.info("handshake", extra={"connection": connection.id})
    return secret


def _verify(context: Context, connection: Connection, delivery: Delivery) -> None:
    """Refuse what no live key has signed, and what was first sent too long ago.

    An event that was not acknowledged is delivered again for days, perhaps under its first
    timestamp: the window outlasts that. A replay within it is recognised by its event id, and an
    event only makes us look. Where a signed delivery has no readable time, its key and its id
    decide alone: to refuse it would be to lose it.
    """
    live = notification_keys.live(context, connection)
    if not live and notification_keys.FIELD not in connection.sealed:
        raise _refused(context.meter, 404, "not-found", "There is nothing here")
    if not is_signed(delivery, live):
        logger.warning("delivery not signed", extra={"connection": connection.id})
        unverified.note(context, connection)
        raise _refused(
            context.meter, 401, "invalid-signature", "The delivery is not signed by a live key"
        )
    window, sent_at = context.settings.smartrecruiters_replay_window, delivery.sent_at
    if sent_at is None:
        logger.info("delivery without a readable time", extra={"connection": connection.id})
        return
    if window and abs(context.clock.now() - sent_at) > window:
        logger.warning("delivery out of time", extra={"connection": connection.id})
        raise _refused(context.meter, 401, "stale-delivery", "The delivery was not sent lately")


def _check(body: bytes) -> None:
    """Refuse what no body may hold. One that is no JSON at all says nothing, which is no harm."""
    try:
        json_value(body)
    except ApiProblem as problem:
        if problem.errors != (json_text.NOT_JSON,):
            raise


def _take(context: Context, connection: Connection, delivery: Delivery) -> None:
    # Without an id of its own an event is known again by all that is signed.
    name = delivery.event_id or delivery.signed.decode(errors="replace")
    own = {"event_id": delivery.event_id[:_MAX_LENGTH]}
    sent = facts(delivery.body, delivery.link, context.settings.smartrecruiters_api_url)
    inbox.take(
        context,
        Notification(
            partner=smartrecruiters.PARTNER,
            event_id=keys.digest(f"{connection.id} {name}"),
            event_type=delivery.event_name,
            tenant=connection.tenant,
            connection_id=connection.id,
            received_at=context.clock.now(),
            facts=sent | own,
        ),
    )


def _refused(meter: Meter, status: int, slug: ProblemType, title: str) -> ApiProblem:
    meter.count(Metric.NOTIFICATION_REFUSED)
    return ApiProblem(status, slug, title)
