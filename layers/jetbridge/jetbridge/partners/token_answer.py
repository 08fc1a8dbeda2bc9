"""The second half of obtaining a token: the answer, in the partner's dialect."""

import re
from collections.abc import Mapping
from typing import Final

from jetbridge.model.ports import HttpResponse
from jetbridge.model.secret import Secret
from jetbridge.partners.dialect import (
    EPOCH,
    EPOCH_MILLISECONDS,
    AccessToken,
    Dialect,
    Envelope,
    Expiry,
    TokenRefused,
)

_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
"""What passes for an error code. Prose stays behind: it may echo what was sent."""


def read_token(dialect: Dialect, response: HttpResponse, *, now: int) -> AccessToken:
    """Read the answer to `token_request` (RFC 6749 §5.1, or the dialect's envelope of it).

    Args:
        dialect: how the partner answers.
        response: what it answered.
        now: the present in Unix seconds.

    Raises:
        TokenRefused: another status than the dialect's success, an error in the body, or an
            answer that is not whole.
    """
    answer = _members(response.json())
    if dialect.envelope is Envelope.DATA_ERRORS:
        _raise_first(dialect, response.status, answer.get("errors"))
        answer = _members(answer.get("data"))
    if response.status not in dialect.success or answer.get("error"):
        raise TokenRefused(dialect.partner, response.status, _code(answer.get("error")))

    def secret(name: str) -> Secret:
        value = answer.get(name)
        if not isinstance(value, str) or not value:
            raise TokenRefused(dialect.partner, response.status, f"no_{name}")
        return Secret(value)

    return AccessToken(
        value=secret(dialect.token_field),
        expires_at=_expires_at(answer.get("expires_in"), dialect, now),
        scopes=_scopes(answer.get(dialect.scope.name), dialect),
        refresh_token=secret("refresh_token") if answer.get("refresh_token") else None,
        companions={name: secret(name) for name in dialect.companions},
    )


def _members(body: object) -> Mapping[str, object]:
    return body if isinstance(body, dict) else {}


def _raise_first(dialect: Dialect, status: int, errors: object) -> None:
    """Raise the first of `errors`: they decide, whatever the status says."""
    if not errors:
        return
    first = _members(errors[0]) if isinstance(errors, list) else {}
    number = first.get("code")
    raise TokenRefused(
        dialect.partner,
        status,
        _code(first.get("message")),
        number if isinstance(number, int) else None,
    )


def _code(error: object) -> str:
    return error if isinstance(error, str) and _CODE.fullmatch(error) else "no_error_code"


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
