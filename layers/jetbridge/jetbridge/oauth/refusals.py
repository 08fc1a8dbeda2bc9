"""The refusals that several OAuth endpoints share (RFC 6749 §5.2).

Descriptions are plain ASCII without quotes and backslashes, as the RFC demands.
"""

from typing import Literal, TypedDict

from jetbridge.model.errors import OAuthError
from jetbridge.oauth.quotas import Standing


class OAuthRefusal(TypedDict):
    """A refusal (RFC 6749 §5.2)."""

    error: Literal[
        "invalid_request",
        "invalid_client",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
        "temporarily_unavailable",
    ]
    error_description: str
    """A sentence for people."""


def invalid_request(description: str) -> OAuthError:
    """Return the refusal of a request that is malformed, incomplete or contradicts itself."""
    return OAuthError("invalid_request", description)


def invalid_client() -> OAuthError:
    """Return the refusal of a client, the same whatever was wrong with its credentials.

    401 in every case: §5.2 demands it after an `Authorization` header and allows it otherwise.
    """
    return OAuthError("invalid_client", "Client authentication failed.", 401)


def quota_used_up(standing: Standing) -> OAuthError:
    """Return the refusal of a client that has made its requests of this minute.

    The RFC has no code for it; `temporarily_unavailable` is §4.1.2.1's for a server that cannot
    answer at the moment.
    """
    description = "The quota of this minute is used up."
    headers = {**standing.headers, "Retry-After": str(standing.seconds)}
    return OAuthError("temporarily_unavailable", description, 429, headers)
