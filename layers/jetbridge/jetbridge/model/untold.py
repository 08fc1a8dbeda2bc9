"""The events of a journey that an endpoint of the tenant has not accepted yet."""

from collections.abc import Iterable

from jetbridge.model.journey import Entry, What
from jetbridge.model.record import record
from jetbridge.model.webhook import FAILING_AFTER, Delivery, DeliveryStatus, Endpoint


@record
class Untold:
    """The late deliveries of one journey, oldest first, and the tenant's endpoints."""

    endpoints: tuple[Endpoint, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def lines(self) -> tuple[Entry, ...]:
        """The lines in the timeline of a hire that waits for endpoints which fail."""
        waiting = {
            each.further for each in self.deliveries if each.status is DeliveryStatus.WAITING
        }
        return tuple(
            Entry(What.ENDPOINT_FAILING, since + FAILING_AFTER, facts={"host": each.host})
            for each in self.endpoints
            if each.failure_told and each.further in waiting and (since := each.failing_since)
        )

    def host(self, delivery: Delivery) -> str | None:
        """Return where a delivery goes; None where that endpoint is not there any more."""
        found = (each.host for each in self.endpoints if each.further == delivery.further)
        return next(found, None)


def untold(endpoints: tuple[Endpoint, ...], deliveries: Iterable[Delivery]) -> Untold:
    """Return what is late of these deliveries."""
    late = sorted(filter(_is_late, deliveries), key=lambda each: (each.event.at, each.event.id))
    return Untold(endpoints, tuple(late))


def _is_late(delivery: Delivery) -> bool:
    """Return whether an attempt came to nothing, or waits for a permit; not: is being made."""
    if delivery.status is DeliveryStatus.WAITING:
        return bool(delivery.outcome or delivery.deferrals or delivery.attempts > 1)
    return delivery.status is DeliveryStatus.DEAD
