"""A tenant's API clients, managed by one of them."""

from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.get("/v1/clients", query=resources.PAGING)
def list_clients(request: Request) -> Response:
    """List the tenant's API clients, newest first, without their secrets."""
    from jetbridge.flows import paging
    from jetbridge.flows.self_service import clients
    from jetbridge.web import client_resources

    identity = bearer.require(request, Scope.CLIENTS_READ)
    context = compose.context()
    asked = paging.asked(context, identity, request)
    found, following = clients.page(
        context.table, identity.tenant, limit=asked.limit, after=asked.after
    )
    now = context.clock.now()
    items = [client_resources.client(each.client, each.used_at, now) for each in found]
    return json_response(200, resources.page(items, asked.cursor(following)))


@edge.post("/v1/clients")
@audited(Action.CLIENT_CREATE)
def create_client(request: Request) -> Response:
    """Make an API client. Its secret is in this answer alone."""
    from jetbridge.flows.self_service import clients
    from jetbridge.web import bodies, client_bodies, client_resources

    identity = bearer.require(request, Scope.CLIENTS_WRITE)
    key, body = bodies.idempotency_key(request), client_bodies.client(request)
    made, secret = clients.create(compose.context(), identity, body, key)
    return json_response(201, client_resources.created(made, secret))


@edge.get("/v1/clients/<client_id>")
def show_client(request: Request, client_id: str) -> Response:
    """Show an API client, without its secrets."""
    from jetbridge.flows.self_service import clients
    from jetbridge.web import client_resources

    identity = bearer.require(request, Scope.CLIENTS_READ)
    found = clients.find(compose.context().table, identity.tenant, client_id)
    now = compose.context().clock.now()
    return json_response(200, client_resources.client(found.client, found.used_at, now))


@edge.post("/v1/clients/<client_id>/rotate")
@audited(Action.CLIENT_ROTATE)
def rotate_client_secret(request: Request, client_id: str) -> Response:
    """Give an API client another secret. The present one stays valid for a while."""
    from jetbridge.flows.self_service import clients
    from jetbridge.web import client_bodies, client_resources

    identity = bearer.require(request, Scope.CLIENTS_WRITE)
    overlap = client_bodies.rotation(request).overlap_in_seconds
    rotated, secret = clients.rotate(compose.context(), identity, client_id, overlap)
    return json_response(200, client_resources.rotated(rotated, secret))


@edge.delete("/v1/clients/<client_id>", query=frozenset({"allowLast"}))
@audited(Action.CLIENT_REVOKE)
def revoke_client(request: Request, client_id: str) -> Response:
    """Revoke an API client, its secrets and its access tokens, for good."""
    from jetbridge.flows.self_service import clients
    from jetbridge.web import request_rules

    identity = bearer.require(request, Scope.CLIENTS_WRITE)
    even_last = request_rules.flag(request, "allowLast")
    clients.revoke(compose.context(), identity, client_id, even_last=even_last)
    return Response(204)
