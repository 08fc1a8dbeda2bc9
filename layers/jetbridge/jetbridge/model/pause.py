"""A pause of an endpoint: what it holds costs nothing, and is sent when it ends.

A delivery that is held is not looked at before it is given up. The end of the pause wakes it. Times
are Unix seconds.
"""

from jetbridge.model.record import replace
from jetbridge.model.webhook import (
    DEFERRED_FOR,
    PAUSED,
    Delivery,
    DeliveryStatus,
    Endpoint,
    over,
)


def paused(endpoint: Endpoint, now: int) -> Endpoint:
    """Return an endpoint that is told nothing for now."""
    return replace(endpoint, paused_at=endpoint.paused_at or now, resumed_at=None)


def resumed(endpoint: Endpoint, now: int) -> Endpoint:
    """Return an endpoint that is told again, what a pause has held included."""
    if endpoint.paused_at is None:
        return endpoint
    return replace(endpoint, paused_at=None, resumed_at=now)


def held(delivery: Delivery, now: int) -> Delivery:
    """Return a delivery that waits for the end of a pause, or that is given up where that is long.

    Either is no attempt.
    """
    since = delivery.since if delivery.is_held else now
    if now >= since + DEFERRED_FOR:
        return over(delivery, DeliveryStatus.DEAD, now, PAUSED)
    return replace(
        delivery, since=since, next_at=since + DEFERRED_FOR, updated_at=now, outcome=PAUSED
    )


def woken(delivery: Delivery, now: int) -> Delivery:
    """Return a delivery that is looked at now, since the pause for which it waited has ended."""
    return replace(delivery, next_at=now, updated_at=now)


def released(delivery: Delivery, now: int) -> Delivery:
    """Return a delivery as it is tried after a pause: the time of that counts for nothing."""
    if not delivery.is_held:
        return delivery
    return replace(delivery, since=now, deferrals=0, outcome="")
