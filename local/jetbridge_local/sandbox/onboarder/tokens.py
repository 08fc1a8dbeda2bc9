"""The token endpoint, which speaks JSON, and the userinfo that its tokens open."""

from secrets import token_urlsafe
from typing import Final

from flask import Flask, Response, jsonify, request

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.credentials import ONBOARDER
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.oauth import Code, OAuthError
from jetbridge_local.sandbox.onboarder.hosted import Finished
from jetbridge_local.sandbox.onboarder.userinfo import Completed, userinfo
from jetbridge_local.sandbox.web import JSON, bearer_token

TOKEN_LIFETIME: Final = 3600
"""Seconds."""


class Tokens:
    """The endpoints behind the code."""

    def __init__(self, clock: Clock, codes: Expiring[Finished]) -> None:
        """Exchange `codes`."""
        self._codes = codes
        self._tokens = Expiring[Completed](clock, TOKEN_LIFETIME)

    def add_to(self, app: Flask) -> None:
        """Add the routes to `app`."""
        app.add_url_rule("/api/v1/oauth/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/api/v1/oauth/userinfo", view_func=self.userinfo)

    def clear(self) -> None:
        """Let every token end now."""
        self._tokens.clear()

    def token(self) -> Response:
        """Exchange a code, once."""
        fields = _json_fields()
        grant_type, client_id, client_secret = oauth.required(
            fields, "grant_type", "client_id", "client_secret"
        )
        known = oauth.same(client_id, ONBOARDER.client_id)
        if not oauth.same(client_secret, ONBOARDER.client_secret) or not known:
            raise OAuthError(Code.UNAUTHORIZED_CLIENT, "Invalid client_id or client_secret", 401)
        if grant_type != "authorization_code":
            raise OAuthError(Code.INVALID_REQUEST, "grant_type must be authorization_code")
        completed = self._redeemed(fields)
        return oauth.token_response(
            access_token=self._tokens.issue(completed),
            token_type="Bearer",  # noqa: S106 - the name of a kind of token (RFC 6750)
            expires_in=TOKEN_LIFETIME,
            refresh_token=token_urlsafe(32),
            scope=" ".join(completed.scopes),
        )

    def userinfo(self) -> tuple[Response, int]:
        """Show what is known of the person."""
        completed = self._tokens.find(bearer_token(request))
        if completed is None:
            return jsonify(error="invalid_token"), 401
        return oauth.uncached(jsonify(userinfo(completed))), 200

    def _redeemed(self, fields: dict[str, str]) -> Completed:
        """Return what the code stands for, and end it, whatever is wrong with the rest."""
        code, redirect_uri = oauth.required(fields, "code", "redirect_uri")
        finished = self._codes.take(code)
        if finished is None:
            raise OAuthError(Code.INVALID_GRANT, "Invalid or expired authorization code")
        if redirect_uri != finished.request.redirect_uri:
            raise OAuthError(Code.INVALID_GRANT, "redirect_uri is not that of the request")
        if not finished.request.proves(fields.get("code_verifier", "")):
            raise OAuthError(Code.INVALID_GRANT, "code_verifier does not match the challenge")
        return finished.completed


def _json_fields() -> dict[str, str]:
    """Return the members of a JSON object whose values are strings.

    Raises:
        OAuthError: the body is none.
    """
    body = request.get_json(silent=True) if request.mimetype == JSON else None
    if not isinstance(body, dict):
        raise OAuthError(Code.INVALID_REQUEST, f"the body must be a JSON object ({JSON})")
    return {name: value for name, value in body.items() if isinstance(value, str)}
