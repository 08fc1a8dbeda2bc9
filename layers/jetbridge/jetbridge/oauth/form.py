"""The form that is the request body of every OAuth endpoint (RFC 6749, Appendix B)."""

from typing import Final
from urllib.parse import parse_qsl

from jetbridge.model import text
from jetbridge.oauth.refusals import invalid_request
from jetbridge.web.request import Request

_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
_KNOWN: Final = frozenset(
    {
        "grant_type",
        "scope",
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "token",
        "token_type_hint",
    }
)

type Form = dict[str, str]


def read_form(request: Request) -> Form:
    """Return the parameters that we know, those without a value left out (RFC 6749 §3.2).

    Unknown parameters are ignored, repeated or not. Known ones in the query string are refused
    and not read: URLs end up in logs (RFC 6749 §2.3.1).

    Raises:
        OAuthError: `invalid_request`, for another media type, a body that is not UTF-8 or holds
            text that is not taken, a repeated parameter, or a known one in the query string.
    """
    if any(name in _KNOWN for name, _ in request.query):
        raise invalid_request("Parameters belong in the request body.")
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type.strip().lower() != _MEDIA_TYPE:
        raise invalid_request(f"The Content-Type must be {_MEDIA_TYPE}.")
    form: Form = {}
    for name, value in _pairs(request.body):
        if name in form:
            raise invalid_request(f"The parameter {name} is repeated.")
        if name in _KNOWN:
            form[name] = value
    for name, value in form.items():
        found = text.fault(value)
        if found:
            raise invalid_request(f"The parameter {name}: {found.sentence}")
    return {name: value for name, value in form.items() if value}


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except ValueError:  # UnicodeDecodeError is one
        raise invalid_request("The request body is not UTF-8.") from None
