"""A tenant's endpoints for webhooks, and the deliveries to them."""

from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.get("/v1/webhooks")
def list_webhooks(request: Request) -> Response:
    """List the tenant's endpoints."""
    from jetbridge.flows.self_service import webhooks
    from jetbridge.web import webhook_resources as shown

    identity = bearer.require(request, Scope.WEBHOOKS_READ)
    found = webhooks.listed(compose.context(), identity.tenant)
    items = [shown.endpoint(each.endpoint, each.secrets) for each in found]
    return json_response(200, {"items": items, "nextCursor": None})


@edge.post("/v1/webhooks")
@audited(Action.WEBHOOK_SET)
def create_webhook(request: Request) -> Response:
    """Make an endpoint. Its secret is in this answer, and in those of repeats under a key."""
    from jetbridge.flows.self_service import webhooks
    from jetbridge.web import bodies, webhook_bodies, webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_WRITE)
    key, body = bodies.idempotency_key(request), webhook_bodies.endpoint(request)
    made, secret = webhooks.create(compose.context(), identity, body, key)
    shown = webhook_resources.created(made, secret)
    return json_response(201, shown, headers={"ETag": webhooks.tag(made)})


@edge.get("/v1/webhooks/<endpoint_id>")
def show_webhook(request: Request, endpoint_id: str) -> Response:
    """Show an endpoint, without its secrets."""
    from jetbridge.flows.self_service import webhooks
    from jetbridge.web import webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_READ)
    found = webhooks.find(compose.context(), identity.tenant, endpoint_id)
    return webhook_resources.answer(found.endpoint, found.secrets, webhooks.tag(found.endpoint))


@edge.patch("/v1/webhooks/<endpoint_id>")
@audited(Action.WEBHOOK_SET)
def change_webhook(request: Request, endpoint_id: str) -> Response:
    """Change an endpoint, pause or resume it. One that was disabled is told again."""
    from jetbridge.flows.self_service import webhooks
    from jetbridge.web import webhook_bodies, webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_WRITE)
    body = webhook_bodies.changes(request)
    found = webhooks.change(compose.context(), identity, request, endpoint_id, body)
    return webhook_resources.answer(found.endpoint, found.secrets, webhooks.tag(found.endpoint))


@edge.delete("/v1/webhooks/<endpoint_id>")
@audited(Action.WEBHOOK_REMOVE)
def remove_webhook(request: Request, endpoint_id: str) -> Response:
    """Remove an endpoint. Pending deliveries are discarded."""
    from jetbridge.flows.self_service import webhooks

    identity = bearer.require(request, Scope.WEBHOOKS_WRITE)
    webhooks.remove(compose.context(), identity, request, endpoint_id)
    return Response(204)


@edge.post("/v1/webhooks/<endpoint_id>/test")
@audited(Action.WEBHOOK_TEST)
def try_webhook(request: Request, endpoint_id: str) -> Response:
    """Send a signed `webhook.test` now, and say what came of it."""
    from jetbridge.flows.self_service import webhooks
    from jetbridge.web import webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_WRITE)
    outcome, is_taken = webhooks.try_out(compose.context(), identity, endpoint_id)
    return json_response(200, webhook_resources.tested(outcome, is_taken=is_taken))


@edge.post("/v1/webhooks/<endpoint_id>/rotate")
@audited(Action.WEBHOOK_ROTATE)
def rotate_webhook_secret(request: Request, endpoint_id: str) -> Response:
    """Give an endpoint a new secret, beside which the present one signs for a while."""
    from jetbridge.flows.self_service import webhooks
    from jetbridge.web import webhook_bodies, webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_WRITE)
    overlap = webhook_bodies.rotation(request).overlap_in_seconds
    secret, until = webhooks.rotate(compose.context(), identity, endpoint_id, overlap)
    return json_response(200, webhook_resources.rotated(secret, until))


@edge.get("/v1/webhooks/<endpoint_id>/deliveries", query=resources.DELIVERIES)
def list_webhook_deliveries(request: Request, endpoint_id: str) -> Response:
    """List the deliveries that were given up, that wait, or that were made, newest first."""
    from jetbridge.flows import paging
    from jetbridge.flows.self_service import webhook_deliveries
    from jetbridge.web import webhook_lists, webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_READ)
    context, tenant = compose.context(), identity.tenant
    wanted, asked = webhook_lists.status(request), paging.asked(context, identity, request)
    found, following = webhook_deliveries.page(
        context, tenant, endpoint_id, wanted, limit=asked.limit, after=asked.after
    )
    items = [*map(webhook_resources.delivery, found)]
    return json_response(200, resources.page(items, asked.cursor(following)))


@edge.post("/v1/webhooks/<endpoint_id>/replay")
@audited(Action.WEBHOOK_REPLAY)
def replay_webhooks(request: Request, endpoint_id: str) -> Response:
    """Have deliveries that were given up made from the beginning."""
    from jetbridge.flows.self_service import webhook_deliveries
    from jetbridge.web import webhook_bodies, webhook_resources

    identity = bearer.require(request, Scope.WEBHOOKS_WRITE)
    body = webhook_bodies.replay(request)
    sent, more = webhook_deliveries.replay(compose.context(), identity, endpoint_id, body)
    return json_response(200, webhook_resources.replayed(sent, more=more))
