"""The introspection endpoint (RFC 7662)."""

from typing import Literal, NotRequired, TypedDict

from jetbridge.oauth import access_tokens, credentials
from jetbridge.oauth.access_tokens import LiveToken
from jetbridge.oauth.client_auth import authenticate
from jetbridge.oauth.form import read_form
from jetbridge.oauth.refusals import invalid_request
from jetbridge.oauth.server import Server
from jetbridge.web.request import Request
from jetbridge.web.response import NO_STORE, Response, json_response


class TokenFacts(TypedDict):
    """What a token of the calling client stands for (RFC 7662 §2.2)."""

    active: bool
    """False for every other token; then nothing else is there."""
    scope: NotRequired[str]
    client_id: NotRequired[str]
    token_type: NotRequired[Literal["Bearer"]]
    exp: NotRequired[int]
    """Unix seconds."""
    iat: NotRequired[int]
    """Unix seconds."""


def introspect(server: Server, request: Request) -> Response:
    """Answer `POST /oauth/introspect`: what an access token of the client's own stands for.

    Everything else is `{"active": false}` and no more: another client's token as much as one
    that never was, so that tokens cannot be probed here (§2.2, §4).

    Raises:
        OAuthError: `invalid_request` or `invalid_client` (§2.3).
    """
    form = read_form(request)
    token = form.get("token")
    if token is None:
        raise invalid_request("The parameter token is missing.")
    client = authenticate(server, request, form)
    own = credentials.client_of(token) == client.client_id
    live = access_tokens.find(server.table, server.clock, token) if own else None
    return json_response(
        200, _document(live), headers=NO_STORE | server.quotas.standing(client).headers
    )


def _document(live: LiveToken | None) -> TokenFacts:
    if live is None:
        return {"active": False}
    return {
        "active": True,
        "scope": " ".join(sorted(live.scopes)),
        "client_id": live.client.client_id,
        "token_type": "Bearer",
        "exp": live.expires_at,
        "iat": live.issued_at,
    }
