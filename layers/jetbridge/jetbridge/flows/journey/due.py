"""What the clock starts for journeys: whatever of them is due is handed to a queue."""

from collections.abc import Callable, Mapping
from typing import Final

from jetbridge.flows import hand_over
from jetbridge.flows.bridge import Bridge
from jetbridge.flows.journey import give_up
from jetbridge.model import work
from jetbridge.model.work import Message
from jetbridge.store import keys
from jetbridge.store.due import Lane
from jetbridge.store.table import Key

_MESSAGES: Final[Mapping[str, Callable[[Key], Message]]] = {
    "JOURNEY": lambda key: work.journey(hand_over.name_in(key)),
    "APPLICATION": lambda key: work.application(hand_over.name_in(key)),
    "DELIVERY": lambda key: work.delivery(hand_over.name_in(key), keys.event_in(key)),
    "ENDPOINT": lambda key: work.endpoint(hand_over.name_in(key)),
}
"""What a queue is told of an entry of these lanes, by the first word of its sort key."""


def run(bridge: Bridge) -> hand_over.Report:
    """Hand due journeys and applications to the queue, due deliveries and endpoints to theirs."""
    lanes = {Lane.JOURNEY: bridge.queue, Lane.POST: bridge.webhooks}
    return hand_over.run(bridge, lanes, _message, {"JOURNEY": give_up.give_up})


def _message(key: Key) -> Message:
    return _MESSAGES[key.sk.partition("#")[0]](key)
