"""What the clock starts for journeys: whatever of them is due is handed to a queue."""

from collections.abc import Callable, Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import deliver
from jetbridge.flows.journey import give_up
from jetbridge.flows.schedule import dispatch as hand_over
from jetbridge.model import work
from jetbridge.model.work import Message
from jetbridge.store import keys
from jetbridge.store.due import Lane
from jetbridge.store.table import Key

_CLOSINGS: Final = {"JOURNEY": give_up.give_up, "DELIVERY": deliver.close}
"""What says on an item that it was given up, by the first word of its sort key."""
_MESSAGES: Final[Mapping[str, Callable[[Key], Message]]] = {
    "JOURNEY": lambda key: work.journey(hand_over.name_in(key)),
    "APPLICATION": lambda key: work.application(hand_over.name_in(key)),
    "DELIVERY": lambda key: work.delivery(hand_over.name_in(key), keys.event_in(key)),
    "ENDPOINT": lambda key: work.endpoint(hand_over.name_in(key)),
}
"""What a queue is told of an entry of these lanes, by the first word of its sort key."""


def run(context: Context) -> hand_over.Report:
    """Hand due journeys and applications to the queue, due deliveries and endpoints to theirs."""
    lanes = {Lane.JOURNEY: context.queue, Lane.POST: context.webhooks}
    return hand_over.run(context, lanes, _message, _CLOSINGS)


def _message(key: Key) -> Message:
    """What no release knows that this one follows is counted all the same, and holds up nothing."""
    made = _MESSAGES.get(key.sk.partition("#")[0])
    return made(key) if made else work.settle(key.pk)
