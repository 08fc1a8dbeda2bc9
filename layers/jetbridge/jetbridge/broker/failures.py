"""Why a call brought no answer: the exceptions of the broker's parts, as one answer to its callers.

What the table fails with is none of these: it says nothing about the partner or its credential.
"""

from collections.abc import Mapping
from typing import Final

from jetbridge.broker.dialect import TokenRefused
from jetbridge.broker.errors import Throttled, TokenUnavailable
from jetbridge.model.outcome import NOT_SET, UNSEALABLE, Cause, NotPerformed
from jetbridge.model.ports import NotSent, OutOfTime
from jetbridge.vault.sealing import Unsealable
from jetbridge.vault.secrets import SecretNotRead, SecretUnavailable

NOTHING_SENT: Final = (TokenRefused, TokenUnavailable, NotSent, Unsealable, SecretUnavailable)
"""Exceptions after which the same call may be made later."""


_CAUSES: Final[Mapping[type[NotSent], Cause]] = {
    Throttled: Cause.THROTTLED,
    OutOfTime: Cause.OUT_OF_TIME,
}

type NothingSent = TokenRefused | TokenUnavailable | NotSent | Unsealable | SecretUnavailable


def not_performed(failure: NothingSent) -> NotPerformed:
    """Say why nothing was done, by the exception that says so."""
    match failure:
        case TokenRefused(_, status, code):
            return NotPerformed(
                Cause.CREDENTIALS, status=status, error=code, permanent=failure.permanent
            )
        case Unsealable():
            return NotPerformed(Cause.CREDENTIALS, error=UNSEALABLE, permanent=True)
        case TokenUnavailable():
            return NotPerformed(Cause.UNREACHABLE, failure.retry_after)
        case NotSent():
            cause = _CAUSES.get(type(failure), Cause.UNREACHABLE)
            return NotPerformed(cause, failure.retry_after, detail=failure.cause)
        case SecretNotRead():
            return NotPerformed(Cause.SECRET_NOT_READ, detail=str(failure))
        case SecretUnavailable():
            return NotPerformed(Cause.NOT_SET_UP, error=NOT_SET, detail=str(failure))
