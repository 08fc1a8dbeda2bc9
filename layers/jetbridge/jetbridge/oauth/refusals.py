"""The refusals that several OAuth endpoints share (RFC 6749 §5.2).

Descriptions are plain ASCII without quotes and backslashes, as the RFC demands.
"""

from jetbridge.model.errors import OAuthError


def invalid_request(description: str) -> OAuthError:
    """Return the refusal of a request that is malformed, incomplete or contradicts itself."""
    return OAuthError("invalid_request", description)


def invalid_client() -> OAuthError:
    """Return the refusal of a client, the same whatever was wrong with its credentials.

    401 in every case: §5.2 demands it after an `Authorization` header and allows it otherwise.
    """
    return OAuthError("invalid_client", "Client authentication failed.", 401)
