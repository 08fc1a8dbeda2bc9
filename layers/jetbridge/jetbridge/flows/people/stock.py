"""What a tenant owns that may be about a person, read once for one search.

No item leads from a person to everything of theirs: such an item would be kept of everyone for
the sake of the few who ask. So the tenant's journeys and onboardings are walked, and what partners
notified of in the last 90 days. An operator starts it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.people import names
from jetbridge.flows.people.capabilities import notified_persons
from jetbridge.model import registry
from jetbridge.model.company import company_key
from jetbridge.model.connection import Connection
from jetbridge.model.erasure import Erasure, Name, NameKind
from jetbridge.model.hire import Application
from jetbridge.model.journey import Journey
from jetbridge.model.notification import Notification, NotificationStatus
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.partner import Capability
from jetbridge.model.record import field, record
from jetbridge.model.scopes import EVERY_TENANT
from jetbridge.store import (
    applications,
    connections,
    due,
    erasures,
    journeys,
    notifications,
    onboardings,
)
from jetbridge.store.due import Partition
from jetbridge.store.listing import Unreadable, every, left_out, or_else
from jetbridge.store.table import Cursor, Key, key_of

_PAGE: Final = 100
_EVER: Final = 2**53


@record(frozen=False)
class Stock:
    """A tenant's items, each list read when it is first needed.

    The lists come from an index and may lag behind: what is found there is read once more.
    """

    context: Context
    tenant: str
    unread: dict[Key, Unreadable] = field(default_factory=dict)
    """What could not be read: it may be of anyone."""

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Have lists leave out what cannot be read, and note it, unless it is another tenant's."""
        with left_out() as broken:
            yield
        ours = ("", self.tenant, EVERY_TENANT)
        self.unread |= {key: each for key, each in broken.items() if each.tenant in ours}

    @cached_property
    def connections(self) -> dict[str, Connection]:
        """The tenant's connections to hiring systems, by id."""
        systems = {each.name for each in registry.every(Capability.HIRING_SYSTEM)}
        table = self.context.table
        with self.noting():
            found = every(
                lambda after: connections.of_tenant(table, self.tenant, limit=_PAGE, after=after)
            )
            return {each.id: each for each in found if each.partner in systems}

    @cached_property
    def companies(self) -> dict[str, str]:
        """The tenant's companies: the form in which they are compared, and as they are written."""
        theirs = {names.company_of(each): each.account for each in self.connections.values()}
        return {company_key(each.company_id): each.company_id for each in self.journeys} | (theirs)

    @cached_property
    def journeys(self) -> tuple[Journey, ...]:
        """The tenant's journeys."""
        with self.noting():
            return tuple(journeys.every_of_tenant(self.context.table, self.tenant))

    @cached_property
    def onboardings(self) -> tuple[Onboarding, ...]:
        """The tenant's onboardings."""
        table = self.context.table
        with self.noting():
            return tuple(
                every(lambda at: onboardings.of_tenant(table, self.tenant, limit=_PAGE, after=at))
            )

    @cached_property
    def notifications(self) -> tuple[tuple[Notification, frozenset[Name]], ...]:
        """What partners told the tenant of, or any tenant, with the names in it."""
        with self.noting():
            return tuple(
                (each, self.names_in(each))
                for partner in registry.every(Capability.NOTIFIES)
                for status in NotificationStatus
                for each in every(partial(_listing, self.context, partner.name, status))
                if each.tenant in (self.tenant, EVERY_TENANT)
            )

    @cached_property
    def waiting(self) -> tuple[Application, ...]:
        """The tenant's applications that wait for a look, those without a journey included."""
        with self.noting():
            return tuple(
                each
                for each in self._applications()
                if each.tenant == self.tenant and each.candidate_id
            )

    def _applications(self) -> Iterator[Application]:
        """Yield every tenant's applications that wait for a look, as far as they can be read."""
        table = self.context.table
        for page in due.pages(table, Partition.JOURNEY, _EVER, size=_PAGE):
            for key in map(key_of, page):
                kind, _, record_id = key.pk.partition("#")
                read = partial(applications.get, table, record_id)
                known = or_else(read, None) if kind == "APPLICATION" else None
                if known:
                    yield known

    @cached_property
    def erasures(self) -> tuple[Erasure, ...]:
        """The records of the tenant's erasures, the newest first."""
        table = self.context.table
        with self.noting():
            return tuple(
                every(
                    lambda after: erasures.of_tenant(table, self.tenant, limit=_PAGE, after=after)
                )
            )

    @cached_property
    def candidates(self) -> frozenset[tuple[str, str]]:
        """The candidates of whom there is something: each one's company, and the id there."""
        of_journeys = {
            (company_key(each.company_id), known)
            for each in self.journeys
            for known in (each.candidate_id, *each.former_candidate_ids)
        }
        told = {
            (name.company, name.value)
            for _, named in self.notifications
            for name in named
            if name.kind is NameKind.CANDIDATE
        }
        wait = {(self.company(each.connection_id), each.candidate_id) for each in self.waiting}
        return frozenset(of_journeys | told | wait)

    def companies_with(self, candidate_id: str) -> set[str]:
        """Return the companies at which there is something of a candidate with this id."""
        return {company for company, known in self.candidates if known == candidate_id}

    def company(self, connection_id: str) -> str:
        """Return the company of one of the tenant's connections, empty where it is not one."""
        known = self.connections.get(connection_id)
        return names.company_of(known) if known else ""

    def names_in(self, notification: Notification) -> frozenset[Name]:
        """Return by which names a notification says whom it is about."""
        company = self.company(notification.connection_id)
        return notified_persons(notification.partner).named(notification, company)


def _listing(
    context: Context, partner: str, status: NotificationStatus, after: Cursor | None
) -> tuple[tuple[Notification, ...], Cursor | None]:
    return notifications.listing(context.table, partner, status, limit=_PAGE, after=after)
