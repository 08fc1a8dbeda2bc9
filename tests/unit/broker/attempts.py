"""Calls through the broker, and how they end."""

from jetbridge.broker.broker import Broker
from jetbridge.model.outcome import NotPerformed, Sent
from jetbridge.model.ports import HttpResponse
from tests.unit.broker.processes import Source, thing


def attempt(broker: Broker, *, idempotent: bool = False) -> Sent[HttpResponse]:
    """Make a call, and return how it ended."""
    return broker.send(Source(), thing, idempotent=idempotent)


def is_open(end: Sent[HttpResponse]) -> bool:
    """Return whether a call was not made because its circuit is open."""
    return isinstance(end, NotPerformed) and end.detail == "CircuitOpen"
