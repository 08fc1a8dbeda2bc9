"""Onboardbase's OAuth application, the calls that we make.

Source: the partner's page "OAuth with Onboardbase".
"""

from typing import Final

from jetbridge.partners.dialect import (
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

PASSPHRASE: Final = "passphrase"  # noqa: S105 - a field's name, not a secret


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
        success=(200, 201),
        envelope=Envelope.DATA_ERRORS,
        token_field="api_key",  # noqa: S106 - a field's name, not a secret
        companions=(PASSPHRASE,),
        expiry=Expiry.EPOCH,
        longest_lifetime=3_650 * DAY,
        presentation=Presentation("API_KEY"),
    )
