"""Self-service: what a tenant's client sets up and decides, as an operator can."""

from jetbridge.model.audit import Action
from jetbridge.model.identity import Identity
from jetbridge.model.journey_events import Decision
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.get("/v1/policies", query=resources.PAGING)
def list_policies(request: Request) -> Response:
    """List the versions of the tenant's policy, newest first, without their documents."""
    from jetbridge.flows import paging
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_READ)
    context, tenant = compose.context(), identity.tenant
    asked = paging.asked(context, identity, request)
    found, following = policies.page(context.table, tenant, limit=asked.limit, after=asked.after)
    items = [*map(policy_resources.item, found)]
    return json_response(200, resources.page(items, asked.cursor(following)))


@edge.get("/v1/policies/current")
def show_policy(request: Request) -> Response:
    """Show the policy in force, and whether it is paused."""
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_READ)
    return policy_resources.answer(policies.in_force(compose.context().table, identity.tenant))


@edge.put("/v1/policies/current")
@audited(Action.POLICY_PUT, named="version")
def put_policy(request: Request) -> Response:
    """Put a policy in force for the hires to come."""
    from jetbridge.flows.self_service import policies
    from jetbridge.web import json_object, policy_resources

    identity = bearer.require(request, Scope.POLICIES_WRITE)
    document = json_object.document(request)
    put = policies.put(compose.context(), identity, request, document)
    return policy_resources.answer(put)


@edge.post("/v1/policies/current/pause")
@audited(Action.POLICY_PAUSE, named="version")
def pause_policy(request: Request) -> Response:
    """Let no new journey begin."""
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_WRITE)
    return policy_resources.answer(policies.pause(compose.context(), identity, request))


@edge.post("/v1/policies/current/resume")
@audited(Action.POLICY_RESUME, named="version")
def resume_policy(request: Request) -> Response:
    """Let journeys begin again."""
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_WRITE)
    return policy_resources.answer(policies.resume(compose.context(), identity, request))


@edge.delete("/v1/policies/current")
@audited(Action.POLICY_REMOVE)
def remove_policy(request: Request) -> Response:
    """Have no policy any more."""
    from jetbridge.flows.self_service import policies

    identity = bearer.require(request, Scope.POLICIES_WRITE)
    policies.remove(compose.context(), identity, request)
    return Response(204)


@edge.post("/v1/policies/validate")
def validate_policy(request: Request) -> Response:
    """Say everything that is wrong with a document. Nothing is stored."""
    from jetbridge.web import json_object, policy_check, policy_resources

    bearer.require(request, Scope.POLICIES_READ)
    faults = policy_check.faults(json_object.document(request))
    return json_response(200, policy_resources.verdict(faults))


@edge.get("/v1/policies/<version>")
def show_policy_version(request: Request, version: str) -> Response:
    """Show a version of the tenant's policy as it was written."""
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_READ)
    found = policies.version(compose.context().table, identity.tenant, version)
    return json_response(200, policy_resources.version(found))


@edge.post("/v1/policies/<version>/restore")
@audited(Action.POLICY_RESTORE, named="version")
def restore_policy(request: Request, version: str) -> Response:
    """Put an earlier version in force again, as a new one."""
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_WRITE)
    restored = policies.restore(compose.context(), identity, request, version)
    return policy_resources.answer(restored)


@edge.get("/v1/journeys/<journey_id>/decisions")
def list_decisions(request: Request, journey_id: str) -> Response:
    """List what may be decided about a journey as it stands, and what that leads to."""
    from jetbridge.flows.self_service import journeys
    from jetbridge.web import journey_decision_resources

    identity = bearer.require(request, Scope.JOURNEYS_READ)
    possible = journeys.possible(compose.context(), identity.tenant, journey_id)
    return json_response(200, journey_decision_resources.decisions(*possible))


@edge.post("/v1/journeys/<journey_id>/approve")
@audited(Action.JOURNEY_APPROVE)
def approve_step(request: Request, journey_id: str) -> Response:
    """Let the step that waits for a decision count as done."""
    identity = bearer.require(request, Scope.JOURNEYS_WRITE)
    return _decided(request, identity, journey_id, Decision.APPROVE)


@edge.post("/v1/journeys/<journey_id>/retry")
@audited(Action.JOURNEY_RETRY)
def retry_step(request: Request, journey_id: str) -> Response:
    """Have the present step tried again, now."""
    identity = bearer.require(request, Scope.JOURNEYS_WRITE)
    return _decided(request, identity, journey_id, Decision.RETRY)


@edge.post("/v1/journeys/<journey_id>/cancel")
@audited(Action.JOURNEY_CANCEL)
def cancel_journey(request: Request, journey_id: str) -> Response:
    """End a journey. What it began is cancelled."""
    identity = bearer.require(request, Scope.JOURNEYS_WRITE)
    return _decided(request, identity, journey_id, Decision.CANCEL)


@edge.post("/v1/journeys/<journey_id>/new-link")
@audited(Action.JOURNEY_NEW_LINK)
def issue_link(request: Request, journey_id: str) -> Response:
    """Issue a new link for the present step."""
    identity = bearer.require(request, Scope.JOURNEYS_WRITE)
    return _decided(request, identity, journey_id, Decision.NEW_LINK)


@edge.post("/v1/journeys/<journey_id>/replace-link")
@audited(Action.JOURNEY_REPLACE_LINK)
def replace_link(request: Request, journey_id: str) -> Response:
    """Issue a new link for the present step, and close the earlier ones."""
    identity = bearer.require(request, Scope.JOURNEYS_WRITE)
    return _decided(request, identity, journey_id, Decision.REPLACE_LINK)


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


@edge.post("/v1/people/erasures")
@audited(Action.PERSON_REQUEST)
def erase_person(request: Request) -> Response:
    """Have everything that is held of a person erased, for good."""
    from jetbridge.flows.people import requests
    from jetbridge.model.person_request import PersonAct
    from jetbridge.web import bodies, person_bodies, person_resources

    identity = bearer.require(request, Scope.PEOPLE_ERASE)
    key, named = bodies.idempotency_key(request), person_bodies.named(request)
    asked = requests.ask(compose.context(), identity, PersonAct.ERASE, named, key)
    return json_response(202, person_resources.request(asked))


@edge.post("/v1/people/copies")
@audited(Action.PERSON_REQUEST)
def copy_person(request: Request) -> Response:
    """Have everything that is held of a person copied."""
    from jetbridge.flows.people import requests
    from jetbridge.model.person_request import PersonAct
    from jetbridge.web import bodies, person_bodies, person_resources

    identity = bearer.require(request, Scope.PEOPLE_COPY)
    key, named = bodies.idempotency_key(request), person_bodies.named(request)
    asked = requests.ask(compose.context(), identity, PersonAct.COPY, named, key)
    return json_response(202, person_resources.request(asked))


@edge.get("/v1/people/requests", query=resources.PAGING)
def list_person_requests(request: Request) -> Response:
    """List the copies and erasures that were asked for, newest first, without their receipts."""
    from jetbridge.flows import paging
    from jetbridge.flows.people import requests
    from jetbridge.web import person_resources

    identity = bearer.require(request, Scope.PEOPLE_READ)
    context = compose.context()
    asked = paging.asked(context, identity, request)
    found, following = requests.page(
        context.table, identity.tenant, limit=asked.limit, after=asked.after
    )
    items = [*map(person_resources.request, found)]
    return json_response(200, resources.page(items, asked.cursor(following)))


@edge.get("/v1/people/requests/<request_id>")
def show_person_request(request: Request, request_id: str) -> Response:
    """Show how a copy or an erasure stands, and its receipt."""
    from jetbridge.flows.people import requests
    from jetbridge.web import person_resources

    identity, table = bearer.require(request, Scope.PEOPLE_READ), compose.context().table
    found = requests.find(table, identity.tenant, request_id)
    return json_response(200, person_resources.request(found, *requests.receipts(table, found)))


@edge.get("/v1/people/requests/<request_id>/copy")
def take_person_copy(request: Request, request_id: str) -> Response:
    """Hand out a copy, within an hour, to the client that has asked for it."""
    from jetbridge.flows.people import requests
    from jetbridge.web import person_resources

    identity = bearer.require(request, Scope.PEOPLE_COPY)
    return person_resources.copy(requests.taken(compose.context(), identity, request_id))


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


def _decided(request: Request, identity: Identity, journey_id: str, decision: Decision) -> Response:
    """Take a decision that says what its caller saw."""
    from jetbridge.flows.self_service import journeys
    from jetbridge.web import journey_decision_bodies, journey_resources

    taken = journey_decision_bodies.read(request, decision)
    told = journeys.decide(compose.context(), identity, journey_id, taken)
    return json_response(200, journey_resources.journey(*told, by_api=True))


handler = edge.handler
