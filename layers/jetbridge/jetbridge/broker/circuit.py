"""Circuits: what keeps failing is left alone for a while.

Two of them stand before each call. One is the host's, and counts connections that could not be
made. The other is the credential's at that host, and counts what the host makes of its requests
(5xx, no answer): one tenant's requests say nothing about another's. A read that may take minutes
counts neither way where it takes longer: it asks for too much, and its caller asks for less.

Kept in the process: each one finds out for itself, within five calls.
"""

from typing import Final
from urllib.parse import urlsplit

from jetbridge.broker.errors import CircuitOpenError
from jetbridge.broker.retries import took_too_long
from jetbridge.broker.source import CredentialSource
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.ports import (
    Http,
    HttpRequest,
    HttpResponse,
    NoAnswerError,
    NotSentError,
    OutOfTimeError,
)
from jetbridge.model.record import record
from jetbridge.model.system import Clock

FAILURES: Final = 5
"""In a row. A partner that is merely shaky answers now and then, and is not cut off."""
OPEN: Final = 30
"""Seconds until the first probe: what a partner's restart takes, and bearable if it was wrong."""
_SERVER_ERROR: Final = 500


@record(frozen=False)
class _Circuit:
    failures: int = 0
    closed_from: int = 0


class Circuits:
    """Sends requests, except where a circuit is open."""

    def __init__(self, http: Http, clock: Clock, meter: Meter) -> None:
        self._http = http
        self._clock = clock
        self._meter = meter
        self._circuits: dict[tuple[str, str], _Circuit] = {}

    def send(self, source: CredentialSource, request: HttpRequest) -> HttpResponse:
        """Send once.

        Args:
            source: the credential that the request is made with.
            request: what to send.

        Raises:
            CircuitOpenError: the host, or the credential there, failed several times in a row;
                nothing was sent.
            NotSentError, NoAnswerError: as the port says. `OutOfTimeError` says nothing about the
                host.
        """
        if request.fault:
            return self._http.send(request)  # which refuses it: that says nothing about the host
        host = urlsplit(request.url).netloc
        reached = self._circuits.setdefault((host, ""), _Circuit())
        answered = self._circuits.setdefault((host, source.name), _Circuit())
        now = self._clock.now()
        wait = max(reached.closed_from, answered.closed_from) - now
        if wait > 0:
            raise CircuitOpenError(host, wait)
        for circuit in (reached, answered):
            if circuit.failures >= FAILURES:
                # Half open: this call is the probe, and holds the others off until it is answered.
                circuit.closed_from = now + OPEN
        return self._observed(reached, answered, request)

    def _observed(
        self, reached: _Circuit, answered: _Circuit, request: HttpRequest
    ) -> HttpResponse:
        try:
            response = self._http.send(request)
        except OutOfTimeError:
            reached.closed_from = answered.closed_from = 0  # neither was asked
            self._meter.count(Metric.CALL_OUT_OF_TIME)
            raise
        except NotSentError:
            self._failed(reached)
            answered.closed_from = 0  # it was not asked
            raise
        except NoAnswerError as failure:
            _passed(reached)
            if not took_too_long(request, failure):
                self._failed(answered)
            raise
        _passed(reached)
        if response.status < _SERVER_ERROR:
            _passed(answered)
        elif not took_too_long(request, response):
            self._failed(answered)
        return response

    def _failed(self, circuit: _Circuit) -> None:
        circuit.failures += 1
        if circuit.failures >= FAILURES:
            circuit.closed_from = self._clock.now() + OPEN
            self._meter.count(Metric.CIRCUIT_OPENED)


def _passed(circuit: _Circuit) -> None:
    circuit.failures, circuit.closed_from = 0, 0
