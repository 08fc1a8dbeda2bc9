"""Take Incode's notifications: the access token that we issued says who sends them.

Source: developer.incode.com "Authenticating webhooks requests" and "Webhooks". There is no event
id, so an event is known again by whose client sent it, by its interview and by what it says.
"""

from collections.abc import Mapping

from jetbridge.flows.context import Context
from jetbridge.flows.notification import inbox
from jetbridge.model.errors import ApiProblem, BearerError, Violation
from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Metric
from jetbridge.model.notification import Notification
from jetbridge.model.scopes import Scope
from jetbridge.partners.incode import api as incode
from jetbridge.partners.incode.events import MalformedEventError, read_event
from jetbridge.store import keys


def receive(context: Context, identity: Identity, document: Mapping[str, object]) -> None:
    """Store a notification and have it handled; on return it may be acknowledged.

    Args:
        context: the ports.
        identity: whose access token the request carried.
        document: the request's JSON object, of either generation.

    Raises:
        ApiProblem: 400, it names no interview or says nothing of it.
        BearerError: 403, the token was issued to another partner.
        StoreError: it could not be stored.
    """
    if identity.connection_id:
        description = "The access token was issued for a connection, not for Incode."
        raise BearerError(403, "insufficient_scope", description, Scope.NOTIFICATIONS_WRITE)
    try:
        event = read_event(document)
    except MalformedEventError as malformed:
        context.meter.count(Metric.NOTIFICATION_REFUSED)
        violation = Violation(f"/{malformed.field}", "required", str(malformed))
        title = "The notification is incomplete"
        raise ApiProblem(400, "invalid-notification", title, errors=(violation,)) from None
    inbox.take(
        context,
        Notification(
            partner=incode.PARTNER,
            event_id=keys.within(
                identity.tenant, event.interview_id, event.event_type, event.external_id
            ),
            event_type=event.event_type,
            tenant=identity.tenant,
            connection_id="",
            received_at=context.clock.now(),
            facts={"interview_id": event.interview_id, "external_id": event.external_id},
        ),
    )
