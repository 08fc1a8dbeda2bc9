"""The second half of obtaining a token: the answer, in the partner's dialect."""

import re
from collections.abc import Mapping
from typing import Final

from jetbridge.broker.dialect import (
    EPOCH,
    EPOCH_MILLISECONDS,
    REFUSALS,
    AccessToken,
    Dialect,
    Envelope,
    Expiry,
    NoTokenError,
    TokenRefusedError,
)
from jetbridge.model.ports import NOT_NOW, HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_whole

_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
"""What passes for an error code. Prose stays behind: it may echo what was sent."""
_SENDABLE: Final = re.compile(r"[!-~]+")
"""What passes for a token: it is sent in a header (RFC 6749 Appendix A.12)."""
_SERVER_ERROR: Final = 500


def read_token(dialect: Dialect, response: HttpResponse, *, now: int) -> AccessToken:
    """Read the answer to `token_request` (RFC 6749 §5.1, or the dialect's envelope of it).

    Args:
        dialect: how the partner answers.
        response: what it answered.
        now: the present in Unix seconds.

    Raises:
        TokenRefusedError: the partner says so, in its protocol's words.
        NoTokenError: it says neither that nor the whole of a token.
    """
    answer = _members(response.json())
    _raise_refusal(dialect, response.status, answer)
    if dialect.envelope is Envelope.DATA_ERRORS:
        answer = {} if answer.get("errors") else _members(answer.get("data"))

    def no_token(rule: str) -> NoTokenError:
        failed = response.status >= _SERVER_ERROR or answer.get("error") == "server_error"
        issued = failed or response.status in dialect.success
        return NoTokenError(dialect.partner, response.status, rule, may_have_issued=issued)

    def secret(name: str) -> Secret:
        value = answer.get(name)
        if not is_whole(value):
            raise no_token(f"{name} must be a non-empty string")
        if name == dialect.token_field and not _SENDABLE.fullmatch(value):
            raise no_token(f"{name} must be visible ASCII")
        return Secret(value)

    if response.status not in dialect.success or answer.get("error"):
        raise no_token("no success")
    if str(answer.get("token_type") or dialect.token_types[0]).lower() not in dialect.token_types:
        raise no_token("token_type must be one that we can present")
    return AccessToken(
        value=secret(dialect.token_field),
        expires_at=_expires_at(answer.get("expires_in"), dialect, now),
        scopes=_scopes(answer.get(dialect.scope.name), dialect),
        companions={name: secret(name) for name in dialect.companions},
    )


def _members(body: object) -> Mapping[str, object]:
    return body if isinstance(body, dict) else {}


def _raise_refusal(dialect: Dialect, status: int, answer: Mapping[str, object]) -> None:
    """Raise a refusal: an error code that the protocol or the partner's page knows.

    Only such a code counts. A status alone is also what a firewall or a gateway answers with,
    and `{"error": "Forbidden"}` is a web framework's page, not the token endpoint's word.
    """
    if dialect.envelope is Envelope.DATA_ERRORS:
        _raise_first(dialect, status, answer.get("errors"))
        return
    code = answer.get("error")
    known = isinstance(code, str) and (code in REFUSALS or code in dialect.refusals)
    if known and _may_refuse(status):
        raise TokenRefusedError(dialect.partner, status, str(code))


def _raise_first(dialect: Dialect, status: int, errors: object) -> None:
    """Raise the first of `errors`, which decide whatever a success's status says.

    Of the codes few are published, so every error in that form is a refusal, except where the
    status says that the server failed.
    """
    first = _members(errors[0]) if isinstance(errors, list) and errors else {}
    message, number = first.get("message"), first.get("code")
    if not isinstance(message, str):
        return
    code = message if _CODE.fullmatch(message) else "no_error_code"
    if code in dialect.refusals or _may_refuse(status):
        numbered = number if isinstance(number, int) else None
        raise TokenRefusedError(dialect.partner, status, code, numbered)


def _may_refuse(status: int) -> bool:
    return status < _SERVER_ERROR and status not in NOT_NOW


def _expires_at(expires_in: object, dialect: Dialect, now: int) -> int:
    """Read an expiry, which some servers send as a string, within believable bounds."""
    try:
        number = int(expires_in) if isinstance(expires_in, int | float | str) else 0
    except (ValueError, OverflowError):
        number = 0
    if dialect.expiry is Expiry.EPOCH and number > EPOCH:
        moment = number // 1_000 if number > EPOCH_MILLISECONDS else number
        number = moment - now
    if number <= 0:
        number = dialect.default_lifetime
    return now + min(number, dialect.longest_lifetime)


def _scopes(granted: object, dialect: Dialect) -> tuple[str, ...] | None:
    """Read the granted scopes: text with the dialect's separator, or a list."""
    match granted:
        case str():
            parts = granted.split(dialect.scope.separator)
            return tuple(part.strip() for part in parts if part.strip())
        case list():
            return tuple(map(str, granted))
        case _:
            return None
