"""The authorization server's metadata (RFC 8414)."""

from typing import Final, TypedDict

from jetbridge.model.scopes import Scope
from jetbridge.model.settings import Settings
from jetbridge.oauth.token import CLIENT_CREDENTIALS
from jetbridge.web.request import Request
from jetbridge.web.response import Response, json_response

_AUTH_METHODS: Final = ["client_secret_basic", "client_secret_post"]


class Metadata(TypedDict):
    """Where the endpoints are and what they accept (RFC 8414 §2)."""

    issuer: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: list[str]
    introspection_endpoint: str
    introspection_endpoint_auth_methods_supported: list[str]
    grant_types_supported: list[str]
    response_types_supported: list[str]
    """Required by the RFC, and empty: there is no authorization endpoint."""
    scopes_supported: list[str]


def describe(settings: Settings, request: Request) -> Response:
    """Answer `GET /.well-known/oauth-authorization-server`.

    `response_types_supported` is required (§2) and empty: there is no authorization endpoint.
    """
    issuer = settings.base_url(request.domain)
    document: Metadata = {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "token_endpoint_auth_methods_supported": _AUTH_METHODS,
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": _AUTH_METHODS,
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "introspection_endpoint_auth_methods_supported": _AUTH_METHODS,
        "grant_types_supported": [CLIENT_CREDENTIALS],
        "response_types_supported": [],
        "scopes_supported": [str(scope) for scope in Scope],
    }
    return json_response(200, document, headers={"Cache-Control": "public, max-age=300"})
