"""How a partner's token endpoint is spoken to, as data, with the pure halves of the exchange.

A partner module states its dialect once; `jetbridge.broker` does the I/O between
`token_request` and `read_token`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret

MAX_LIFETIME: Final = 86_400
"""Seconds. A longer `expires_in` is not believed: a token is renewed daily at the latest."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A partner's client credentials grant (RFC 6749 §4.4).

    Credentials travel in a form body (§2.3.1). `scope` is sent where it is not empty.
    `default_lifetime` (seconds) is assumed when the answer names no expiry: an unknown
    expiry must never mean "for ever".
    """

    partner: str
    token_url: str
    default_lifetime: int
    scope: str = ""


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The pair that a partner issued."""

    client_id: str
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An obtained access token and its expiry in Unix seconds."""

    value: Secret
    expires_at: int


@dataclass(eq=False)
class TokenRefused(Exception):  # noqa: N818 - reads as the outcome it names
    """The token endpoint answered, and not with a token.

    `code` is the RFC 6749 §5.2 error code where the partner gave one; the description is
    left behind, since it may echo what was sent.
    """

    partner: str
    status: int
    code: str


def token_request(
    dialect: Dialect, credentials: ClientCredentials, *, timeout: float
) -> HttpRequest:
    """Build the request for an access token (RFC 6749 §4.4.2). `timeout` is in seconds."""
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret.reveal(),
    }
    if dialect.scope:
        form["scope"] = dialect.scope
    return HttpRequest(
        method="POST",
        url=dialect.token_url,
        headers={
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
        },
        body=urlencode(form).encode(),
        timeout=timeout,
    )


def read_token(dialect: Dialect, response: HttpResponse, *, now: int) -> AccessToken:
    """Read the answer to `token_request` (RFC 6749 §5.1).

    Raises:
        TokenRefused: the status is not 200, or the body holds no access token.
    """
    body = response.json()
    answer: Mapping[str, object] = body if isinstance(body, dict) else {}
    token = answer.get("access_token")
    if response.status != 200 or not isinstance(token, str) or not token:  # noqa: PLR2004 - HTTP's own number
        code = answer.get("error")
        raise TokenRefused(
            dialect.partner, response.status, code if isinstance(code, str) else "no_access_token"
        )
    return AccessToken(Secret(token), now + _lifetime(answer.get("expires_in"), dialect))


def _lifetime(expires_in: object, dialect: Dialect) -> int:
    """Read `expires_in`, which some servers send as a string, within believable bounds."""
    try:
        seconds = int(expires_in) if isinstance(expires_in, int | float | str) else 0
    except (ValueError, OverflowError):
        seconds = 0
    return min(seconds, MAX_LIFETIME) if seconds > 0 else dialect.default_lifetime
