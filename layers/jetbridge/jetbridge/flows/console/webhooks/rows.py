"""An endpoint and a delivery as lines of lists."""

from typing import Final

from jetbridge.flows.console.places import Visit
from jetbridge.model.record import record
from jetbridge.model.sentence import Sentence, say
from jetbridge.model.webhook import Delivery, DeliveryStatus, Endpoint
from jetbridge.web import journey_untold, times, webhook_resources

_TONES: Final = {"active": "good", "paused": "warn", "disabled": "bad"}
"""How each state of an endpoint is coloured. Its word says the same."""
_DELIVERIES: Final = {
    DeliveryStatus.WAITING: (say("waiting"), "waiting"),
    DeliveryStatus.DELIVERED: (say("delivered"), "good"),
    DeliveryStatus.DEAD: (say("given up"), "bad"),
    DeliveryStatus.DROPPED: (say("dropped"), "plain"),
}


@record
class Row:
    """An endpoint: its state, and the events that it wants, none of them: every one."""

    id: str
    url: str
    host: str
    state: str
    tone: str
    wants: tuple[str, ...]
    failing: times.Moment | None


@record
class Line:
    """A delivery: what it is about, and what came of its last attempt, in words."""

    event: str
    type: str
    journey: str
    status: Sentence
    tone: str
    attempts: int
    answer: str
    at: times.Moment
    next: times.Moment | None
    replay: str
    """The path by which it is sent again, empty where it was not given up."""


def row(visit: Visit, found: Endpoint) -> Row:
    """Return the line of an endpoint of the tenant in view."""
    state = webhook_resources.state(found)
    return Row(
        id=found.id,
        url=f"{visit.home}/webhooks/{found.id}",
        host=found.host,
        state=state,
        tone=_TONES[state],
        wants=found.types,
        failing=times.moment(found.failing_since) if found.failing_since else None,
    )


def line(visit: Visit, endpoint: Endpoint, found: Delivery) -> Line:
    """Return the line of a delivery to an endpoint of the tenant in view."""
    status, tone = _DELIVERIES[found.status]
    here = f"{visit.home}/webhooks/{endpoint.id}/deliveries/{found.event.id}"
    return Line(
        event=found.event.id,
        type=found.event.type,
        journey=f"{visit.home}/journeys/{found.journey_id}",
        status=status,
        tone=tone,
        attempts=found.attempts,
        answer=journey_untold.outcome(found.outcome),
        at=times.moment(found.updated_at),
        next=times.moment(found.next_attempt_at) if found.next_attempt_at else None,
        replay=f"{here}/replay" if found.status is DeliveryStatus.DEAD else "",
    )
