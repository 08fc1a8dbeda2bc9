"""What is sent to an endpoint because a person wants it: a test, and what was given up."""

from typing import Final

from jetbridge.flows.console.places import Asked, Done, Form, View, Visit
from jetbridge.flows.self_service import webhook_deliveries, webhooks
from jetbridge.flows.self_service.webhook_deliveries import MAX_REPLAYED
from jetbridge.model.sentence import say
from jetbridge.web import journey_untold
from jetbridge.web.json_body import validated
from jetbridge.web.webhook_bodies import ReplayBody

_TEST: Final = "A signed event webhook.test is sent now, once. It says nothing of a journey."
_AGAIN: Final = "It is tried as often as a new one. The receiver knows a repeat by its webhook-id."
_ALL: Final = (
    f"What was given up is sent again, the newest {MAX_REPLAYED} at the most. A link that is in it "
    "may have ended meanwhile."
)


def ask(visit: Visit) -> Asked:
    """Return what is asked before something is sent.

    Raises:
        ApiProblem: 404, there is no such endpoint or delivery; 409, nothing is sent there at
            present.
    """
    endpoint_id, event_id = visit.variables["endpoint"], visit.variables.get("event")
    found = webhooks.find(visit.context, visit.of, endpoint_id).endpoint
    if visit.word == "test":
        return Asked(found.host, (_TEST,))
    webhook_deliveries.require_told(found)
    if event_id is None:
        return Asked(found.host, (_ALL, _AGAIN))
    lost = webhook_deliveries.given_up(visit.context, visit.of, endpoint_id, event_id)
    why = f"{lost.event.type} was given up after {lost.attempts} attempts"
    return Asked(event_id, (f"{why}: {journey_untold.outcome(lost.outcome)}.", _AGAIN))


def do(visit: Visit, _form: Form) -> Done | View:
    """Send a test, or once more what was given up.

    Raises:
        ApiProblem: as the flows of the API do.
    """
    endpoint_id, event_id = visit.variables["endpoint"], visit.variables.get("event")
    here = f"{visit.home}/webhooks/{endpoint_id}"
    if visit.word == "test":
        outcome, is_taken = webhooks.try_out(visit.context, visit.person, endpoint_id)
        title = say("The endpoint took the test") if is_taken else say("The test was not taken")
        shown = {"is_taken": is_taken, "outcome": journey_untold.outcome(outcome), "url": here}
        return View("tested.html.j2", shown, title)
    body = validated(ReplayBody, {} if event_id is None else {"eventIds": [event_id]})
    sent, _ = webhook_deliveries.replay(visit.context, visit.person, endpoint_id, body)
    return Done(here, tuple(each.event.id for each in sent if each.event.id != event_id))
