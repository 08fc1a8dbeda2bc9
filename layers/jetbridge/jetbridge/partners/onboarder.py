"""Onboarder's OAuth 2.0 identity verification, the calls that we make.

Source: the partner's page "OAuth 2.0 API Reference".
"""

from typing import Final

from jetbridge.partners.dialect import Body, Dialect, Grant

PARTNER: Final = "onboarder"

_BASE: Final = "/api/v1"


def dialect(api_url: str, *, refresh: bool = False) -> Dialect:
    """Return the dialect of the token endpoint.

    A refresh token is handed out, but no way to use one is published: where the deployer says
    that there is one (`refresh`), it is asked as the code is, in JSON. Without `expires_in` a
    token is used for five minutes.
    """
    grants = (Grant.AUTHORIZATION_CODE, Grant.REFRESH_TOKEN)
    return Dialect(
        PARTNER,
        f"{api_url}{_BASE}/oauth/token",
        default_lifetime=300,
        grants=grants if refresh else grants[:1],
        body=Body.JSON,
    )
