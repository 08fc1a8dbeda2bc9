"""To which tenant a SmartRecruiters company belongs, while connections come and go.

    obstacle   may this tenant connect the company now?
    foreseen   can what `taken` needs be read?
    taken      the writes by which a completed exchange makes the company the tenant's
    kept       the checks by which an unfinished exchange keeps its client
    refuse     record an attempt that was refused, for the operator
    adopt      a connection of an earlier release makes the company its tenant's

Only a completed exchange takes a company. Everything that depends on whose the company is goes
through in one transaction with a check of it: two exchanges at once end with one owner, and with
no live client of the other.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from jetbridge.flows.context import Context
from jetbridge.model.choices import Mode
from jetbridge.model.company import Act, Attempt, Company, Line, Why
from jetbridge.model.connection import Connection, Status
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.metrics import Metric
from jetbridge.model.record import replace
from jetbridge.model.settings import Settings
from jetbridge.model.system import Clock
from jetbridge.oauth import clients
from jetbridge.partners.smartrecruiters.api import PARTNER
from jetbridge.store import companies, company_attempts
from jetbridge.store.mapper import UnreadableItemError
from jetbridge.store.table import ConditionFailedError, StoreError, Table, Write, WriteConflictError

logger = logging.getLogger(__name__)

_ATTEMPTS: Final = 5


class CompanyLostError(JetbridgeError):
    """The company is, or has become, one that the tenant may not connect."""

    def __init__(self, why: Why) -> None:
        """`why`: for the operator."""
        super().__init__(why)
        self.why = why


def obstacle(settings: Settings, company: Company, tenant: str) -> Why | None:
    """Say why a tenant may not connect a company, or None where it may."""
    return company.obstacle(tenant, Mode(settings.smartrecruiters_companies))


def foreseen(table: Table, company: Company, connection: Connection) -> None:
    """Read what `taken` will read, before credentials are handed out that could not be stored.

    Raises:
        UnreadableItemError: a connection to the company cannot be read, of whichever tenant.
    """
    if not company.owned or company.former:
        tuple(_of_losers(table, connection))


def taken(context: Context, connection: Connection, *, by: str) -> tuple[Write, ...]:
    """Return the writes by which a connected company belongs to the connection's tenant.

    They go through only while the company is as it is read here. What other tenants' unfinished
    exchanges have minted is revoked with them.

    Raises:
        CompanyLostError: the tenant may not have it.
    """
    company = companies.get(context.table, connection.account)
    why = obstacle(context.settings, company, connection.tenant)
    if why:
        raise CompanyLostError(why)
    if company.owned and not company.former:
        return (companies.unchanged(company),)
    act = Act.ADOPTED if company.former else Act.TAKEN
    return (
        *_owned(context.clock, company, connection, act, by=by),
        *clients.revoke_all(
            context.table, _of_losers(context.table, connection), context.clock.now()
        ),
    )


def kept(table: Table, connection: Connection) -> tuple[Write, ...]:
    """Return the check under which the clients of an unfinished exchange may stay active.

    SmartRecruiters may hold one of them, and may use it to tell us of a disable.

    Raises:
        CompanyLostError: the company belongs to another tenant.
    """
    company = companies.get(table, connection.account)
    why = company.obstacle(connection.tenant, Mode.ANY)
    if why and not connection.has_credentials:
        raise CompanyLostError(why)
    return (companies.unchanged(company),)


def refuse(context: Context, company_id: str, tenant: str, why: Why, *, by: str) -> None:
    """Record a refused attempt. Nothing is raised: the answer does not depend on it."""
    facts = {"company": company_id, "tenant": tenant, "why": str(why)}
    logger.warning("company refused", extra=facts)
    context.meter.count(Metric.COMPANY_REFUSED)
    attempt = Attempt(context.clock.now(), tenant, by, why)
    for _ in range(_ATTEMPTS):
        try:
            before = company_attempts.get(context.table, company_id)
            context.table.write(company_attempts.note(before, attempt))
        except (ConditionFailedError, WriteConflictError):
            continue
        except (StoreError, UnreadableItemError):
            break
        return
    logger.warning("attempt not recorded", extra=facts)


def adopt(context: Context, connection: Connection, *, by: str) -> Company | None:
    """Make a company its tenant's where an earlier release has connected it.

    Of two connections of different tenants the first one that is adopted has the company; the
    other one works on, cannot be connected again, and is named in a warning.

    Returns:
        Whose the company is now; None where the connection says nothing about that.
    """
    is_company = connection.partner == PARTNER and companies.was_connected(connection)
    if not is_company:
        return None
    company = companies.get(context.table, connection.account)
    with suppress(
        ConditionFailedError, WriteConflictError
    ):  # written meanwhile: the next check looks again
        if not companies.is_linked(context.table, connection):
            context.table.write(companies.link(connection))
        is_recorded = company.owned and not company.former
        if company.tenant in ("", connection.tenant) and not is_recorded:
            context.table.write(*_owned(context.clock, company, connection, Act.ADOPTED, by=by))
    company = companies.get(context.table, connection.account)
    if company.tenant != connection.tenant:
        facts = {"company": connection.account, "connection": connection.id}
        logger.warning("company belongs to another tenant", extra=facts)
    return company


def _owned(
    clock: Clock, company: Company, connection: Connection, act: Act, *, by: str
) -> tuple[Write, ...]:
    now = clock.now()
    after = replace(
        company,
        company_id=connection.account,
        tenant=connection.tenant,
        owned=True,
        since=company.since or now,
        former=False,
    )
    told = Line(now, act, connection.tenant, by, connection.id)
    return (
        companies.save(company, after),
        companies.line(company, told, number=company.version + 1),
    )


def _of_losers(table: Table, winner: Connection) -> Iterator[str]:
    """Yield the clients that other tenants' unfinished exchanges have minted."""
    for other in companies.every_connection(table, winner.account):
        is_unfinished = not other.has_credentials and other.status is not Status.DISABLED
        if other.tenant != winner.tenant and is_unfinished:
            yield from other.clients
