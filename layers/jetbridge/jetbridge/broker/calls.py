"""A call to a partner: rate limit, circuit breaker, and retries where they are safe."""

from typing import Final

from jetbridge.broker import waits
from jetbridge.broker.circuit import Circuits
from jetbridge.broker.context import BrokerContext
from jetbridge.broker.errors import CircuitOpenError, ThrottledError
from jetbridge.broker.rate_limiter import RateLimiter
from jetbridge.broker.retries import RetryBudget, asked_wait, is_safe, took_too_long
from jetbridge.broker.source import CredentialSource
from jetbridge.model.metrics import Metric
from jetbridge.model.ports import (
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    OutOfTimeError,
)

_TRIES: Final = {False: 2, True: 3}
"""How often a call is made at the most, by whether it is idempotent."""
_FIRST_WAIT: Final = 0.2
_MAX_WAIT: Final = 5
"""Seconds. A partner that wants a longer wait is not waited for: the caller is told."""


class Calls:
    """Makes calls."""

    def __init__(self, context: BrokerContext, circuits: Circuits) -> None:
        self._context = context
        self._circuits = circuits
        self._rate_limiter = RateLimiter(context)
        self._budget = RetryBudget()

    def make(
        self, source: CredentialSource, request: HttpRequest, *, idempotent: bool
    ) -> HttpResponse:
        """Send `request`, again where that is safe and the budget allows.

        Raises:
            ThrottledError, CircuitOpenError, NotSentError: nothing was sent.
            NoAnswerError: it was sent and its outcome is unknown.
        """
        self._budget.earn()
        outcome = self._once(source, request)
        for attempt in range(1, _TRIES[idempotent]):
            wait = self._wait(request, outcome, attempt)
            if wait > _MAX_WAIT or not is_safe(outcome, idempotent=idempotent):
                break
            if not self._budget.spend():
                break
            self._context.meter.count(Metric.CALL_REPEATED)
            self._context.pause.pause(wait)
            again = self._once(source, request)
            # A repeat that never left does not undo what was sent before it.
            outcome = outcome if isinstance(again, NotSentError) else again
        if isinstance(outcome, HttpResponse):
            return outcome
        raise outcome

    def _once(
        self, source: CredentialSource, request: HttpRequest
    ) -> HttpResponse | NotSentError | NoAnswerError:
        try:
            with self._rate_limiter.admitted(source, request) as admission:
                response = self._circuits.send(source, request)
                admission.heard(response)
                waits.note(self._context, source, response)
                return response
        except (NotSentError, NoAnswerError) as failure:
            return failure

    def _wait(
        self,
        request: HttpRequest,
        outcome: HttpResponse | NotSentError | NoAnswerError,
        attempt: int,
    ) -> float:
        """Return the seconds to wait: those that the partner names, or more each time."""
        match outcome:
            case CircuitOpenError() | ThrottledError() | OutOfTimeError():
                return _MAX_WAIT + 1
            case _ if took_too_long(request, outcome):
                return _MAX_WAIT + 1
            case HttpResponse() if asked_wait(outcome):
                return asked_wait(outcome)
            case _:
                return float(_FIRST_WAIT * 2 ** (attempt - 1) * (1 + self._context.jitter()))
