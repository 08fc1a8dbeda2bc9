"""SmartRecruiters' callbackUrl: the customer disabled the integration on their side.

Source: the partner's page "OAuth 2.0 General Partner Integration", step 1, `callbackUrl`. The
body names no company: it is the one whose client the access token was issued to.
"""

import logging
from typing import Final

from jetbridge.flows.connection.ending import DISABLED_BY_PARTNER, end
from jetbridge.flows.context import Context
from jetbridge.flows.notification import inbox
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.identity import Identity
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.partners.smartrecruiters import api as smartrecruiters
from jetbridge.store import keys
from jetbridge.web.json_object import json_value

logger = logging.getLogger(__name__)

_PLACES: Final = 16
"""Unknown events of one company that are kept at the same time."""
_MAX_TYPE_LENGTH: Final = 100


def handle_callback(context: Context, identity: Identity, body: bytes) -> None:
    """Act on a callback of SmartRecruiters. Repeats change nothing.

    Args:
        context: the ports.
        identity: whose access token the request carried.
        body: the request's raw JSON, `{"eventType": …}`.

    Raises:
        ApiProblem: 400, the body is not a JSON object with a string `eventType`, or holds text
            that is not taken.
    """
    event_type = _event_type(body)
    if event_type != smartrecruiters.INTEGRATION_DISABLED:
        _store(context, identity, event_type)
        return
    disable(context, identity.connection_id, by=identity.client_id)


def disable(context: Context, connection_id: str, *, by: str) -> None:
    """End a connection at the partner's word. See `jetbridge.flows.connection.ending.end`.

    The partner is not told to send no more events: with the integration its customer has taken
    back the credentials that we would have to use for it.
    """
    end(context, connection_id, by=by, reason=DISABLED_BY_PARTNER)


def _event_type(body: bytes) -> str:
    document = json_value(body)
    event_type = document.get("eventType") if isinstance(document, dict) else None
    if not isinstance(event_type, str) or not event_type:
        violation = Violation("/eventType", "required", "eventType is a non-empty string")
        raise ApiProblem(400, "invalid-callback", "The callback is incomplete", errors=(violation,))
    return event_type


def _store(context: Context, identity: Identity, event_type: str) -> None:
    """Keep the name of an event that means nothing to us, for the operator.

    A company has a few places for such names, each taken for as long as a notification is kept:
    repeats, and names that share a place, store nothing. The body is never stored.
    """
    place = int(keys.digest(event_type), 16) % _PLACES
    inbox.take(
        context,
        Notification(
            partner=smartrecruiters.PARTNER,
            event_id=keys.digest(f"{identity.connection_id} callback {place}"),
            event_type=event_type[:_MAX_TYPE_LENGTH],
            tenant=identity.tenant,
            connection_id=identity.connection_id,
            received_at=context.clock.now(),
            status=NotificationStatus.IGNORED,
            note="unknown_callback",
        ),
    )
    logger.warning("unknown callback", extra={"connection": identity.connection_id})
