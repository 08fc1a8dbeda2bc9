"""Who acts: a client by its access token, or a person in the console."""

from typing import Protocol

from jetbridge.model.record import record
from jetbridge.model.scopes import HELD_BY, ClientKind


class Acting(Protocol):
    """Who acts for a tenant: all that a flow needs to know that serves API and console alike."""

    @property
    def tenant(self) -> str:
        """The tenant."""
        ...

    @property
    def actor(self) -> str:
        """Who it is, as the audit trail and timelines have it."""
        ...

    @property
    def by(self) -> str:
        """Who it is, as the histories of connections have it."""
        ...


class Giving(Acting, Protocol):
    """Who gives a client what it may do: no more than they may give."""

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that they may give."""
        ...


@record
class Identity:
    """The client that an access token was issued to, and what the token lets it do.

    It comes from the authorizer and from nowhere else; `connection_id` is empty for API clients.
    """

    client_id: str
    kind: ClientKind
    tenant: str
    scopes: frozenset[str]
    connection_id: str = ""

    @property
    def actor(self) -> str:
        """Who it is, as the audit trail has it."""
        return f"client:{self.client_id}"

    @property
    def by(self) -> str:
        """Who it is, as the histories of connections have it."""
        return self.client_id


@record
class Person:
    """A person who has signed in, by the sign-in service's subject, and acts for a tenant."""

    tenant: str
    subject: str

    @property
    def actor(self) -> str:
        """Who it is, as the audit trail has it."""
        return f"person:{self.subject}"

    @property
    def by(self) -> str:
        """Who it is, as the histories of connections have it."""
        return self.subject

    @property
    def scopes(self) -> frozenset[str]:
        """What they may give a client: all that one may have. Their role is asked for before."""
        return HELD_BY[ClientKind.API]
