"""What the Lambda authorizer finds out about a request (RFC 6750 §2.1).

It never denies: its word, identity or error, travels in the context, and `web.bearer.require`
acts on it, because an HTTP API cannot render RFC 6750's refusals from a denying authorizer.
"""

from collections.abc import Callable
from typing import Final

from jetbridge.model.identity import Identity
from jetbridge.model.metrics import Meter, Metric
from jetbridge.oauth.quotas import Quotas
from jetbridge.web import bearer

_SCHEME: Final = "bearer"


def bearer_token(authorization: str | None) -> str | None:
    """Return the token of an `Authorization` header; None: there is no Bearer credential.

    Another scheme counts as none: the client did not know what we want (RFC 6750 §3.1).
    """
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() if scheme.lower() == _SCHEME else None


def context(
    authorization: str | None,
    verify: Callable[[str], Identity | None],
    meter: Meter,
    quotas: Quotas,
) -> dict[str, str]:
    """Return the authorizer's context for a request with this `Authorization` header.

    `verify` tells who bears a token; what it raises, this raises. `quotas` count the request.
    """
    token = bearer_token(authorization)
    if token is None:
        return {"error": bearer.MISSING_TOKEN}
    identity = verify(token)
    meter.count(Metric.BEARER_ACCEPTED if identity else Metric.BEARER_REFUSED)
    if identity is None:
        return {"error": bearer.INVALID_TOKEN}
    standing = quotas.take(identity)
    if standing.is_refused:
        meter.count(Metric.QUOTA_EXCEEDED)
    return bearer.context_of(identity) | bearer.context_of_quota(
        standing.headers, standing.seconds if standing.is_refused else None
    )
