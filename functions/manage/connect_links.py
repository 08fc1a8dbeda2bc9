"""Links by which an administrator connects an account."""

from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.post("/v1/connect-links")
@audited(Action.CONNECT_LINK_CREATE)
def create_connect_link(request: Request) -> Response:
    """Make a link by which an administrator connects an account. It is in this answer alone."""
    from jetbridge.flows.connection import connect_links
    from jetbridge.web import bodies, connect_link_bodies, connect_link_resources

    identity = bearer.require(request, Scope.CONNECTIONS_WRITE)
    key, order = bodies.idempotency_key(request), connect_link_bodies.order(request)
    context = compose.context()
    origin = context.settings.base_url(request.domain)
    made, url = connect_links.create(
        context, identity.tenant, order, by=identity.client_id, base_url=origin, key=key
    )
    shown = connect_link_resources.created(made, url, context.clock.now())
    return json_response(201, shown)


@edge.get("/v1/connect-links", query=resources.PAGING)
def list_connect_links(request: Request) -> Response:
    """List the tenant's links that connect accounts, newest first."""
    from jetbridge.flows import paging
    from jetbridge.flows.connection import connect_links
    from jetbridge.web import connect_link_resources

    identity = bearer.require(request, Scope.CONNECTIONS_READ)
    context = compose.context()
    asked = paging.asked(context, identity, request)
    found, following = connect_links.page(
        context.table, identity.tenant, limit=asked.limit, after=asked.after
    )
    now = context.clock.now()
    items = [connect_link_resources.link(each, now) for each in found]
    return json_response(200, resources.page(items, asked.cursor(following)))


@edge.get("/v1/connect-links/<link_id>")
def show_connect_link(request: Request, link_id: str) -> Response:
    """Show how a link that connects an account stands."""
    from jetbridge.flows.connection import connect_links
    from jetbridge.web import connect_link_resources

    identity = bearer.require(request, Scope.CONNECTIONS_READ)
    found = connect_links.find(compose.context().table, identity.tenant, link_id)
    now = compose.context().clock.now()
    return json_response(200, connect_link_resources.link(found, now))


@edge.delete("/v1/connect-links/<link_id>")
@audited(Action.CONNECT_LINK_REVOKE)
def revoke_connect_link(request: Request, link_id: str) -> Response:
    """Revoke a link that connects an account. It opens no more."""
    from jetbridge.flows.connection import connect_links

    identity = bearer.require(request, Scope.CONNECTIONS_WRITE)
    connect_links.revoke(compose.context(), identity.tenant, link_id)
    return Response(204)
