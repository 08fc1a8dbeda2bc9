"""The events of a journey that the tenant's endpoint has not accepted yet."""

from collections.abc import Iterable

from jetbridge.model.journey import Entry, What
from jetbridge.model.record import record
from jetbridge.model.webhook import FAILING_AFTER, Delivery, DeliveryStatus, Endpoint


@record
class Untold:
    """The late deliveries of one journey, oldest first, and the endpoint, if there is one."""

    endpoint: Endpoint | None
    deliveries: tuple[Delivery, ...]

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The line in the timeline of a hire that waits for an endpoint which fails."""
        endpoint = self.endpoint
        waits = any(each.status is DeliveryStatus.WAITING for each in self.deliveries)
        if not (endpoint and endpoint.failure_told and endpoint.failing_since and waits):
            return ()
        at = endpoint.failing_since + FAILING_AFTER
        return (Entry(What.ENDPOINT_FAILING, at, facts={"host": endpoint.host}),)


def untold(endpoint: Endpoint | None, deliveries: Iterable[Delivery]) -> Untold:
    """Return what is late of these deliveries."""
    late = sorted(filter(_is_late, deliveries), key=lambda each: (each.event.at, each.event.id))
    return Untold(endpoint, tuple(late))


def _is_late(delivery: Delivery) -> bool:
    """Return whether an attempt came to nothing, or waits for a permit; not: is being made."""
    if delivery.status is DeliveryStatus.WAITING:
        return bool(delivery.outcome or delivery.deferrals or delivery.attempts > 1)
    return delivery.status is DeliveryStatus.DEAD
