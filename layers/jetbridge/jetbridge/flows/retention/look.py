"""A look at what has ended: what was kept long enough is removed. The queue's work `retention`.

Each kind is a module. It removes what is due, or has the item looked at again when it will be. What
is written meanwhile is left alone: its own write has it looked at again.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, cast

from jetbridge.flows.context import Context
from jetbridge.flows.retention import connections, journeys, onboardings, policies
from jetbridge.model.retention import Periods
from jetbridge.model.work import Message
from jetbridge.store import due
from jetbridge.store.table import ConditionFailedError, Item, Key

type Look = Callable[[Context, Item, Periods], None]
"""Removes of an ended item what was kept long enough, or has it looked at later."""

LOOKS: Final[Mapping[str, Look]] = {
    "CONNECTION": connections.look,
    "JOURNEY": journeys.look,
    "ONBOARDING": onboardings.look,
    "VERSION": policies.look,
}
"""By the first word of the sort key."""


def work(context: Context, message: Message) -> None:
    """Look at the item of the message. A repeat finds it gone, or decides the same."""
    key = Key(str(message.get("item")), str(message.get("part")))
    item = context.table.get(key)
    if item is None or due.waits(item):
        return
    periods = Periods(**cast("dict[str, int]", message["days"]))
    with suppress(ConditionFailedError):
        LOOKS[key.sk.partition("#")[0]](context, item, periods)
