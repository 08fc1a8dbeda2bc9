"""What the API shows of events that a tenant's endpoint has not accepted: never their content."""

from typing import Final

from jetbridge.model.untold import Untold
from jetbridge.model.webhook import Delivery, DeliveryStatus
from jetbridge.web import journey_shapes as shapes
from jetbridge.web.resources import moment

_OUTCOMES: Final = {
    "": "it waits for a permit",
    "unreachable": "the endpoint could not be reached",
    "no_answer": "no answer came in time",
    "not_signed": "the secret that signs does not open",
    "failed": "an unexpected error, which the log shows",
    "did_not_finish": "each try ended before the attempt, for which the log has the reason",
    "interrupted": "the process ended during the attempt",
    "endpoint_disabled": "the endpoint is disabled",
    "endpoint_paused": "the endpoint is paused",
    "endpoint_busy": "other webhooks used up the endpoint's share for days",
}
_LINKS: Final = frozenset({"journey.link_ready", "journey.reminder_due"})


def shown(late: Untold) -> list[shapes.Undelivered]:
    """Show what was not taken: where it goes, what came of it, and when it is tried next."""
    return [_shown(each, late.host(each)) for each in late.deliveries]


def _shown(delivery: Delivery, host: str | None) -> shapes.Undelivered:
    return {
        "eventId": delivery.event.id,
        "type": delivery.event.type,
        "host": host,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "lastOutcome": delivery.outcome or None,
        "lastStatus": delivery.last_status,
        "nextAttemptAt": moment(delivery.next_attempt_at),
        "sentence": _sentence(delivery, host),
    }


def outcome(word: str) -> str:
    """Return what came of an attempt, as people read it."""
    name, _, status = word.partition("_")
    return f"the endpoint answered {status}" if name == "http" else _OUTCOMES.get(word, "failed")


def _sentence(delivery: Delivery, host: str | None) -> str:
    """Return it as people read it, without the moment of the next attempt."""
    why = outcome(delivery.outcome)
    what = "The link in" if delivery.event.type in _LINKS else "The event"
    given_up = "" if delivery.status is DeliveryStatus.WAITING else " It was given up."
    return (
        f"{what} {delivery.event.type} was not delivered to {host or 'an endpoint'}: {why}."
        f" Attempts: {delivery.attempts}.{given_up}"
    )
