"""The routes of the partner: those of a person's browser, and the one of its notifications."""

from jetbridge.flows.browser import verification
from jetbridge.runtime import compose
from jetbridge.runtime.edge import Edge
from jetbridge.web import pages
from jetbridge.web.request import Request
from jetbridge.web.request_rules import ANY
from jetbridge.web.response import Response, json_response
from tests.sixth.vouchwell import ingest

edge = Edge()
browsers = edge.for_browsers(pages.refusal)


@browsers.get("/connect/vouchwell")
def show_verification(request: Request) -> Response:
    """Show a person what the link of their onboarding leads to."""
    return verification.show(compose.context(), "vouchwell", request)


@browsers.post("/connect/vouchwell")
def begin_verification(request: Request) -> Response:
    """Send the person to Vouchwell."""
    return verification.begin(compose.context(), "vouchwell", request)


@browsers.get("/connect/vouchwell/callback")
def finish_verification(request: Request) -> Response:
    """Take the person back from Vouchwell."""
    return verification.finish(compose.context(), "vouchwell", request)


@edge.post("/vouchwell/notifications", query=ANY)
def notification(request: Request) -> Response:
    """Take a signed notification."""
    ingest.ingest(compose.context(), request.headers, request.body)
    return json_response(202, {})


handler = edge.handler
