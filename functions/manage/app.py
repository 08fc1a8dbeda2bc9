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
    from jetbridge.flows.self_service import policies
    from jetbridge.web import policy_resources

    identity = bearer.require(request, Scope.POLICIES_READ)
    limit, after = resources.paging(request)
    table = compose.context().table
    found, following = policies.page(table, identity.tenant, limit=limit, after=after)
    return json_response(200, resources.page([*map(policy_resources.item, found)], following))


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
    """Have no policy any more. Its versions are kept."""
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


def _decided(request: Request, identity: Identity, journey_id: str, decision: Decision) -> Response:
    """Take a decision that says what its caller saw."""
    from jetbridge.flows.self_service import journeys
    from jetbridge.web import journey_decision_bodies, journey_resources

    taken = journey_decision_bodies.read(request, decision)
    told = journeys.decide(compose.context(), identity, journey_id, taken)
    return json_response(200, journey_resources.journey(*told))


handler = edge.handler
