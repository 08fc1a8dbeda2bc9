"""The versions of a tenant's policy, and which of them is in force."""

from jetbridge.model.audit import Action
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
