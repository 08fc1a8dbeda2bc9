"""What the clock starts for journeys: whatever of them is due is handed to the queue."""

from collections.abc import Callable, Mapping
from typing import Final

from jetbridge.flows import hand_over
from jetbridge.flows.bridge import Bridge
from jetbridge.model import work
from jetbridge.model.work import Message
from jetbridge.store.due import Lane

_LANES: Final = (Lane.JOURNEY,)

_MESSAGES: Final[Mapping[str, Callable[[str], Message]]] = {
    "JOURNEY": work.journey,
    "APPLICATION": work.application,
}
"""The message for an entry of these lanes, by the first word of its key: it takes the rest."""


def run(bridge: Bridge) -> hand_over.Report:
    """Hand every due journey and every application to be looked at to the queue."""
    return hand_over.run(bridge, _LANES, _message)


def _message(pk: str) -> Message:
    return _MESSAGES[pk.partition("#")[0]](hand_over.name_in(pk))
