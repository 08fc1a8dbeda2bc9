"""What partners tell us."""

from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.partners.incode import ingest as incode_ingest
from jetbridge.partners.smartrecruiters import disable
from jetbridge.partners.smartrecruiters import ingest as smartrecruiters_ingest
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, notification_body
from jetbridge.web.request import Request
from jetbridge.web.request_rules import ANY
from jetbridge.web.response import Response, json_response

edge = Edge()


# Partners may add query parameters of their own to the addresses that they were given.
@edge.post("/smartrecruiters/callback", query=ANY)
@audited(Action.CONNECTION_DISABLE)
def smartrecruiters_callback(request: Request) -> Response:
    """Take the callback that a customer disabled the integration."""
    identity = bearer.require(request, Scope.CALLBACKS_WRITE)
    disable.handle_callback(compose.context(), identity, request.body)
    return json_response(200, {})


@edge.post("/smartrecruiters/webhooks/<connection_id>", query=ANY)
def smartrecruiters_notification(request: Request, connection_id: str) -> Response:
    """Shake hands for a subscription, or take a signed delivery within five seconds."""
    context, headers = compose.context(), request.headers
    echo = smartrecruiters_ingest.receive(context, connection_id, headers, request.body)
    if echo is None:
        return json_response(202, {})
    return json_response(200, {}, headers={"X-Hook-Secret": echo})


@edge.post("/incode/webhooks", query=ANY)
def incode_notification(request: Request) -> Response:
    """Take an event of an onboarding.

    The answer is the one that both generations ask for.
    """
    identity = bearer.require(request, Scope.NOTIFICATIONS_WRITE)
    incode_ingest.receive(compose.context(), identity, notification_body.json_object(request.body))
    return json_response(200, {"success": True})


handler = edge.handler
