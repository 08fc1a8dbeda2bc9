"""What a partner can do, as the use cases see it: a protocol a capability.

A partner's folder has a module for each of its capabilities, named as the capability is
(`jetbridge.model.registry`), with the functions of the protocol. Whatever is one partner's alone
stays behind them.
"""

from typing import Protocol, cast

from jetbridge.flows.connection.credentials import SealedPair
from jetbridge.flows.context import Context
from jetbridge.flows.notification.finding import Finding
from jetbridge.model import registry
from jetbridge.model.connection import Connection
from jetbridge.model.notification import Notification
from jetbridge.model.ports import HttpRequest
from jetbridge.model.registry import Capability
from jetbridge.model.secret import Secret


class Connects(Protocol):
    """A partner at which a tenant has an account: the module `connection` of its folder."""

    def source(self, context: Context, connection: Connection, /) -> SealedPair:
        """Return the credential of a connection."""

    def probe(self, context: Context, connection: Connection, token: Secret, /) -> HttpRequest:
        """Build a request that changes nothing and that every credential may make.

        It is sent by the broker with `token`, to see whether the partner takes it.
        """

    def is_refused(self, status: int, /) -> bool:
        """Tell whether the probe's HTTP status says that the credential is not taken.

        Other refusals come after it was taken: a scope is missing, say.
        """


def connects(name: str) -> Connects:
    """Return how a partner's connections are used.

    Raises:
        LookupError: there is no such partner, or tenants have no accounts at it.
    """
    return cast("Connects", registry.partner(name).module(Capability.CONNECTS))


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
