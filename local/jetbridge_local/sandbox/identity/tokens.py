"""The token endpoint, the keys behind it, and what its tokens open."""

import uuid
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_plus

from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.credentials import OIDC, DemoUser
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.identity.signin import SignedIn
from jetbridge_local.sandbox.oauth import Code, OAuthError
from jetbridge_local.sandbox.web import bearer_token

TOKEN_LIFETIME: Final = 300
"""Seconds, of ID token and access token alike."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token stands for: the code that it was issued for, and its user."""

    code: str = field(repr=False)
    signed_in: SignedIn


class Tokens:
    """The endpoints behind the code."""

    def __init__(self, clock: Clock, issuer: str, codes: Expiring[SignedIn]) -> None:
        """Exchange `codes`, under a signing key that lives as long as this object."""
        self._clock = clock
        self._issuer = issuer
        self._codes = codes
        self._access_tokens = Expiring[Grant](clock, TOKEN_LIFETIME)
        self._key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self._overrides: dict[str, object] = {}

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/jwks", view_func=self.jwks)
        app.add_url_rule("/userinfo", view_func=self.userinfo, methods=["GET", "POST"])

    def clear(self) -> None:
        """Forget every access token and every overridden claim."""
        self._access_tokens.clear()
        self._overrides = {}

    def override(self, claims: dict[str, object]) -> None:
        """Let `claims` replace those of the next ID tokens; None leaves the claim out."""
        self._overrides = claims

    def jwks(self) -> Response:
        """Publish the signing key (RFC 7517)."""
        return jsonify(keys=[self._key.as_dict(private=False)])

    def token(self) -> Response:
        """Exchange a code, once (RFC 6749 §4.1.3, RFC 7636 §4.5)."""
        fields = oauth.form_fields(request)
        _authenticate_client(fields)
        (grant_type,) = oauth.required(fields, "grant_type")
        if grant_type != "authorization_code":
            raise OAuthError(Code.UNSUPPORTED_GRANT_TYPE, "only authorization_code is supported")
        code, redirect_uri, verifier = oauth.required(
            fields, "code", "redirect_uri", "code_verifier"
        )
        signed_in = self._redeemed(code)
        if redirect_uri != signed_in.request.redirect_uri:
            raise OAuthError(Code.INVALID_GRANT, "redirect_uri is not the one of the request")
        if not oauth.same(oauth.s256(verifier), signed_in.request.code_challenge):
            raise OAuthError(Code.INVALID_GRANT, "code_verifier does not match code_challenge")
        return oauth.token_response(
            access_token=self._access_tokens.issue(Grant(code, signed_in)),
            token_type="Bearer",  # noqa: S106 - the name of a kind of token (RFC 6750)
            expires_in=TOKEN_LIFETIME,
            scope=" ".join(sorted(signed_in.request.scopes)),
            id_token=self._id_token(signed_in),
        )

    def userinfo(self) -> Response:
        """Show the user's claims (OpenID Connect Core §5.3)."""
        grant = self._access_tokens.find(bearer_token(request))
        if grant is None:
            response = jsonify(error="invalid_token")
            response.status_code = 401
            response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return response
        return oauth.uncached(jsonify(_user_claims(grant.signed_in.user)))

    def _redeemed(self, code: str) -> SignedIn:
        """Return what `code` stands for, and end it.

        A second use ends the tokens of the first one as well (RFC 6749 §4.1.2).
        """
        signed_in = self._codes.take(code)
        if signed_in is None:
            self._access_tokens.forget(lambda grant: grant.code == code)
            raise OAuthError(Code.INVALID_GRANT, "the code is unknown, used or expired")
        return signed_in

    def _id_token(self, signed_in: SignedIn) -> str:
        """Return a signed ID token (OpenID Connect Core §2)."""
        now = self._clock.now()
        claims = {
            "iss": self._issuer,
            "aud": OIDC.client_id,
            "iat": now,
            "exp": now + TOKEN_LIFETIME,
            "auth_time": signed_in.at,
            "nonce": signed_in.request.nonce or None,
            **_user_claims(signed_in.user),
            **self._overrides,
        }
        present = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, present, self._key)


def _authenticate_client(fields: dict[str, str]) -> None:
    """Check client_secret_basic or client_secret_post (RFC 6749 §2.3.1).

    Raises:
        OAuthError: both are used, or the client is unknown, or its secret is wrong.
    """
    header = request.authorization
    if header is not None and "client_secret" in fields:
        raise OAuthError(Code.INVALID_REQUEST, "use one way of client authentication")
    if header is not None:
        client_id = unquote_plus(header.username or "")
        client_secret = unquote_plus(header.password or "")
    else:
        client_id, client_secret = fields.get("client_id", ""), fields.get("client_secret", "")
    known = oauth.same(client_id, OIDC.client_id)
    right = oauth.same(client_secret, OIDC.client_secret)
    if not (known and right):
        raise OAuthError(Code.INVALID_CLIENT, "client authentication failed", 401)


def _user_claims(user: DemoUser) -> dict[str, object]:
    claims: dict[str, object] = {
        "sub": str(uuid.uuid5(uuid.NAMESPACE_URL, user.email)),
        "email": user.email,
        "email_verified": True,
        "name": user.name,
        **({"roles": [*user.roles]} if user.roles else {}),
    }
    return claims if user.tenant is None else {**claims, "tenant": user.tenant}
