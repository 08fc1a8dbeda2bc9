"""The OpenID provider's one host, put together."""

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import JsonValue, TypeAdapter

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.identity.signin import SignIn
from jetbridge_local.sandbox.identity.tokens import Tokens
from jetbridge_local.sandbox.part import Part
from jetbridge_local.sandbox.web import flask_app, unframed

_CLAIMS = TypeAdapter(dict[str, JsonValue])


class Identity:
    """One issuer with one client and a few demo users."""

    def __init__(self, clock: Clock, issuer: str) -> None:
        """Start with a new signing key; `issuer` is the host's own URL."""
        self._issuer = issuer
        self._sign_in = SignIn(clock, issuer)
        self._tokens = Tokens(clock, issuer, self._sign_in.codes)

    def part(self) -> Part:
        """Return the host's part."""
        return Part(app=self._app(), state=dict, reset=self._reset, control=self._control())

    def _app(self) -> Flask:
        app = flask_app()
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.discovery)
        self._sign_in.add_to(app)
        self._tokens.add_to(app)
        app.register_error_handler(oauth.OAuthError, _token_refusal)
        app.after_request(unframed)
        return app

    def _control(self) -> Blueprint:
        routes = Blueprint("identity", __name__)
        routes.add_url_rule("/claims", view_func=self.claims, methods=["POST"])
        return routes

    def _reset(self) -> None:
        self._sign_in.clear()
        self._tokens.clear()

    def claims(self) -> tuple[str, int]:
        """Replace claims of the next ID tokens, until the reset; null leaves a claim out."""
        self._tokens.override(dict(_CLAIMS.validate_python(request.get_json())))
        return "", 204

    def discovery(self) -> Response:
        """Describe the provider (OpenID Connect Discovery §3)."""
        return jsonify(
            issuer=self._issuer,
            authorization_endpoint=f"{self._issuer}/authorize",
            token_endpoint=f"{self._issuer}/token",
            userinfo_endpoint=f"{self._issuer}/userinfo",
            jwks_uri=f"{self._issuer}/jwks",
            response_types_supported=["code"],
            response_modes_supported=["query"],
            grant_types_supported=["authorization_code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
            scopes_supported=["openid", "email", "profile"],
            claims_supported=["sub", "email", "email_verified", "name", "tenant", "roles"],
            token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
            code_challenge_methods_supported=["S256"],
            authorization_response_iss_parameter_supported=True,
        )


def _token_refusal(refusal: oauth.OAuthError) -> Response:
    """Render a refusal; a client that tried Basic is told the scheme (RFC 6749 §5.2)."""
    response = oauth.refusal_response(refusal)
    if refusal.code is oauth.Code.INVALID_CLIENT and request.authorization is not None:
        response.headers["WWW-Authenticate"] = 'Basic realm="token"'
    return response
