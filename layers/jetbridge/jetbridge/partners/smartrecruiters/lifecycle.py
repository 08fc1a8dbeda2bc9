"""What a connection to a SmartRecruiters company brings along: the company, and a subscription.

The company belongs to the tenant that connected it (`ownership`), and SmartRecruiters sends the
events of a company that subscribes to them (`subscription`).
"""

from collections.abc import Iterable
from typing import Final

from jetbridge.flows.connection import exchanges
from jetbridge.flows.context import Context
from jetbridge.model.company import Company
from jetbridge.model.connection import Connection
from jetbridge.model.record import replace
from jetbridge.oauth import clients
from jetbridge.partners.smartrecruiters import companies as smartrecruiters_companies
from jetbridge.partners.smartrecruiters import (
    outcomes,
    ownership,
    subscription,
    subscription_end,
)
from jetbridge.partners.smartrecruiters.api import PARTNER
from jetbridge.partners.smartrecruiters.ownership import CompanyLostError
from jetbridge.store import companies
from jetbridge.store.listing import every
from jetbridge.store.table import Table, Write

_PAGE: Final = 100
_UNKNOWN: Final = frozenset({exchanges.OPENED, exchanges.INTERRUPTED, outcomes.UNKNOWN.kind})


def checked(context: Context, connection: Connection, *, by: str) -> None:
    """Make the company its tenant's, and have the subscription looked after if all is well."""
    ownership.adopt(context, connection, by=by)
    if not connection.health.failures:
        subscription.ask(context, connection)


def is_listened_to(context: Context, connection: Connection) -> bool:
    """Return whether the company's events are wanted."""
    return subscription.wanted(context, connection)


def ending(context: Context, connection: Connection, *, by: str) -> None:
    """Make the company its tenant's: it stays so when the connection has ended."""
    ownership.adopt(context, connection, by=by)


def ended(context: Context, before: Connection) -> None:
    """Delete the subscription, if the partner lets us."""
    subscription_end.end(context, before)


def interrupted(context: Context, connection: Connection) -> tuple[Connection, tuple[Write, ...]]:
    """Keep the client that was minted for an exchange, unless the company is another tenant's.

    SmartRecruiters may hold it and may use it to tell us that the integration was disabled.
    """
    try:
        return connection, ownership.kept(context.table, connection)
    except CompanyLostError:
        return replace(connection, clients=()), tuple(
            clients.revoke_all(context.table, connection.clients, context.clock.now())
        )


def is_unknown(reason: str) -> bool:
    """Return whether SmartRecruiters may have enabled an integration without telling us."""
    return reason in _UNKNOWN


def released(
    context: Context, tenant: str, connections: Iterable[Connection], *, by: str
) -> tuple[str, ...]:
    """Let go of the tenant's companies, those of earlier releases included.

    Raises:
        CompanyActionRefusedError: a company was being written.
    """
    table = context.table
    listed = every(lambda at: companies.of_tenant(table, tenant, limit=_PAGE, after=at))
    known = {each.company_id for each in listed}
    known |= {each.account for each in connections if each.partner == PARTNER}
    theirs = [each for name in sorted(known) if (each := _owned(context.table, tenant, name))]
    for company in theirs:
        if company.listed:
            smartrecruiters_companies.revoke(context, tenant, company.company_id, by=by)
        if company.owned:
            smartrecruiters_companies.release(context, company.company_id, by=by)
    return tuple(each.company_id for each in theirs)


def _owned(table: Table, tenant: str, company_id: str) -> Company | None:
    company = companies.get(table, company_id)
    return company if company.tenant == tenant else None
