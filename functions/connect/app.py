"""Connections and persons at the partners: made in the browser, shown by the API."""

from jetbridge.flows.browser import verification
from jetbridge.flows.connection import connections, disconnect
from jetbridge.model.audit import Action
from jetbridge.model.scopes import Scope
from jetbridge.runtime import compose, readers
from jetbridge.runtime.audited import audited
from jetbridge.runtime.edge import Edge
from jetbridge.web import bearer, pages, resources
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

edge = Edge()
browsers = edge.for_browsers(pages.refusal, readers.answering)


@browsers.get("/connect/onboarder")
def show_verification(request: Request) -> Response:
    """Show a person what the link of their onboarding leads to."""
    return verification.show(compose.context(), "onboarder", request)


@browsers.post("/connect/onboarder")
def begin_verification(request: Request) -> Response:
    """Send the person to Onboarder."""
    return verification.begin(compose.context(), "onboarder", request)


@browsers.get("/connect/onboarder/callback")
def finish_verification(request: Request) -> Response:
    """Take the person back from Onboarder."""
    return verification.finish(compose.context(), "onboarder", request)


@browsers.get("/connect/onboardbase")
def show_onboardbase(request: Request) -> Response:
    """Show what connecting Onboardbase means."""
    from jetbridge.partners.onboardbase import connect as onboardbase_connect
    from jetbridge.runtime import sign_in

    return onboardbase_connect.show(compose.context(), sign_in.provider(), request)


@browsers.post("/connect/onboardbase")
def start_onboardbase(request: Request) -> Response:
    """Send an administrator to authorise a key at Onboardbase."""
    from jetbridge.partners.onboardbase import connect as onboardbase_connect

    return onboardbase_connect.leave(compose.context(), request)


@browsers.get("/connect/onboardbase/callback")
def finish_onboardbase(request: Request) -> Response:
    """Take the administrator back from Onboardbase."""
    from jetbridge.partners.onboardbase import connect as onboardbase_connect
    from jetbridge.runtime import sign_in

    return onboardbase_connect.finish(compose.context(), sign_in.provider(), request)


@edge.post("/v1/connections/enboarder")
@audited(Action.CONNECTION_CONNECT)
def connect_enboarder_account(request: Request) -> Response:
    """Connect the tenant's Enboarder account, or replace its credentials."""
    from jetbridge.partners.enboarder import connect as enboarder_connect
    from jetbridge.partners.enboarder import connection_bodies

    identity = bearer.require(request, Scope.CONNECTIONS_WRITE)
    account = connection_bodies.read_account(request)
    made = enboarder_connect.connect(compose.context(), identity, account)
    return json_response(201, resources.connection(made, compose.context().clock.now()))


@edge.post("/v1/connections/<connection_id>/test")
@audited(Action.CONNECTION_TEST)
def check_connection(request: Request, connection_id: str) -> Response:
    """Test a connection by a harmless call."""
    identity = bearer.require(request, Scope.CONNECTIONS_WRITE)
    checked, verdict = connections.check(compose.context(), identity, connection_id)
    now = compose.context().clock.now()
    return json_response(200, resources.checked_connection(checked, verdict, now))


@edge.delete("/v1/connections/<connection_id>")
@audited(Action.CONNECTION_DISCONNECT)
def delete_connection(request: Request, connection_id: str) -> Response:
    """End a connection."""
    identity = bearer.require(request, Scope.CONNECTIONS_WRITE)
    disconnect.disconnect(compose.context(), identity, connection_id)
    return Response(204)


@edge.get("/v1/connections/<connection_id>")
def show_connection(request: Request, connection_id: str) -> Response:
    """Show a connection, with its history."""
    identity = bearer.require(request, Scope.CONNECTIONS_READ)
    found, history = connections.find(compose.context().table, identity.tenant, connection_id)
    shown = resources.connection(found, compose.context().clock.now())
    lines = [*map(resources.change, history)]
    return json_response(200, {**shown, "history": lines})


@edge.get("/v1/connections", query=resources.CONNECTIONS)
def list_connections(request: Request) -> Response:
    """List the tenant's connections, newest first."""
    from jetbridge.flows import paging
    from jetbridge.web import list_filters

    identity = bearer.require(request, Scope.CONNECTIONS_READ)
    context = compose.context()
    asked = paging.asked(context, identity, request)
    found, following = connections.page(
        context.table,
        identity.tenant,
        limit=asked.limit,
        after=asked.after,
        is_sought=list_filters.connections(request),
    )
    now = context.clock.now()
    items = [resources.connection(each, now) for each in found]
    return json_response(200, resources.page(items, asked.cursor(following)))


handler = edge.handler
