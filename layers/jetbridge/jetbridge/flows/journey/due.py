"""The schedule of journeys: whatever of them is due is put into a queue."""

from collections.abc import Callable, Mapping
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import deliver
from jetbridge.flows.journey import give_up
from jetbridge.flows.schedule import dispatch
from jetbridge.model import work
from jetbridge.model.work import Message
from jetbridge.store import keys
from jetbridge.store.due import Partition
from jetbridge.store.table import Key

_CLOSINGS: Final = {"JOURNEY": give_up.give_up, "DELIVERY": deliver.close}
"""What says on an item that it was given up, by the first word of its sort key."""
_MESSAGES: Final[Mapping[str, Callable[[Key], Message]]] = {
    "JOURNEY": lambda key: work.journey(dispatch.name_in(key)),
    "APPLICATION": lambda key: work.application(dispatch.name_in(key)),
    "DELIVERY": lambda key: work.delivery(dispatch.name_in(key), *keys.delivery_in(key)),
    "ENDPOINT": lambda key: work.endpoint(dispatch.name_in(key)),
    "FURTHER": lambda key: work.endpoint(dispatch.name_in(key), keys.endpoint_in(key)),
}
"""What a queue is told of an entry of these partitions, by the first word of its sort key."""


def run(context: Context) -> dispatch.Report:
    """Dispatch due journeys and applications; due deliveries and endpoints to their own queue."""
    partitions = {Partition.JOURNEY: context.queue, Partition.POST: context.webhooks}
    return dispatch.run(context, partitions, _message, _CLOSINGS)


def _message(key: Key) -> Message:
    """Return the message of an entry; an unknown kind is counted as well, and blocks nothing."""
    made = _MESSAGES.get(key.sk.partition("#")[0])
    return made(key) if made else work.settle(key.pk)
