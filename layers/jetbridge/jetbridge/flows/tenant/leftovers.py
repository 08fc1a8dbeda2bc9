"""What is left of a tenant once everything that it had has ended: for the operator to deal with.

What ends by itself, and what a command or a partner's page deals with. Nothing is written.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from jetbridge.flows.connection import ending
from jetbridge.flows.connection.capabilities import lifecycle
from jetbridge.flows.tenant.tenants import Holdings
from jetbridge.model.connection import Connection
from jetbridge.model.journey import Journey, Reason, What
from jetbridge.model.onboarding import Status as OnboardingStatus
from jetbridge.model.record import record
from jetbridge.store import connections, journeys
from jetbridge.store.table import Table

_BY_US: Final = frozenset({ending.DELETED, ending.RELEASED})
"""Reasons by which a connection ends here; what stood before tells how it stands at the partner."""
_OPEN: Final = frozenset(
    {OnboardingStatus.REQUESTED, OnboardingStatus.IN_PROGRESS, OnboardingStatus.REVIEW}
)


class Kind(StrEnum):
    """What is left."""

    PERSONS = "verified_persons"
    """Onboardings of which the person's data are kept, sealed."""
    JOURNEYS = "journeys_of_persons"
    """Journeys that name their candidate at the hiring system."""
    RUNNING = "running_journeys"
    """Journeys that have not undone what they began."""
    NOT_CANCELLED = "not_cancelled_journeys"
    """Journeys that ended with the tenant, and of which something may go on at a partner."""
    OPEN_LINKS = "open_onboardings"
    """Onboardings by whose link the person may still come."""
    UNKNOWN_ONBOARDINGS = "unknown_onboardings"
    UNKNOWN_EXCHANGES = "unknown_exchanges"
    """Connections of which it is unknown whether the partner has enabled the integration."""
    AT_PARTNERS = "at_partners"
    """Connections whose credential or integration the customer ends at the partner."""
    GIVEN_UP = "given_up_deliveries"


@record
class Left:
    """Things of one kind, by our ids."""

    kind: Kind
    ids: tuple[str, ...]


def left(table: Table, tenant: str) -> tuple[Left, ...]:
    """Return what is left of a tenant, kind by kind, those of which there is nothing left out."""
    held = Holdings(table, tenant)
    every = (Left(kind, tuple(ids)) for kind, ids in _kinds(table, held))
    return tuple(each for each in every if each.ids)


def _kinds(table: Table, held: Holdings) -> Iterator[tuple[Kind, Iterator[str]]]:
    stood = {each.id: _stood(table, each) for each in held.connections}
    unknown = [each for each in held.connections if _is_unknown(each, stood[each.id])]
    others = (each for each in held.connections if each not in unknown)
    asked = held.onboardings
    yield Kind.RUNNING, (each.id for each in held.journeys if not each.is_over)
    yield Kind.NOT_CANCELLED, (each.id for each in held.journeys if _runs_on(table, each))
    yield Kind.UNKNOWN_EXCHANGES, (each.id for each in unknown)
    yield (
        Kind.AT_PARTNERS,
        (each.id for each in others if stood[each.id] != ending.DISABLED_BY_PARTNER),
    )
    yield (
        Kind.UNKNOWN_ONBOARDINGS,
        (each.id for each in asked if each.status is OnboardingStatus.UNKNOWN_OUTCOME),
    )
    yield Kind.OPEN_LINKS, (each.id for each in asked if each.status in _OPEN)
    yield Kind.GIVEN_UP, (each.event.id for each in held.given_up)
    yield Kind.PERSONS, (each.id for each in asked if each.sealed_person)
    yield Kind.JOURNEYS, (each.id for each in held.journeys if each.erased_at is None)


def _runs_on(table: Table, journey: Journey) -> bool:
    """Return whether a journey that the offboarding ended could not cancel what it had begun."""
    if journey.reason is not Reason.TENANT_OFFBOARDED:
        return False
    return any(line.what is What.NOT_CANCELLED for line in journeys.timeline(table, journey.id))


def _stood(table: Table, connection: Connection) -> str:
    """Return why a connection stood as it did before it was ended here."""
    lines = connections.history(table, connection.id)
    return next((line.reason for line in lines if line.reason not in _BY_US), "")


def _is_unknown(connection: Connection, stood: str) -> bool:
    """Return whether the last exchange of an account ended without a known outcome."""
    partner = lifecycle(connection.partner)
    return partner is not None and partner.is_unknown(stood)
