"""Who calls a Bearer-protected route (RFC 6750), read from what the authorizer found.

The Lambda authorizer lets every request through and says in its context what it found, because
an HTTP API answers a denied request with a body and headers of its own and RFC 6750 wants
`WWW-Authenticate` with an error code. So a route without `require` would be open: every
function whose template gives it the authorizer calls it first, and `require` fails closed.
"""

from jetbridge.model.errors import ApiProblem, BearerError
from jetbridge.model.identity import Identity
from jetbridge.model.scopes import ClientKind, Scope, kind_for
from jetbridge.web.request import Request

MISSING_TOKEN = "missing_token"  # noqa: S105 - an error's name, not a secret
INVALID_TOKEN = "invalid_token"  # noqa: S105 - an error's name, not a secret
UNAVAILABLE = "temporarily_unavailable"


def require(request: Request, scope: Scope) -> Identity:
    """Return who is calling, who must hold `scope`.

    The client's kind must be the one that `scope` belongs to, whatever scopes it was given.

    Raises:
        BearerError: 401 without a valid access token, 403 without the scope (RFC 6750 §3.1).
        ApiProblem: 503 when the authorizer could not tell.
    """
    found = request.authorizer
    _refuse(found.get("error"))
    identity = _identity(request)
    if identity is None:
        raise BearerError(401)
    if scope not in identity.scopes or identity.kind is not kind_for(scope):
        description = "The access token does not give access to this resource."
        raise BearerError(403, "insufficient_scope", description, scope)
    return identity


def context_of(identity: Identity) -> dict[str, str]:
    """Return `identity` as the authorizer's context, whose values must be strings."""
    return {
        "client_id": identity.client_id,
        "kind": identity.kind,
        "tenant": identity.tenant,
        "scopes": " ".join(sorted(identity.scopes)),
        "connection_id": identity.connection_id,
    }


def _refuse(error: str | None) -> None:
    if error == INVALID_TOKEN:
        description = "The access token is malformed, expired or revoked."
        raise BearerError(401, INVALID_TOKEN, description)
    if error == UNAVAILABLE:
        title = "The access token could not be checked"
        raise ApiProblem(503, "temporarily-unavailable", title, retry_after=5)
    if error is not None:
        raise BearerError(401)


def _identity(request: Request) -> Identity | None:
    found = request.authorizer
    if not found.get("client_id") or not found.get("tenant"):
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
