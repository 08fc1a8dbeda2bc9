"""Onboardbase's OAuth application, the calls that we make.

Source: the partner's page "OAuth with Onboardbase". Reading projects and secrets with the key is in
`jetbridge.partners.onboardbase.secrets`.
"""

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlencode

from jetbridge.broker.dialect import (
    DAY,
    Body,
    Dialect,
    Envelope,
    Expiry,
    Grant,
    Presentation,
    Scopes,
)

PARTNER: Final = "onboardbase"

API_KEY: Final = "api_key"
PASSPHRASE: Final = "passphrase"  # noqa: S105 - a field's name, not a secret

_SUCCESS: Final = tuple(range(200, 300))
"""The page says 201; whether the answer is whole tells more than which success it is."""
_QUOTES: Final = ("'", '"')


def dialect(auth_url: str) -> Dialect:
    """Return the dialect of the token endpoint, which gives an API key and a passphrase for good.

    Only a person can renew a key. One without a believable end is taken to live for thirty days,
    so that the reminder comes too early rather than too late; an end ten years ahead is believed.
    """
    return Dialect(
        PARTNER,
        f"{auth_url}/oauth/token",
        default_lifetime=30 * DAY,
        grants=(Grant.AUTHORIZATION_CODE,),
        body=Body.QUERY,
        scope=Scopes("scopes", ","),
        success=_SUCCESS,
        envelope=Envelope.DATA_ERRORS,
        token_field=API_KEY,
        companions=(PASSPHRASE,),
        expiry=Expiry.EPOCH,
        longest_lifetime=3_650 * DAY,
        presentation=Presentation("API_KEY"),
        refusals=("auth_code_expired", "invalid_credentials"),
    )


def authorization_url(  # noqa: PLR0913 - the partner's own parameters, each by its name
    app_url: str,
    *,
    client_id: str,
    redirect_uri: str,
    scopes: tuple[str, ...],
    state: str,
    quoted: bool,
) -> str:
    """Return where the browser goes to authorise the key.

    The partner's page writes `scopes` and `state` in quotes, which may be the page's punctuation
    or the server's wish: `quoted` sends them so. PKCE is not known there.
    """
    mark = "'" if quoted else ""
    parameters = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scopes": f"{mark}{','.join(scopes)}{mark}",
        "state": f"{mark}{state}{mark}",
    }
    return f"{app_url}/oauth/authorize?{urlencode(parameters, quote_via=quote)}"


def unquoted(state: str) -> str:
    """Return a returned `state` without the one pair of quotes that may surround it."""
    has_pair = len(state) > 1 and state[0] == state[-1] and state[0] in _QUOTES
    return state[1:-1] if has_pair else state


def broader(granted: Iterable[str], asked: Iterable[str]) -> frozenset[str]:
    """Return the scopes that were granted and not asked for.

    A request to `manage` a resource asks for everything that may be done to it.
    """
    wanted = frozenset(asked)
    return frozenset(
        scope
        for scope in granted
        if scope not in wanted and f"manage.{scope.partition('.')[2]}" not in wanted
    )
