"""The OAuth endpoints of what Jetbridge issues, and the health check."""

from jetbridge import __version__
from jetbridge.oauth import introspection, metadata, revocation, token
from jetbridge.runtime import lean
from jetbridge.runtime.edge import Edge
from jetbridge.runtime.settings import settings
from jetbridge.web.request import Request
from jetbridge.web.request_rules import ANY
from jetbridge.web.response import Response, json_response

edge = Edge()
oauth = edge.for_oauth()


# Unknown parameters are ignored at OAuth endpoints (RFC 6749 §3.2), and by health checks' callers.
@oauth.post("/oauth/token", query=ANY)
def issue(request: Request) -> Response:
    """Issue an access token (RFC 6749 §4.4)."""
    return token.issue(lean.server(), request)


@oauth.post("/oauth/revoke", query=ANY)
def revoke(request: Request) -> Response:
    """End an access token (RFC 7009)."""
    return revocation.revoke(lean.server(), request)


@oauth.post("/oauth/introspect", query=ANY)
def introspect(request: Request) -> Response:
    """Say what an access token stands for (RFC 7662)."""
    return introspection.introspect(lean.server(), request)


@edge.get("/.well-known/oauth-authorization-server", query=ANY)
def describe(request: Request) -> Response:
    """Say where the endpoints are and what they accept (RFC 8414)."""
    return metadata.describe(settings(), request)


@edge.get("/health", query=ANY)
def health(_: Request) -> Response:
    """Say that requests arrive, and at which release. Touches nothing else."""
    return json_response(200, {"status": "ok", "version": __version__})


handler = edge.handler
