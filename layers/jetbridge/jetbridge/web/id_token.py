"""ID tokens: what a provider says of a person, verified (OpenID Connect Core §3.1.3.7)."""

from typing import Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from jetbridge.web.openid import ProviderFault

ALGORITHMS: Final = ("RS256", "ES256", "PS256")
"""Signatures that we accept. Never one keyed by a shared secret, never `none`."""

LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""


class UnknownKey(ProviderFault):
    """The ID token names a key that is not in the provider's key set, or not any more."""


def verify(  # noqa: PLR0913 - the rules' inputs, each by its name
    token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, now: int
) -> dict[str, object]:
    """Verify the token and return its claims.

    `nonce` is the one that its sign-in began with, `now` is in Unix seconds.

    Raises:
        UnknownKey: fetch the key set again and try once more.
        ProviderFault: the token is not valid for us, here and now.
    """
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        registry.validate(claims)
    except InvalidKeyIdError:
        raise UnknownKey("the ID token is signed with a key that is not published") from None
    except (JoseError, ValueError) as error:
        reason = type(error).__name__
        raise ProviderFault(f"the ID token does not verify: {reason}") from None
    _check_authorized_party(claims, client_id)
    return claims


def _check_authorized_party(claims: dict[str, object], client_id: str) -> None:
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise ProviderFault("the ID token was issued to another client")
