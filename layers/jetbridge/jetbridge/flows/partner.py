"""What a partner can do, as the use cases see it: a protocol a capability.

A partner's folder has a module for each of its capabilities, named as the capability is
(`jetbridge.model.registry`), with the functions of the protocol. Whatever is one partner's alone
stays behind them.
"""

from typing import Protocol, cast

from jetbridge.flows.context import Context
from jetbridge.flows.notification.finding import Finding
from jetbridge.model import registry
from jetbridge.model.notification import Notification
from jetbridge.model.registry import Capability


class Notifies(Protocol):
    """A partner that sends notifications: the module `notification` of its folder."""

    def handle(self, context: Context, notification: Notification) -> Finding | None:
        """Return what acting on a stored notification comes to, None: it is too early."""


def notifies(name: str) -> Notifies:
    """Return what a partner does about its notifications.

    Raises:
        LookupError: there is no such partner, or it sends none.
    """
    return cast("Notifies", registry.partner(name).module(Capability.NOTIFIES))
