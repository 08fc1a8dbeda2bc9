"""What anyone may ask: the OAuth endpoints, the health check, and the API's description."""

from jetbridge import __version__
from jetbridge.model.errors import PageError
from jetbridge.oauth import introspection, metadata, revocation, token
from jetbridge.runtime import lean
from jetbridge.runtime.edge import Edge
from jetbridge.runtime.settings import settings
from jetbridge.web.request import Request
from jetbridge.web.request_rules import ANY
from jetbridge.web.response import Response, json_response


def _page(error: PageError, request_id: str) -> Response:
    from jetbridge.web import pages

    return pages.refusal(error, request_id)


edge = Edge()
oauth = edge.for_oauth()
browsers = edge.for_browsers(_page)


# Unknown parameters are ignored at OAuth endpoints (RFC 6749 §3.2), and by health checks' callers.
@oauth.post("/oauth/token", query=ANY)
def issue_token(request: Request) -> Response:
    """Issue an access token (RFC 6749 §4.4)."""
    return token.issue(lean.server(), request)


@oauth.post("/oauth/revoke", query=ANY)
def revoke_token(request: Request) -> Response:
    """End an access token (RFC 7009)."""
    return revocation.revoke(lean.server(), request)


@oauth.post("/oauth/introspect", query=ANY)
def introspect_token(request: Request) -> Response:
    """Show what an access token stands for (RFC 7662)."""
    return introspection.introspect(lean.server(), request)


@edge.get("/.well-known/oauth-authorization-server", query=ANY)
def show_metadata(request: Request) -> Response:
    """Show where the endpoints are and what they accept (RFC 8414)."""
    return metadata.describe(settings(), request)


@edge.get("/health", query=ANY)
def check_health(_: Request) -> Response:
    """Show that requests arrive, and at which release."""
    return json_response(200, {"status": "ok", "version": __version__})


@edge.get("/openapi.json", query=ANY)
def show_description(request: Request) -> Response:
    """Describe this API (OpenAPI 3.1)."""
    from jetbridge.web import description

    return description.describe(settings().base_url(request.domain), request)


@browsers.get("/problems")
def list_problems(_: Request) -> Response:
    """List the types of problems."""
    from jetbridge.web import problem_pages

    return problem_pages.every()


@browsers.get("/problems/<name>")
def explain_problem(_: Request, name: str) -> Response:
    """Explain a type of problem: where its `type` leads."""
    from jetbridge.web import problem_pages

    return problem_pages.one(name)


handler = edge.handler
