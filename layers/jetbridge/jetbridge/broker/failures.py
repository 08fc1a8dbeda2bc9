"""Why a call brought no answer: the exceptions of the broker's parts, as one answer to its callers.

What the table fails with is none of these: it says nothing about the partner or its credential.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.broker.dialect import TokenRefusedError
from jetbridge.broker.errors import ThrottledError, TokenUnavailableError
from jetbridge.model.outcome import NOT_SET, UNSEALABLE, Cause, NotPerformed
from jetbridge.model.ports import NotSentError, OutOfTimeError
from jetbridge.vault.sealing import UnsealableError
from jetbridge.vault.secrets import SecretNotReadError, SecretUnavailableError

NOTHING_SENT: Final = (
    TokenRefusedError,
    TokenUnavailableError,
    NotSentError,
    UnsealableError,
    SecretUnavailableError,
)
"""Exceptions after which the same call may be made later."""


_CAUSES: Final[Mapping[type[NotSentError], Cause]] = {
    ThrottledError: Cause.THROTTLED,
    OutOfTimeError: Cause.OUT_OF_TIME,
}

type NothingSent = (
    TokenRefusedError
    | TokenUnavailableError
    | NotSentError
    | UnsealableError
    | SecretUnavailableError
)


def not_performed(failure: NothingSent) -> NotPerformed:
    """Say why nothing was done, by the exception that says so."""
    match failure:
        case TokenRefusedError(_, status, code):
            return NotPerformed(
                Cause.CREDENTIALS, status=status, error=code, permanent=failure.permanent
            )
        case UnsealableError():
            return NotPerformed(Cause.CREDENTIALS, error=UNSEALABLE, permanent=True)
        case TokenUnavailableError():
            return NotPerformed(Cause.UNREACHABLE, failure.retry_after)
        case NotSentError():
            cause = _CAUSES.get(type(failure), Cause.UNREACHABLE)
            return NotPerformed(cause, failure.retry_after, detail=failure.cause)
        case SecretNotReadError():
            return NotPerformed(Cause.SECRET_NOT_READ, detail=str(failure))
        case SecretUnavailableError():
            return NotPerformed(Cause.NOT_SET_UP, error=NOT_SET, detail=str(failure))
