"""Authorise requests: which are shown to the person, which are sent back, which go nowhere."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from werkzeug.datastructures import MultiDict

from jetbridge_local.sandbox.credentials import ONBOARDER
from jetbridge_local.sandbox.oauth import Code, s256, same

SCOPES: Final = ("profile", "email", "phone")

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""What a code_challenge may look like (RFC 7636 §4.2): `plain` sends the verifier itself."""


class Method(StrEnum):
    """How a code_challenge came from its verifier (RFC 7636 §4.2)."""

    S256 = "S256"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """A valid request, while the person is on the hosted page.

    `state` may be empty; without PKCE, `challenge` is empty and `method` None.
    """

    flow_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str = field(repr=False)
    challenge: str = field(repr=False)
    method: Method | None

    def proves(self, verifier: str) -> bool:
        """Return whether `verifier` belongs to the challenge (RFC 7636 §4.6).

        Without a challenge only the absence of a verifier does (RFC 9700 §4.8.2).
        """
        if self.method is None:
            return not verifier
        return same(s256(verifier) if self.method is Method.S256 else verifier, self.challenge)


class UntrustedRequestError(Exception):
    """The platform or its redirect_uri is not known: nothing is sent there."""


class RefusedRequestError(Exception):
    """An error that the platform is told through its redirect_uri."""

    def __init__(self, code: Code, description: str, redirect_uri: str, state: str) -> None:
        """Refuse with Onboarder's `code`, towards `redirect_uri`."""
        super().__init__(code)
        self.code = code
        self.description = description
        self.redirect_uri = redirect_uri
        self.state = state


def authorize_request(query: MultiDict[str, str], registered: str) -> AuthorizeRequest:
    """Check an authorise request against the `registered` redirect_uri.

    Raises:
        UntrustedRequestError: it is to end on a page of Onboarder's.
        RefusedRequestError: it is to end at the platform, with an error.
    """
    if query.getlist("client_id") != [ONBOARDER.client_id]:
        raise UntrustedRequestError("client_id is unknown")
    if not registered or query.getlist("redirect_uri") != [registered]:
        raise UntrustedRequestError("redirect_uri is not the one in the dashboard")
    scopes = tuple(query.get("scope", "").split()) or SCOPES
    broken = _broken_rule(query, scopes)
    if broken is not None:
        raise RefusedRequestError(*broken, registered, query.get("state", ""))
    method = query.get("code_challenge_method")
    return AuthorizeRequest(
        flow_id=query["flow_id"],
        redirect_uri=registered,
        scopes=scopes,
        state=query.get("state", ""),
        challenge=query.get("code_challenge", ""),
        method=Method(method) if method else None,
    )


def _broken_rule(query: MultiDict[str, str], scopes: tuple[str, ...]) -> tuple[Code, str] | None:
    """Return the error for the first rule that the request breaks."""
    repeated = any(len(values) > 1 for _, values in query.lists())
    challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method", "")
    rules = (
        (repeated, Code.INVALID_REQUEST, "parameters must not be repeated"),
        (
            query.get("response_type") != "code",
            Code.INVALID_REQUEST,
            "response_type must be code",
        ),
        (not query.get("flow_id"), Code.INVALID_REQUEST, "flow_id is required"),
        (not set(scopes) <= set(SCOPES), Code.INVALID_SCOPE, "an unknown scope was requested"),
        (
            bool(challenge) != bool(method),
            Code.INVALID_REQUEST,
            "code_challenge and code_challenge_method belong together",
        ),
        (
            bool(method) and method not in set(Method),
            Code.INVALID_REQUEST,
            "code_challenge_method must be S256 or plain",
        ),
        (
            bool(challenge) and not _CHALLENGE.fullmatch(challenge),
            Code.INVALID_REQUEST,
            "code_challenge must be 43 to 128 unreserved characters",
        ),
    )
    return next(((code, description) for broken, code, description in rules if broken), None)
