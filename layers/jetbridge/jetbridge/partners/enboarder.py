"""Enboarder's REST API, the calls that we make.

Source: the partner's page "Authentication & Overview". Two ways in, each with paths of its own:
an API key (v1) and OAuth (v2).
"""

from typing import Final

from jetbridge.partners.dialect import BEARER, ClientAuth, Dialect, Presentation

PARTNER: Final = "enboarder"

SCOPES: Final = ("api/workflow.basic", "api/workflow.advance", "api/settings.all")


def key_dialect() -> Dialect:
    """Return the dialect of the API key: nothing is obtained, the key itself is presented."""
    return Dialect(
        PARTNER, token_url="", default_lifetime=0, grants=(), presentation=Presentation("apikey")
    )


def oauth_dialect(
    token_url: str, *, client_auth: ClientAuth = ClientAuth.BODY, auth_prefix: str = ""
) -> Dialect:
    """Return the dialect of OAuth.

    Args:
        token_url: the whole URL of the token endpoint, which the region or the customer gives.
        client_auth: the page does not say; an authorization server of this shape takes both.
        auth_prefix: what stands before the token in `Authorization`. The partner's own sample
            has nothing there.
    """
    return Dialect(
        PARTNER,
        token_url,
        default_lifetime=3_600,
        scopes=SCOPES,
        client_auth=client_auth,
        presentation=Presentation(BEARER.header, auth_prefix),
        unauthorized=(401, 403),  # its gateway answers 403 to calls without a valid token
    )
