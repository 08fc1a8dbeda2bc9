"""What partners tell us."""

from jetbridge.flows import disable
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.post("/smartrecruiters/callback")
def smartrecruiters_callback(request: Request) -> Response:
    """Take SmartRecruiters' word that a customer disabled the integration."""
    identity = bearer.require(request, Scope.CALLBACKS_WRITE)
    disable.receive_callback(compose.bridge(), identity, request.body)
    return json_response(200, {})


handler = edge.handler
