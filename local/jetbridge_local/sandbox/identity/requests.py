"""Authorization requests: which are answered, which are sent back, which go nowhere."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from jetbridge_local.sandbox.credentials import OIDC
from jetbridge_local.sandbox.oauth import Code

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_UNPRINTABLE: Final = re.compile(r"[\x00-\x20\x7f\\]")
_S256_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""base64url of a SHA-256 digest (RFC 7636 §4.2)."""


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A valid request, while the person signs in. `state` and `nonce` may be empty."""

    redirect_uri: str
    scopes: frozenset[str]
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_challenge: str = field(repr=False)


class UntrustedRequestError(Exception):
    """The client or its redirect_uri cannot be trusted: nothing is sent there (§4.1.2.1)."""


class RefusedRequestError(Exception):
    """An error that the client is told through its redirect_uri (§4.1.2.1)."""

    def __init__(self, code: Code, description: str, redirect_uri: str, state: str) -> None:
        """Refuse with the RFC's `code` and a `description`, towards `redirect_uri`."""
        super().__init__(code)
        self.code = code
        self.description = description
        self.redirect_uri = redirect_uri
        self.state = state


def authorization_request(query: MultiDict[str, str]) -> AuthorizationRequest:
    """Check an authorization request.

    Raises:
        UntrustedRequestError: it is to end on a page of ours.
        RefusedRequestError: it is to end at the client, with an error.
    """
    redirect_uri = _trusted_redirect_uri(query)
    state = query.get("state", "")
    broken = _broken_rule(query)
    if broken is not None:
        raise RefusedRequestError(*broken, redirect_uri, state)
    return AuthorizationRequest(
        redirect_uri=redirect_uri,
        scopes=frozenset(query["scope"].split()),
        state=state,
        nonce=query.get("nonce", ""),
        code_challenge=query["code_challenge"],
    )


def _trusted_redirect_uri(query: MultiDict[str, str]) -> str:
    """Return the redirect_uri: not registered before, but on this machine only."""
    for name in ("client_id", "redirect_uri"):
        if len(query.getlist(name)) != 1:
            raise UntrustedRequestError(f"{name} must be given once")
    if query["client_id"] != OIDC.client_id:
        raise UntrustedRequestError("client_id is unknown")
    if not _loopback(query["redirect_uri"]):
        raise UntrustedRequestError("redirect_uri must be an absolute loopback URL")
    return query["redirect_uri"]


def _loopback(uri: str) -> bool:
    if _UNPRINTABLE.search(uri):
        return False
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    plain = "@" not in parts.netloc and "#" not in uri
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK and plain


def _broken_rule(query: MultiDict[str, str]) -> tuple[Code, str] | None:
    """Return the error for the first rule that the request breaks."""
    repeated = any(len(values) > 1 for _, values in query.lists())
    bad_challenge = not _S256_CHALLENGE.fullmatch(query.get("code_challenge", ""))
    rules = (
        (repeated, Code.INVALID_REQUEST, "parameters must not be repeated"),
        (
            query.get("response_type") != "code",
            Code.UNSUPPORTED_RESPONSE_TYPE,
            "response_type must be code",
        ),
        (
            query.get("response_mode", "query") != "query",
            Code.INVALID_REQUEST,
            "response_mode must be query",
        ),
        (
            "openid" not in query.get("scope", "").split(),
            Code.INVALID_SCOPE,
            "scope must contain openid",
        ),
        (
            query.get("code_challenge_method") != "S256",
            Code.INVALID_REQUEST,
            "code_challenge_method must be S256",
        ),
        (bad_challenge, Code.INVALID_REQUEST, "code_challenge must be 43 base64url characters"),
        (query.get("prompt") == "none", Code.LOGIN_REQUIRED, "the user is not signed in"),
    )
    return next(((code, description) for broken, code, description in rules if broken), None)
