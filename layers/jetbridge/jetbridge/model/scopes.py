"""The scopes of the access tokens that Jetbridge issues, and which kind of client may hold each."""

from enum import StrEnum
from typing import Final


class ClientKind(StrEnum):
    """Who a client was issued to."""

    PARTNER = "partner"
    """A partner system that calls us on behalf of one connection."""

    API = "api"
    """A tenant's own backend."""


class Scope(StrEnum):
    """What an access token lets its bearer do."""

    CALLBACKS_WRITE = "callbacks:write"
    """The callback of SmartRecruiters."""
    ONBOARDINGS_READ = "onboardings:read"
    """List and read onboardings."""
    ONBOARDINGS_WRITE = "onboardings:write"
    """Request, change and cancel onboardings."""
    CONNECTIONS_READ = "connections:read"
    """List and read connections."""
    CONNECTIONS_WRITE = "connections:write"
    """Make, test and delete connections."""
    JOURNEYS_READ = "journeys:read"
    """List and read journeys, and what may be decided about them."""
    JOURNEYS_WRITE = "journeys:write"
    """Decide about journeys."""
    NOTIFICATIONS_WRITE = "notifications:write"
    """The webhooks of Incode."""
    PEOPLE_READ = "people:read"
    """See what was asked for of persons' data, and what came of it: no data of theirs."""
    PEOPLE_COPY = "people:copy"
    """Have a person's data copied, and take the copy."""
    PEOPLE_ERASE = "people:erase"
    """Have a person's data erased."""
    POLICIES_READ = "policies:read"
    """Read and check policies, and play them."""
    POLICIES_WRITE = "policies:write"
    """Put, restore, pause and remove the policy."""
    EVENTS_READ = "events:read"
    """List the events of journeys."""
    WEBHOOKS_READ = "webhooks:read"
    """Read the endpoint, and what it did not take."""
    CLIENTS_READ = "clients:read"
    """List and read API clients, never a secret."""
    CLIENTS_WRITE = "clients:write"
    """Make API clients, replace their secrets and revoke them."""
    WEBHOOKS_WRITE = "webhooks:write"
    """Set, test, rotate and remove the endpoint, and have deliveries made again."""


_OF_PARTNERS: Final = frozenset({Scope.CALLBACKS_WRITE, Scope.NOTIFICATIONS_WRITE})

HELD_BY: Final = {
    ClientKind.PARTNER: _OF_PARTNERS,
    ClientKind.API: frozenset(Scope) - _OF_PARTNERS,
}
"""The scopes that each kind of client may hold. No scope belongs to two kinds, so that a partner's
token never opens the API, nor an API client's token a partner route."""

BY_DEFAULT: Final = frozenset(
    {
        Scope.CONNECTIONS_READ,
        Scope.CONNECTIONS_WRITE,
        Scope.JOURNEYS_READ,
        Scope.ONBOARDINGS_READ,
        Scope.ONBOARDINGS_WRITE,
    }
)
"""What a new API client may do where nothing is named: those of 0.1.0. The others change how the
tenant is served, and are given by name."""

EVERY_TENANT: Final = "*"
"""The tenant of a partner's client that speaks about every tenant's onboardings."""


def kind_for(scope: Scope) -> ClientKind:
    """Return the one kind of client that may hold `scope`."""
    return ClientKind.PARTNER if scope in HELD_BY[ClientKind.PARTNER] else ClientKind.API
