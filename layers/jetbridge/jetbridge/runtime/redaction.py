"""The second line of defence against secrets and personal data in logs.

The first is that nothing logs them. This one works on every record just before it is written,
so that a mistake elsewhere shows as `[redacted]` in the log and not as an incident.
"""

import re
from collections.abc import Mapping
from typing import Final

from jetbridge.model import secret_names

REDACTED: Final = "[redacted]"

_JOSE: Final = re.compile(r"(?:\A|-)eyJ[\w-]")
_URL_PARTS: Final = re.compile(r"([^?#]*+)([?#]?)(.*)", re.DOTALL)
_USER: Final = re.compile(r"(https?://)[^/@]++@", re.IGNORECASE)


def _token(match: re.Match[str]) -> str:
    """Redact a JWS or JWE in compact form: its header is JSON in base64url, so it begins `eyJ`."""
    found = _JOSE.search(match[1])
    return match[1][: found.start()] + REDACTED if found else match[0]


def _url(match: re.Match[str]) -> str:
    """Redact the user information, query and fragment of a URL: links are credentials, too."""
    head, mark, tail = _URL_PARTS.fullmatch(match[0]).groups()  # type: ignore[union-attr] # it fits any text
    return _USER.sub(rf"\1{REDACTED}@", head) + mark + (tail and REDACTED)


_PATTERNS: Final = (
    # Authorization header values (RFC 7617, RFC 6750).
    (re.compile(r"\b(Bearer|Basic)\s++[\w.~+/=-]++", re.IGNORECASE), rf"\1 {REDACTED}"),
    # What we issue, by its prefix.
    (re.compile(r"\bjb_(at|cl|cs)_[\w-]++"), rf"jb_\1_{REDACTED}"),
    (re.compile(r"(?<![\w-])([\w-]++)(?:\.[\w-]*+){2,4}"), _token),
    (re.compile(r"https?://[^\s\"']++", re.IGNORECASE), _url),
    # A form body.
    (
        re.compile(
            r"\b(client_secret|api_key|passphrase|access_token|refresh_token|id_token|token|code|code_verifier"
            r"|password|assertion)=[^\s&\"']++",
            re.IGNORECASE,
        ),
        rf"\1={REDACTED}",
    ),
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]++"), REDACTED),
)
"""Each takes time that grows linearly with its input: it begins where a run of its characters
begins, and never gives back what it has taken."""

_MEMBER: Final = re.compile(r"""(?<!\\)(\\*+["'])([\w-]++)\1\s*+:\s*+b?(\\*+["'])""")
"""The name of a text member, in JSON or in Python's notation, up to where its value begins. JSON
within JSON has backslashes before its quotes."""
_SUSPICIOUS: Final = re.compile(r"""jb_[ac]|[\s.="']|://""")
"""Found in every match of a pattern. Most of what is logged has none: one search, not seven."""


def redact(value: object) -> object:
    """Return a copy of `value`, fit for JSON, without what looks like a secret or an address."""
    if isinstance(value, str):
        return redact_text(value)
    match value:
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return redact_members({str(name): held for name, held in value.items()})
        case list() | tuple() | set() | frozenset():
            return [redact(held) for held in value]
        case _:
            return redact_text(str(value))


def redact_members(members: Mapping[str, object]) -> dict[str, object]:
    """Return the members of an object as `redact` does, by their names."""
    return {
        name: REDACTED if secret_names.is_secret(name) else redact(held)
        for name, held in members.items()
    }


def redact_text(text: str) -> str:
    """Return `text` with every match of the patterns, and every secret member, replaced."""
    if not _SUSPICIOUS.search(text):
        return text
    text = _without_secret_members(text)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _without_secret_members(text: str) -> str:
    """Redact members in a text: libraries log what they were given, headers for instance."""
    shown, end = list[str](), 0
    for member in _MEMBER.finditer(text):
        if member.start() < end or not secret_names.is_secret(member[2]):
            continue
        closing = re.compile(rf"(?<!\\){re.escape(member[3])}").search(text, member.end())
        shown += (text[end : member.end()], REDACTED)
        end = closing.start() if closing else len(text)
    return "".join((*shown, text[end:]))
