"""The onboarding API: request one or many, read one, list them, change what runs; and journeys."""

from jetbridge.flows.journey import show
from jetbridge.flows.onboarding import onboard
from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, bodies, journey_resources, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


@edge.post("/v1/onboardings")
@audited(Action.ONBOARDING_REQUEST)
def request_onboarding(request: Request) -> Response:
    """Request an onboarding."""
    identity = bearer.require(request, Scope.ONBOARDINGS_WRITE)
    context, base_url = compose.context(), compose.context().settings.base_url(request.domain)
    key, order = bodies.idempotency_key(request), bodies.onboarding_order(request)
    answer = onboard.request(context, identity, order, idempotency_key=key, base_url=base_url)
    shown = resources.requested_onboarding(answer.onboarding, answer.link, answer.warning)
    return json_response(201, shown)


@edge.post("/v1/onboardings/bulk")
@audited(Action.ONBOARDING_REQUEST)
def request_onboardings(request: Request) -> Response:
    """Request several launches at Enboarder."""
    from jetbridge.partners.enboarder import bodies as enboarder_bodies
    from jetbridge.partners.enboarder import onboarding as enboarder_onboarding

    identity = bearer.require(request, Scope.ONBOARDINGS_WRITE)
    context, base_url = compose.context(), compose.context().settings.base_url(request.domain)
    key, orders = bodies.idempotency_key(request), enboarder_bodies.orders(request)
    taken = enboarder_onboarding.enqueue(context, identity, orders, idempotency_key=key)
    return json_response(202, resources.queued_onboardings(taken, base_url))


@edge.patch("/v1/onboardings/<onboarding_id>")
@audited(Action.ONBOARDING_UPDATE)
def update_onboarding(request: Request, onboarding_id: str) -> Response:
    """Change what a workflow at Enboarder was launched with."""
    from jetbridge.partners.enboarder import bodies as enboarder_bodies
    from jetbridge.partners.enboarder import change as enboarder_change

    identity = bearer.require(request, Scope.ONBOARDINGS_WRITE)
    changes = enboarder_bodies.changes(request)
    changed = enboarder_change.update(compose.context(), identity, onboarding_id, changes)
    return json_response(200, resources.onboarding(changed))


@edge.post("/v1/onboardings/<onboarding_id>/cancel")
@audited(Action.ONBOARDING_CANCEL)
def cancel_onboarding(request: Request, onboarding_id: str) -> Response:
    """Cancel a workflow at Enboarder."""
    from jetbridge.partners.enboarder import bodies as enboarder_bodies
    from jetbridge.partners.enboarder import change as enboarder_change

    identity = bearer.require(request, Scope.ONBOARDINGS_WRITE)
    how = enboarder_bodies.cancellation(request)
    cancelled = enboarder_change.cancel(compose.context(), identity, onboarding_id, how)
    return json_response(200, resources.onboarding(cancelled))


@edge.post("/v1/onboardings/workforce")
@audited(Action.ONBOARDING_REQUEST)
def request_workforce_onboarding(request: Request) -> Response:
    """Request an onboarding in the fields of Incode's Workforce API."""
    from jetbridge.partners.incode import bodies as incode_bodies

    identity = bearer.require(request, Scope.ONBOARDINGS_WRITE)
    key, order = bodies.idempotency_key(request), incode_bodies.workforce_order(request)
    with incode_bodies.workforce_names():
        answer = onboard.request(compose.context(), identity, order, idempotency_key=key)
    return json_response(201, resources.requested_onboarding(answer.onboarding, answer.link))


@edge.get("/v1/onboardings/<onboarding_id>")
def show_onboarding(request: Request, onboarding_id: str) -> Response:
    """Show an onboarding, without its link."""
    identity = bearer.require(request, Scope.ONBOARDINGS_READ)
    found, person = onboard.find(compose.context(), identity.tenant, onboarding_id)
    return json_response(200, {**resources.onboarding(found), "person": resources.person(person)})


@edge.get("/v1/onboardings", query=resources.ONBOARDINGS)
def list_onboardings(request: Request) -> Response:
    """List the tenant's onboardings, newest first."""
    from jetbridge.flows import paging
    from jetbridge.web import list_filters

    identity = bearer.require(request, Scope.ONBOARDINGS_READ)
    context = compose.context()
    asked = paging.asked(context, identity, request)
    found, following = onboard.page(
        context.table,
        identity.tenant,
        limit=asked.limit,
        after=asked.after,
        is_sought=list_filters.onboardings(request),
    )
    items = [*map(resources.onboarding, found)]
    return json_response(200, resources.page(items, asked.cursor(following)))


@edge.get("/v1/journeys/<journey_id>")
def show_journey(request: Request, journey_id: str) -> Response:
    """Show a journey: status, timeline, what is awaited."""
    identity = bearer.require(request, Scope.JOURNEYS_READ)
    told = show.find(compose.context().table, identity.tenant, journey_id)
    return json_response(200, journey_resources.journey(*told, by_api=True))


@edge.get("/v1/journeys", query=resources.JOURNEYS)
def list_journeys(request: Request) -> Response:
    """List the tenant's journeys, newest first."""
    from jetbridge.flows import paging
    from jetbridge.flows.journey import sought

    identity = bearer.require(request, Scope.JOURNEYS_READ)
    context = compose.context()
    asked = paging.asked(context, identity, request)
    found, following = sought.page(
        context.table, identity.tenant, request, limit=asked.limit, after=asked.after
    )
    items = [journey_resources.item(*each) for each in found]
    return json_response(200, resources.page(items, asked.cursor(following)))


handler = edge.handler
