"""Vouchwell's API, the calls that we make.

GET  /authorize    the browser, with PKCE (RFC 6749 §4.1.1, RFC 7636)
POST /token        the code for a token, our client by Basic (RFC 6749 §4.1.3)
GET  /session      {"session": …}: by what it notifies of the verdict
"""

from dataclasses import dataclass, field
from typing import ClassVar, Final
from urllib.parse import urlencode

from jetbridge.broker.dialect import BEARER, ClientAuth, Dialect, Grant
from jetbridge.model import pkce
from jetbridge.model.ports import HttpRequest, HttpResponse
from jetbridge.model.secret import Secret

PARTNER: Final = "vouchwell"
SCOPES: Final = ("verify",)


@dataclass(frozen=True, slots=True)
class Order:
    """One verification to be started. `check` is what the person is to prove."""

    check: str
    link_validity_minutes: int | None
    external_customer_id: str | None
    partner: ClassVar = PARTNER
    former: "Order | None" = field(default=None, compare=False, repr=False)


def dialect(api_url: str) -> Dialect:
    """Return the dialect of the token endpoint."""
    return Dialect(
        PARTNER,
        f"{api_url}/token",
        default_lifetime=300,
        grants=(Grant.AUTHORIZATION_CODE,),
        client_auth=ClientAuth.BASIC,
    )


def authorization_url(  # noqa: PLR0913 - the partner's own parameters, each by its name
    api_url: str, *, client_id: str, check: str, redirect_uri: str, state: str, verifier: str
) -> str:
    """Return where the browser goes to be verified; of `verifier` only the challenge is sent."""
    parameters = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": pkce.challenge(verifier),
        "code_challenge_method": pkce.METHOD,
        "check": check,
    }
    return f"{api_url}/authorize?{urlencode(parameters)}"


def session_request(api_url: str, access_token: Secret, *, timeout: float) -> HttpRequest:
    """Build `GET /session`. `timeout` is in seconds."""
    headers = BEARER.headers(access_token)
    return HttpRequest("GET", f"{api_url}/session", headers, timeout=timeout, operation="session")


def read_session(response: HttpResponse) -> str:
    """Return the session that an answer names, empty where it names none."""
    body = response.json()
    session = body.get("session") if isinstance(body, dict) else None
    return session if isinstance(session, str) else ""
