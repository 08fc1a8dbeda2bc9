"""Tenants as an operator sees them: which there are, what each has, adding one.

A tenant of an earlier release has no item until something new begins for it, or an operator adds
it. Until then it is known by what it has.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.company import Company
from jetbridge.model.connection import Connection
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.record import record, replace
from jetbridge.model.tenant import Tenant, is_served
from jetbridge.model.webhook import Delivery
from jetbridge.oauth import clients
from jetbridge.oauth.clients import Client
from jetbridge.store import (
    companies,
    connections,
    deliveries,
    endpoints,
    erasures,
    journeys,
    onboardings,
    policies,
    tenants,
)
from jetbridge.store.listing import every
from jetbridge.store.table import ConditionFailedError, Cursor, Table, WriteConflictError

_PAGE: Final = 100

type _Page[Thing] = tuple[tuple[Thing, ...], Cursor | None]
type _Listing[Thing] = Callable[..., _Page[Thing]]


class TenantOffboardedError(JetbridgeError):
    """The tenant is being offboarded, or was. Nothing was changed."""


@record(frozen=False)
class Holdings:
    """What a tenant has, each list read when it is first needed, the newest first.

    The lists come from an index and may lag behind.
    """

    table: Table
    tenant: str

    @cached_property
    def connections(self) -> tuple[Connection, ...]:
        """The connections, disabled ones included."""
        return self._every(connections.of_tenant)

    @cached_property
    def clients(self) -> tuple[Client, ...]:
        """The clients, those of connections and revoked ones included."""
        return self._every(clients.listing)

    @cached_property
    def companies(self) -> tuple[Company, ...]:
        """The companies that belong to the tenant."""
        return self._every(companies.of_tenant)

    @cached_property
    def journeys(self) -> tuple[Journey, ...]:
        """The journeys."""
        return self._every(journeys.of_tenant)

    @cached_property
    def onboardings(self) -> tuple[Onboarding, ...]:
        """The onboardings, those of journeys included."""
        return self._every(onboardings.of_tenant)

    @cached_property
    def given_up(self) -> tuple[Delivery, ...]:
        """The deliveries that were given up."""
        return tuple(
            each
            for further in ("", *endpoints.directory(self.table, self.tenant).ids)
            for each in self._every(partial(deliveries.dead, further=further))
        )

    def _every[Thing](self, listing: _Listing[Thing]) -> tuple[Thing, ...]:
        page = partial(listing, self.table, self.tenant, limit=_PAGE)
        return tuple(every(lambda after: page(after=after)))


def find(table: Table, tenant: str) -> Tenant | None:
    """Return a tenant, or None where there is none of that id."""
    if not is_served(tenant):
        return None
    found = tenants.get(table, tenant)
    return found or (Tenant(tenant) if _has_something(table, tenant) else None)


def is_known(table: Table, tenant: str) -> bool:
    """Return whether there is a tenant of that id."""
    return find(table, tenant) is not None


def listed(table: Table) -> tuple[Tenant, ...]:
    """Return every tenant that has an item, by its id."""
    return tuple(every(lambda after: tenants.listing(table, limit=_PAGE, after=after)))


def add(context: Context, tenant: str, name: str) -> Tenant:
    """Add a tenant. One that is there already gets this display name, unless it is empty.

    Raises:
        TenantOffboardedError: it was, or is being offboarded.
    """
    known = tenants.get(context.table, tenant) or Tenant(tenant)
    after = replace(known, name=name or known.name, added_at=known.added_at or context.clock.now())
    try:
        context.table.write(tenants.add(after))
    except ConditionFailedError:
        raise TenantOffboardedError(tenant) from None
    return after


def adopt(table: Table, tenant: str) -> None:
    """Make a tenant of an earlier release known, where it has no item yet."""
    if tenants.get(table, tenant) is None:
        with suppress(ConditionFailedError, WriteConflictError):  # written meanwhile
            table.write(tenants.opened(tenant))


def reopen(table: Table, tenant: str) -> None:
    """Take on a tenant again whose offboarding is over. It begins with what is left of it.

    Raises:
        TenantOffboardedError: its offboarding is not over.
    """
    try:
        table.write(tenants.reopen(tenant))
    except ConditionFailedError:
        raise TenantOffboardedError(tenant) from None


def _has_something(table: Table, tenant: str) -> bool:
    """Return whether anything is stored for a tenant, with one small read a kind."""
    listings: tuple[_Listing[object], ...] = (
        clients.listing,
        connections.of_tenant,
        companies.of_tenant,
        journeys.of_tenant,
        onboardings.of_tenant,
        erasures.of_tenant,
    )
    if any(listing(table, tenant, limit=1, after=None)[0] for listing in listings):
        return True
    return bool(policies.latest(table, tenant).version or endpoints.every(table, tenant))
