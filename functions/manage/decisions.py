"""What a client decides about a journey, as an operator can."""

from jetbridge.model.audit import Action
from jetbridge.model.identity import Identity
from jetbridge.model.journey_events import Decision
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


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
    return json_response(200, journey_resources.journey(*told, by_api=True))
