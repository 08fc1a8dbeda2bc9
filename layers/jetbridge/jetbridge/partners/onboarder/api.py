"""Onboarder's OAuth 2.0 identity verification, the calls that we make.

Source: the partner's page "OAuth 2.0 API Reference". What is read of a person is in
`jetbridge.partners.onboarder.person`.
"""

from typing import ClassVar, Final
from urllib.parse import quote, urlencode

from jetbridge.broker.dialect import BEARER, Body, Dialect, Grant
from jetbridge.model import pkce
from jetbridge.model.ports import HttpRequest, json_request
from jetbridge.model.record import field, record
from jetbridge.model.secret import Secret

PARTNER: Final = "onboarder"

_BASE: Final = "/api/v1"


@record
class Order:
    """One verification to be started. `flow_id` names the flow in the partner's dashboard."""

    flow_id: str
    return_url: str | None
    link_validity_minutes: int | None
    external_customer_id: str | None
    partner: ClassVar = PARTNER
    former: "Order | None" = field(default=None, compare=False, repr=False)
    """How releases before normalisation read the same request, where that differs."""


def dialect(api_url: str) -> Dialect:
    """Return the dialect of the token endpoint.

    The refresh token that it hands out is not read: no way to use one is published. Without
    `expires_in` a token is used for five minutes.
    """
    return Dialect(
        PARTNER,
        f"{api_url}{_BASE}/oauth/token",
        default_lifetime=300,
        grants=(Grant.AUTHORIZATION_CODE,),
        body=Body.JSON,
        refusals=("access_denied",),
    )


def authorization_url(  # noqa: PLR0913 - the partner's own parameters, each by its name
    api_url: str,
    *,
    client_id: str,
    flow_id: str,
    redirect_uri: str,
    scopes: tuple[str, ...],
    state: str,
    verifier: str,
) -> str:
    """Return where the browser goes to be verified; of `verifier` only the challenge is sent.

    Spaces are written `%20`: the partner's page shows them bare, which no browser sends.
    """
    parameters = {
        "client_id": client_id,
        "flow_id": flow_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "state": state,
        "scope": " ".join(scopes),
        "code_challenge": pkce.challenge(verifier),
        "code_challenge_method": pkce.METHOD,
    }
    return f"{api_url}{_BASE}/oauth/authorize?{urlencode(parameters, quote_via=quote)}"


def userinfo_request(api_url: str, access_token: Secret, *, timeout: float) -> HttpRequest:
    """Build `GET …/oauth/userinfo`. `timeout` is in seconds."""
    url, presented = f"{api_url}{_BASE}/oauth/userinfo", BEARER.headers(access_token)
    return json_request("GET", url, presented, timeout=timeout, operation="oauth/userinfo")
