"""ID tokens: what a provider says of a person, verified (OpenID Connect Core §3.1.3.7)."""

from collections.abc import Sequence
from typing import Final

from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import Key

from jetbridge.model import text
from jetbridge.web.openid import ProviderFaultError, UnknownKeyError

ALGORITHMS: Final = ("RS256", "ES256", "PS256")
"""Signatures that we accept. Never one keyed by a shared secret, never `none`."""

LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""
_MAX_SUBJECT_LENGTH: Final = 255
"""Characters (OpenID Connect Core §2)."""


_KEY_TYPES: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
"""The type of key (RFC 7518 §6.1) that makes each signature."""


def verify(  # noqa: PLR0913 - the rules' inputs, each by its name
    token: str, keys: Sequence[Key], *, issuer: str, client_id: str, nonce: str, now: int
) -> dict[str, object]:
    """Verify the token and return its claims.

    `nonce` is the one that its sign-in began with, `now` is in Unix seconds.

    Raises:
        UnknownKeyError: fetch the key set again and try once more.
        ProviderFaultError: the token is not valid for us, here and now.
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
        claims = _signed(token, keys)
        registry.validate(claims)
    except (JoseError, ValueError) as error:
        reason = type(error).__name__
        raise ProviderFaultError(f"the ID token does not verify: {reason}") from None
    subject = claims["sub"]
    if not isinstance(subject, str) or len(subject) > _MAX_SUBJECT_LENGTH or text.fault(subject):
        raise ProviderFaultError("the ID token names no subject that can be stored")
    _check_authorized_party(claims, client_id)
    return claims


def _signed(token: str, keys: Sequence[Key]) -> dict[str, object]:
    """Return the claims of a token that one of the keys verifies.

    A key id is a hint (RFC 7515 §4.1.4): a key without one may be meant by any token, a token
    without one by any key, and one id may stand for keys of two types.
    """
    header = jws.extract_compact(token.encode()).protected
    type_, key_id = _KEY_TYPES.get(str(header.get("alg"))), header.get("kid")
    if type_ is None:
        raise ProviderFaultError("the ID token is signed by an algorithm that is not accepted")
    for key in keys:
        if key.key_type != type_ or (key_id and key.kid and key.kid != key_id):
            continue
        try:
            return jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims
        except BadSignatureError:
            continue
    raise UnknownKeyError("the ID token is signed with a key that is not published")


def _check_authorized_party(claims: dict[str, object], client_id: str) -> None:
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise ProviderFaultError("the ID token was issued to another client")
