"""The connections API: what is connected, and how it fares."""

from jetbridge.flows import connections
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.get("/v1/connections/<connection_id>")
def show_connection(request: Request, connection_id: str) -> Response:
    """Show one connection of the caller's tenant, with its history."""
    identity = bearer.require(request, Scope.CONNECTIONS_READ)
    found, history = connections.find(compose.bridge(), identity.tenant, connection_id)
    lines = [*map(resources.change, history)]
    return json_response(200, {**resources.connection(found), "history": lines})


@edge.get("/v1/connections")
def list_connections(request: Request) -> Response:
    """List the tenant's connections, newest first."""
    identity = bearer.require(request, Scope.CONNECTIONS_READ)
    limit, after = resources.paging(request)
    found, following = connections.page(compose.bridge(), identity.tenant, limit=limit, after=after)
    return json_response(200, resources.page([*map(resources.connection, found)], following))


handler = edge.handler
