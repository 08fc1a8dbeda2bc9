"""What a partner does about the connections of tenants, and about the deployer's credentials."""

from collections.abc import Iterable
from typing import Protocol, cast

from jetbridge.flows.connection.credentials import SealedPair
from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.connection import Connection
from jetbridge.model.own_credentials import Finding as CredentialFinding
from jetbridge.model.partner import Capability
from jetbridge.model.ports import HttpRequest
from jetbridge.model.secret import Secret
from jetbridge.store.table import Write


class Connects(Protocol):
    """A partner at which a tenant has an account: the module `connection` of its folder."""

    def source(self, context: Context, connection: Connection, /) -> SealedPair:
        """Return the credential of a connection."""

    def probe(self, context: Context, connection: Connection, token: Secret, /) -> HttpRequest:
        """Build a request that changes nothing and that every credential may make.

        It is sent by the broker with `token`, to see whether the partner takes it.
        """

    def is_refused(self, status: int, /) -> bool:
        """Return whether the probe's HTTP status says that the credential is not taken.

        Other refusals come after it was taken: a scope is missing, say.
        """


def connects(name: str) -> Connects:
    """Return how a partner's connections are used.

    Raises:
        LookupError: there is no such partner, or tenants have no accounts at it.
    """
    return cast("Connects", registry.partner(name).module(Capability.CONNECTS))


class Lifecycle(Protocol):
    """A partner with which more begins and ends than a credential: the module `lifecycle`.

    Accounts that belong to a tenant, say, or what is set up at the partner for each connection.
    """

    def checked(self, context: Context, connection: Connection, /, *, by: str) -> None:
        """Look after a connection that was just checked; its health says with what result.

        Raises:
            StoreError: the table fails.
        """

    def is_listened_to(self, context: Context, connection: Connection, /) -> bool:
        """Return whether the partner is to tell us by itself what happens at it.

        Such a connection is used though we call nothing: it is checked as one that we call with.
        """

    def ending(self, context: Context, connection: Connection, /, *, by: str) -> None:
        """Do what is to be done while a connection still stands. It is about to end.

        Raises:
            StoreError: the table fails, and the connection does not end.
        """

    def ended(self, context: Context, before: Connection, /) -> None:
        """Tell the partner of an end. `before` is the connection with its credential.

        Nothing is raised: the connection is over, whatever the partner answers.
        """

    def interrupted(
        self, context: Context, connection: Connection, /
    ) -> tuple[Connection, tuple[Write, ...]]:
        """Return what an interrupted exchange leaves of a connection, and the writes beside it.

        Nothing goes through unless the connection is as it was read.
        """

    def is_unknown(self, reason: str, /) -> bool:
        """Return whether an account may be connected at the partner where it stands so here."""

    def released(
        self, context: Context, tenant: str, connections: Iterable[Connection], /, *, by: str
    ) -> tuple[str, ...]:
        """Let other tenants connect the accounts that were a tenant's; return which.

        Args:
            context: the ports.
            tenant: the tenant that is being offboarded.
            connections: all of its connections, which have ended.
            by: who does it, for histories.

        Raises:
            Exception: an account was being written; it is to be tried again.
        """


def lifecycle(name: str) -> Lifecycle | None:
    """Return what a partner's connections have besides a credential; None where that is nothing.

    Raises:
        LookupError: there is no such partner.
    """
    found = registry.partner(name)
    if Capability.LIFECYCLE not in found.capabilities:
        return None
    return cast("Lifecycle", found.module(Capability.LIFECYCLE))


def lifecycles() -> tuple[Lifecycle, ...]:
    """Return what the connections of each partner have besides a credential, where they do."""
    partners = registry.every(Capability.LIFECYCLE)
    return tuple(cast("Lifecycle", each.module(Capability.LIFECYCLE)) for each in partners)


class Polled(Protocol):
    """A partner that is polled: the module `poll` of its folder."""

    def poll(self, context: Context, connection: Connection, /) -> object:
        """Look for what a connection's notifications have not told, and arm the next poll.

        Raises:
            WriteConflictError: the connection was being written all the while.
        """


def polled(name: str) -> Polled:
    """Return how a partner is polled.

    Raises:
        LookupError: there is no such partner, or it is not polled.
    """
    return cast("Polled", registry.partner(name).module(Capability.POLLED))


class OwnCredentials(Protocol):
    """A partner at which the deployer has credentials: the module `own_credentials`.

    The output of the template that names the secret is the partner's title and `SecretArn`, the
    functions' variable its name in upper case and `_SECRET_ID`.
    """

    @property
    def FIELDS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """The fields of the secret that the deployer fills in."""

    @property
    def OPTIONAL_FIELDS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """The fields that the deployer may fill in besides."""

    def examine(self, context: Context, /) -> tuple[CredentialFinding, ...]:
        """Return for each of the credentials whether the partner takes it.

        Each is asked about once, by a call that has no effect. Where none is known the result is
        `not_asked`, with the reason.
        """


def own_credentials(name: str) -> OwnCredentials:
    """Return how the deployer's credentials at a partner are tested.

    Raises:
        LookupError: there is no such partner, or the deployer has none there.
    """
    return cast("OwnCredentials", registry.partner(name).module(Capability.OWN_CREDENTIALS))
