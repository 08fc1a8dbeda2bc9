"""What the token endpoints have in common (RFC 6749)."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from flask import Request, Response, jsonify

FORM: Final = "application/x-www-form-urlencoded"


class Code(StrEnum):
    """The error codes of §4.1.2.1 and §5.2 that the sandboxes use."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    INVALID_GRANT = "invalid_grant"
    INVALID_SCOPE = "invalid_scope"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"
    ACCESS_DENIED = "access_denied"
    LOGIN_REQUIRED = "login_required"  # OpenID Connect Core §3.1.2.6


class OAuthError(Exception):
    """An error response of a token endpoint (§5.2)."""

    def __init__(self, code: Code, description: str, status: int = 400) -> None:
        """Refuse with the RFC's `code`, a `description` and an HTTP `status`."""
        super().__init__(code)
        self.code = code
        self.description = description
        self.status = status


def refusal_response(refusal: OAuthError) -> Response:
    """Render `refusal` as §5.2 wants it."""
    response = jsonify(error=refusal.code, error_description=refusal.description)
    response.status_code = refusal.status
    return uncached(response)


def token_response(**members: str | int) -> Response:
    """Render a successful answer (§5.1)."""
    return uncached(jsonify(members))


def uncached(response: Response) -> Response:
    """Forbid caches to keep `response` (§5.1)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


def form_fields(request: Request) -> dict[str, str]:
    """Return the form fields of a token request.

    Raises:
        OAuthError: the body is not a form, or a field is repeated (§3.2).
    """
    if request.mimetype != FORM:
        raise OAuthError(Code.INVALID_REQUEST, f"Content-Type must be {FORM}")
    for name, values in request.form.lists():
        if len(values) > 1:
            raise OAuthError(Code.INVALID_REQUEST, f"{name} must not be repeated")
    return request.form.to_dict()


def required(fields: dict[str, str], *names: str) -> tuple[str, ...]:
    """Return the values of `names`.

    Raises:
        OAuthError: one of them is missing or empty (§3.2).
    """
    for name in names:
        if not fields.get(name):
            raise OAuthError(Code.INVALID_REQUEST, f"{name} is missing")
    return tuple(fields[name] for name in names)


def s256(verifier: str) -> str:
    """Return the S256 code_challenge of `verifier` (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def same(given: str, wanted: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(given.encode(), wanted.encode())


def client_credentials(
    request: Request, authenticate: Callable[[str, str], bool], scope: str = ""
) -> str:
    """Return the client_id of a valid client credentials request (§4.4.2).

    SmartRecruiters and Incode both want the credentials in the form body; `scope` is what
    a partner wants besides.

    Raises:
        OAuthError: the request is malformed, or `authenticate` said no.
    """
    fields = form_fields(request)
    (grant_type,) = required(fields, "grant_type")
    if grant_type != "client_credentials":
        raise OAuthError(Code.UNSUPPORTED_GRANT_TYPE, "only client_credentials is supported")
    if request.authorization is not None:
        raise OAuthError(Code.INVALID_REQUEST, "client credentials belong in the form body")
    client_id, client_secret = required(fields, "client_id", "client_secret")
    if not authenticate(client_id, client_secret):
        raise OAuthError(Code.INVALID_CLIENT, "client authentication failed", 401)
    if scope and fields.get("scope") != scope:
        raise OAuthError(Code.INVALID_SCOPE, f"scope must be {scope}")
    return client_id
