"""A circuit per partner host: one that keeps failing is left alone for a while.

Kept in the process: each one finds out for itself, within five calls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from jetbridge.broker.errors import CircuitOpen
from jetbridge.model.metrics import Meter, Metric
from jetbridge.model.ports import Clock, Http, HttpRequest, HttpResponse, NoAnswer, NotSent

FAILURES: Final = 5
"""In a row. A partner that is merely shaky answers now and then, and is not cut off."""
OPEN: Final = 30
"""Seconds until the first probe: what a partner's restart takes, and bearable if it was wrong."""
_SERVER_ERROR: Final = 500


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    closed_from: int = 0


class Circuits:
    """Sends requests, those to broken hosts excepted."""

    def __init__(self, http: Http, clock: Clock, meter: Meter) -> None:
        """Send through `http`."""
        self._http = http
        self._clock = clock
        self._meter = meter
        self._circuits: dict[str, _Circuit] = {}

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send once.

        Raises:
            CircuitOpen: the host failed several times in a row; nothing was sent.
            NotSent, NoAnswer: as the port says.
        """
        host = urlsplit(request.url).netloc
        circuit = self._circuits.setdefault(host, _Circuit())
        now = self._clock.now()
        if now < circuit.closed_from:
            raise CircuitOpen(host, circuit.closed_from - now)
        if circuit.failures >= FAILURES:
            # Half open: this call is the probe, and holds the others off until it is answered.
            circuit.closed_from = now + OPEN
        return self._observed(circuit, lambda: self._http.send(request))

    def _observed(self, circuit: _Circuit, call: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            response = call()
        except (NotSent, NoAnswer):
            self._failed(circuit)
            raise
        if response.status >= _SERVER_ERROR:
            self._failed(circuit)
        else:
            circuit.failures, circuit.closed_from = 0, 0
        return response

    def _failed(self, circuit: _Circuit) -> None:
        circuit.failures += 1
        if circuit.failures >= FAILURES:
            circuit.closed_from = self._clock.now() + OPEN
            self._meter.count(Metric.CIRCUIT_OPENED)
