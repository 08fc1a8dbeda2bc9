"""The second line of defence against secrets and personal data in logs.

The first is that nothing logs them. This one works on every record just before it is written,
so that a mistake elsewhere shows as `[redacted]` in the log and not as an incident.
"""

import re
from collections.abc import Mapping
from typing import Final

REDACTED: Final = "[redacted]"

_FIELDS: Final = frozenset(
    {
        "accesstoken",
        "apikey",
        "assertion",
        "authorization",
        "body",
        "clientassertion",
        "clientsecret",
        "code",
        "codeverifier",
        "cookie",
        "cookies",
        "credential",
        "credentials",
        "email",
        "idtoken",
        "interviewurl",
        "keyring",
        "link",
        "loginhint",
        "nonce",
        "passphrase",
        "password",
        "phone",
        "phonenumber",
        "plaintext",
        "refreshtoken",
        "secret",
        "secretstring",
        "setcookie",
        "token",
        "xapikey",
        "xhooksecret",
    }
)
"""Names whose values are never shown, compared in lower case without `-` and `_`."""

_PATTERNS: Final = (
    # Authorization header values (RFC 7617, RFC 6750).
    (re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {REDACTED}"),
    # What we issue, by its prefix.
    (re.compile(r"\bjb_(at|cs)_[\w-]+"), rf"jb_\1_{REDACTED}"),
    # A JWS or JWE in compact form: its header is base64url JSON, so it begins with {" encoded.
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]*){2,4}"), REDACTED),
    # The user information, query and fragment of a URL: links are credentials, too.
    (re.compile(r"(https?://)[^\s/?#@\"']+@", re.IGNORECASE), rf"\1{REDACTED}@"),
    (re.compile(r"(https?://[^\s?#\"']+[?#])[^\s\"']+", re.IGNORECASE), rf"\1{REDACTED}"),
    # A form body.
    (
        re.compile(
            r"\b(client_secret|api_key|passphrase|access_token|refresh_token|id_token|token|code|code_verifier"
            r"|password|assertion)=[^\s&\"']+",
            re.IGNORECASE,
        ),
        rf"\1={REDACTED}",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), REDACTED),
)


def redact(value: object) -> object:
    """Return a copy of `value`, fit for JSON, without what looks like a secret or an address."""
    match value:
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return {
                str(name): REDACTED if _is_secret(str(name)) else redact(held)
                for name, held in value.items()
            }
        case list() | tuple() | set() | frozenset():
            return [redact(held) for held in value]
        case _:
            return redact_text(str(value))


def redact_text(text: str) -> str:
    """Return `text` with every match of the patterns replaced."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _is_secret(name: str) -> bool:
    return name.replace("-", "").replace("_", "").lower() in _FIELDS
