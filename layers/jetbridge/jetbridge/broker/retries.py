"""Retry policy and retry budget."""

from typing import Final

from jetbridge.broker.dialect import DAY
from jetbridge.model import retry_after
from jetbridge.model.ports import HttpRequest, HttpResponse, NoAnswerError, NotSentError

TOO_MANY: Final = 429
_MAY_PASS: Final = frozenset({TOO_MANY, 502, 503, 504})
"""Statuses of a partner that is busy or about to be back."""

_SERVER_ERROR: Final = 500

_LONG: Final = 30
"""Seconds. An answer that may take longer than this is not waited for a second time."""
_GATEWAY_TIMEOUT: Final = 504

HOLD_OFF: Final = 2
"""Seconds to leave a partner alone that throttles and does not say for how long."""

_RETRY: Final = 10
_MAX: Final = 10 * _RETRY
_FIRST: Final = 3 * _RETRY


class RetryBudget:
    """Lets about one call in ten be made again, so that retries never multiply an outage.

    Every call puts a tenth of a retry aside; ten are kept at the most. A new process has three.
    """

    def __init__(self) -> None:
        self._left = _FIRST

    def earn(self) -> None:
        """Put a share aside for a call that is made for the first time."""
        self._left = min(_MAX, self._left + 1)

    def spend(self) -> bool:
        """Take one retry out, if there is one."""
        if self._left < _RETRY:
            return False
        self._left -= _RETRY
        return True


def is_safe(outcome: HttpResponse | NotSentError | NoAnswerError, *, idempotent: bool) -> bool:
    """Return whether a call that ended so may be made again.

    What was never sent may always. What was sent may where a second time does no harm.
    """
    match outcome:
        case NotSentError():
            return True
        case NoAnswerError():
            return idempotent
        case HttpResponse(status):
            return idempotent and status in _MAY_PASS


def took_too_long(
    request: HttpRequest, outcome: HttpResponse | NotSentError | NoAnswerError
) -> bool:
    """Return whether a read that may take minutes has taken longer: what it asks for is too much.

    The partner's own gateway may have given it up, too. Asked again it takes as long.
    """
    if request.method != "GET" or request.timeout <= _LONG:
        return False
    is_gateways = isinstance(outcome, HttpResponse) and outcome.status == _GATEWAY_TIMEOUT
    return is_gateways or isinstance(outcome, NoAnswerError)


def asked_wait(response: HttpResponse) -> int:
    """Return the seconds for which a busy partner wants to be left alone; 0 where it does not.

    A day at the most: one answer of a proxy that has it wrong must not end a connection.
    `Retry-After` counts on 429 and every 5xx (RFC 9110 §10.2.3). A partner that throttles
    (RFC 6585 §4) and names no time is left alone for the default.
    """
    busy = response.status == TOO_MANY or response.status >= _SERVER_ERROR
    named = retry_after.seconds(response.headers) if busy else None
    if named is not None:
        return min(named, DAY)
    return HOLD_OFF if response.status == TOO_MANY else 0
