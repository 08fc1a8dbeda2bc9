"""Who calls a Bearer-protected route (RFC 6750), read from what the authorizer found.

The Lambda authorizer lets every request through and says in its context what it found, because
an HTTP API answers a denied request with a body and headers of its own and RFC 6750 wants
`WWW-Authenticate` with an error code. So a route without `require` would be open: every
function whose template gives it the authorizer calls it first, and `require` fails closed.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.model.errors import ApiProblem, BearerError
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind, Scope, kind_for
from jetbridge.web.request import Request

MISSING_TOKEN = "missing_token"  # noqa: S105 - an error's name, not a secret
INVALID_TOKEN = "invalid_token"  # noqa: S105 - an error's name, not a secret
UNAVAILABLE = "temporarily_unavailable"
QUOTA_USED_UP = "quota_used_up"

_QUOTA_HEADERS: Final = {"RateLimit-Policy": "quota_policy", "RateLimit": "quota_left"}
"""Where the authorizer's context has the header fields that tell of quotas."""


def require(request: Request, scope: Scope) -> Identity:
    """Return who is calling, who must hold `scope`.

    The client's kind must be the one that `scope` belongs to, whatever scopes it was given.

    Raises:
        BearerError: 401 without a valid access token, 403 without the scope (RFC 6750 §3.1).
        ApiProblem: 503 when the authorizer could not tell, 429 when a quota is used up.
    """
    found = request.authorizer
    _refuse(found.get("error"), found.get("retry_after", ""))
    identity = caller(request)
    if identity is None:
        raise BearerError(401)
    if scope not in identity.scopes or identity.kind is not kind_for(scope):
        description = "The access token does not give access to this resource."
        raise BearerError(403, "insufficient_scope", description, scope)
    return identity


def caller(request: Request) -> Identity | None:
    """Return who is calling, whatever it may do; None without a valid access token."""
    found = request.authorizer
    if found.get("error") or not found.get("client_id") or not found.get("tenant"):
        return None
    if found.get("kind") not in tuple(ClientKind):
        return None
    return Identity(
        client_id=found["client_id"],
        kind=ClientKind(found["kind"]),
        tenant=found["tenant"],
        scopes=frozenset(found.get("scopes", "").split()),
        connection_id=found.get("connection_id", ""),
    )


def context_of(identity: Identity) -> dict[str, str]:
    """Return `identity` as the authorizer's context, whose values must be strings."""
    return {
        "client_id": identity.client_id,
        "kind": identity.kind,
        "tenant": identity.tenant,
        "scopes": " ".join(sorted(identity.scopes)),
        "connection_id": identity.connection_id,
    }


def context_of_quota(headers: Mapping[str, str], retry_after: int | None) -> dict[str, str]:
    """Return what the context says of quotas; `retry_after` seconds where one is used up."""
    told = {_QUOTA_HEADERS[name]: value for name, value in headers.items()}
    refused = {"error": QUOTA_USED_UP, "retry_after": str(retry_after)}
    return told if retry_after is None else told | refused


def quota_headers(request: Request) -> dict[str, str]:
    """Return the header fields that tell the caller of its quotas."""
    found = request.authorizer
    return {name: found[key] for name, key in _QUOTA_HEADERS.items() if key in found}


def _refuse(error: str | None, retry_after: str) -> None:
    if error == INVALID_TOKEN:
        description = "The access token is malformed, expired or revoked."
        raise BearerError(401, INVALID_TOKEN, description)
    if error == UNAVAILABLE:
        title = "The access token could not be checked"
        raise ApiProblem(503, "temporarily-unavailable", title, retry_after=5)
    if error == QUOTA_USED_UP:
        title = "The quota of this minute is used up"
        raise ApiProblem(429, "quota-used-up", title, retry_after=int(retry_after))
    if error is not None:
        raise BearerError(401)
