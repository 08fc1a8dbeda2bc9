"""The events that a tenant has missed."""

from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.get("/v1/events", query=resources.EVENTS)
def list_events(request: Request) -> Response:
    """List what the tenant was told of its journeys, oldest first."""
    from jetbridge.flows import paging
    from jetbridge.flows.event import catch_up
    from jetbridge.web import event_resources

    identity = bearer.require(request, Scope.EVENTS_READ)
    context, start = compose.context(), request.parameter("after")
    asked = paging.asked(context, identity, request)
    found, following = catch_up.page(
        context, identity.tenant, start, limit=asked.limit, after=asked.after
    )
    items = [*map(event_resources.item, found)]
    return json_response(200, resources.page(items, asked.cursor(following)))
