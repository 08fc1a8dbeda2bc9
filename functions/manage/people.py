"""Copies and erasures of what is held of a person."""

from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()


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
