"""Who may call: the authorization server, and the gateway before the API."""

from typing import Final
from urllib.parse import unquote_plus

from flask import Flask, Response, request

from jetbridge.model.system import Clock
from jetbridge_local.sandbox import oauth
from jetbridge_local.sandbox.behaviour import Behaviour
from jetbridge_local.sandbox.credentials import ENBOARDER, ENBOARDER_API_KEY
from jetbridge_local.sandbox.enboarder.errors import ForbiddenError
from jetbridge_local.sandbox.enboarder.settings import Settings
from jetbridge_local.sandbox.expiring import Expiring
from jetbridge_local.sandbox.oauth import Code, OAuthError, same

TOKEN_LIFETIME: Final = 3600
"""Seconds."""

SCOPES: Final = ("api/workflow.basic", "api/workflow.advance", "api/settings.all")

_WANTED: Final = {
    "/restapi/v2/startwf/basic": "api/workflow.basic",
    "/restapi/v2/startwf/advance": "api/workflow.advance",
    "/restapi/v2/startwf/bulkadvance": "api/workflow.advance",
}
_BY_TOKEN: Final = ("/restapi/v2/", "/reports/v2/")


class Access:
    """The tokens of the account, and the check of every call."""

    def __init__(self, clock: Clock, behaviour: Behaviour[Settings]) -> None:
        self._tokens = Expiring[frozenset[str]](clock, TOKEN_LIFETIME)
        self._behaviour = behaviour

    def add_to(self, app: Flask) -> None:
        """Add the token endpoint to `app`."""
        app.add_url_rule("/oauth2/token", view_func=self.token, methods=["POST"])
        app.register_error_handler(OAuthError, oauth.refusal_response)

    def clear(self) -> None:
        """Let every token end now."""
        self._tokens.clear()

    def token(self) -> Response:
        """Give a token for client credentials, in the body or by Basic, and known scopes."""
        fields = oauth.form_fields(request)
        (grant_type,) = oauth.required(fields, "grant_type")
        if grant_type != "client_credentials":
            raise OAuthError(Code.UNSUPPORTED_GRANT_TYPE, "only client_credentials is supported")
        if not _is_our_client(*_presented(fields)):
            raise OAuthError(Code.INVALID_CLIENT, "client authentication failed", 401)
        scopes = frozenset(fields.get("scope", "").split())
        if not scopes or not scopes <= set(SCOPES):
            raise OAuthError(Code.INVALID_SCOPE, f"scope must be of {' '.join(SCOPES)}")
        return oauth.token_response(
            access_token=self._tokens.issue(scopes),
            token_type="Bearer",  # noqa: S106 - the name of a kind of token (RFC 6750)
            expires_in=TOKEN_LIFETIME,
        )

    def check(self) -> None:
        """Let the request through: v1 and plain reports by key, v2 by token.

        Raises:
            ForbiddenError: it is to be stopped.
        """
        settings = self._behaviour.current
        if not request.path.startswith(_BY_TOKEN):
            if settings.api_key and same(request.headers.get("apikey", ""), ENBOARDER_API_KEY):
                return
            raise ForbiddenError
        header = request.headers.get("Authorization", "")
        scopes = self._tokens.find(header.removeprefix(settings.auth_prefix))
        wanted = _WANTED.get(request.path, "")
        if (
            not settings.oauth
            or not header.startswith(settings.auth_prefix)
            or scopes is None
            or (wanted and wanted not in scopes)
        ):
            raise ForbiddenError


def _presented(fields: dict[str, str]) -> tuple[str, str]:
    """Return the client's id and secret (RFC 6749 §2.3.1).

    Raises:
        OAuthError: they are missing, or there twice.
    """
    header = request.authorization
    if header is None:
        client_id, client_secret = oauth.required(fields, "client_id", "client_secret")
        return client_id, client_secret
    if "client_secret" in fields:
        raise OAuthError(Code.INVALID_REQUEST, "use one way of client authentication")
    return header.username or "", header.password or ""


def _is_our_client(client_id: str, client_secret: str) -> bool:
    """Compare; by Basic the two may be percent-encoded, as the RFC wants, or not, as Cognito."""
    plain = same(client_id, ENBOARDER.client_id) and same(client_secret, ENBOARDER.client_secret)
    encoded = request.authorization is not None and (
        same(unquote_plus(client_id), ENBOARDER.client_id)
        and same(unquote_plus(client_secret), ENBOARDER.client_secret)
    )
    return plain or encoded
