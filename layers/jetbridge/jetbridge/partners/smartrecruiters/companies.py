"""What an operator does about companies: list them for tenants, release them, look at them.

Each act is one transaction with a line in the company's history, and a line in the log.
"""

import logging

from jetbridge.flows.connection.ending import RELEASED, ended
from jetbridge.flows.context import Context
from jetbridge.flows.event import outbox
from jetbridge.model.company import Act, Attempts, Company, Line, as_written, is_company_id
from jetbridge.model.connection import Connection, Status
from jetbridge.model.errors import JetbridgeError
from jetbridge.model.record import record, replace
from jetbridge.model.tenant import fault, is_tenant
from jetbridge.partners.smartrecruiters import ownership
from jetbridge.partners.smartrecruiters.api import PARTNER
from jetbridge.store import companies, company_attempts, connections
from jetbridge.store.listing import every
from jetbridge.store.table import ConditionFailedError, Table, Write, WriteConflictError

logger = logging.getLogger(__name__)

_IN_USE = frozenset({Status.ACTIVE, Status.DEGRADED})
_PAGE = 100


class CompanyActionRefusedError(JetbridgeError):
    """The operator's act does not fit what is stored. Nothing was changed; says what to do."""


@record
class Known:
    """Everything that is known of a company."""

    company: Company
    connections: tuple[Connection, ...]
    history: tuple[Line, ...]
    attempts: Attempts


def named(table: Table, name: str) -> Company:
    """Return the company that an operator names, by its id or by the id of a connection to it.

    Raises:
        CompanyActionRefusedError: it is neither.
    """
    connection = connections.get(table, name)
    if connection is not None:
        if connection.partner != PARTNER:
            raise CompanyActionRefusedError(f"{name} is a connection to {connection.partner}")
        return companies.get(table, connection.account)
    company_id = as_written(name)
    if not is_company_id(company_id):
        raise CompanyActionRefusedError(f"{name!r} is no company id and no connection to a company")
    return companies.get(table, company_id)


def owned(table: Table, name: str) -> Company:
    """Return the company that an operator names, which belongs to a tenant.

    Raises:
        CompanyActionRefusedError: there is no such thing, or it belongs to no tenant.
    """
    company = named(table, name)
    if not company.owned:
        raise CompanyActionRefusedError(f"{company.company_id} belongs to no tenant")
    return company


def find(table: Table, name: str) -> Known:
    """Return what is known of a company.

    Raises:
        CompanyActionRefusedError: there is no such thing, or nothing is known of it: a mistyped id
            must not look like a company that is free.
    """
    company = named(table, name)
    known = Known(
        company,
        tuple(companies.every_connection(table, company.company_id)),
        companies.history(table, company.company_id),
        company_attempts.get(table, company.company_id),
    )
    if not (company.tenant or company.version or known.connections or known.attempts.count):
        raise CompanyActionRefusedError(
            f"nothing is known of a company {company.company_id}: none was listed or connected"
        )
    return known


def allow(context: Context, tenant: str, company_id: str, *, by: str) -> Company:
    """List a company for a tenant. A repeat changes nothing.

    Raises:
        CompanyActionRefusedError: it belongs to another tenant, or is listed for one; or no sign-in
            can be for a tenant of this name.
    """
    if not is_tenant(tenant):
        raise CompanyActionRefusedError(fault(tenant))
    company = named(context.table, company_id)
    if company.tenant not in ("", tenant):
        raise CompanyActionRefusedError(
            f"{company.company_id} {_whose(company)}: release or revoke it there first"
        )
    if company.listed:
        return company
    now = context.clock.now()
    after = replace(company, tenant=tenant, listed=True, since=company.since or now, former=False)
    return _changed(context, company, after, Act.LISTED, tenant, by=by)


def revoke(context: Context, tenant: str, company_id: str, *, by: str) -> Company:
    """Take a company off a tenant's list. It stays the tenant's where it was connected.

    Raises:
        CompanyActionRefusedError: it is not listed for the tenant.
    """
    company = named(context.table, company_id)
    if company.tenant != tenant or not company.listed:
        raise CompanyActionRefusedError(f"{company.company_id} is not listed for {tenant}")
    return _changed(context, company, _without_list(company), Act.REVOKED, tenant, by=by)


def release(context: Context, name: str, *, by: str) -> Company:
    """Let go of a company that was once connected: another tenant may connect it then.

    The tenant's connection ends, with every client that was minted for it. What is listed for the
    tenant stays listed.

    Raises:
        CompanyActionRefusedError: it belongs to no tenant, or its connection works or is being
            made.
    """
    company = owned(context.table, name)
    connection = companies.connection(context.table, company.company_id, company.tenant)
    if connection is None:
        return _changed(
            context, company, _without_owner(company), Act.RELEASED, company.tenant, by=by
        )
    if connection.exchange:
        raise CompanyActionRefusedError(
            f"{connection.id} is being connected: try again in a few minutes"
        )
    if connection.status in _IN_USE:
        raise CompanyActionRefusedError(
            f"{connection.id} of {connection.tenant} is {connection.status}: disconnect it first,"
            f" by `jetbridge connections disconnect {connection.id}`"
        )
    return _changed(
        context,
        company,
        _without_owner(company),
        Act.RELEASED,
        company.tenant,
        *_let_go(connection, context, by=by),
        *companies.forget_former(context.table, company.company_id, connection),
        by=by,
        connection_id=connection.id,
    )


def adopt(context: Context, tenant: str, *, by: str) -> list[tuple[Connection, Company]]:
    """Make the companies that an earlier release has connected for a tenant its own.

    Connections that work are found by the daily check; this finds those that ended before.

    Returns:
        Each connection to a company, and whose the company is now.
    """
    found = every(
        lambda at: connections.of_tenant(context.table, tenant, limit=_PAGE, after=at),
    )
    told = ((each, ownership.adopt(context, each, by=by)) for each in [*found])
    return [(each, company) for each, company in told if company]


def _let_go(connection: Connection, context: Context, *, by: str) -> tuple[Write, ...]:
    """Return the writes that end a connection so that nothing of it leads to the company."""
    settings = {
        name: value
        for name, value in connection.settings.items()
        if name != companies.INTEGRATION_ID
    }
    return ended(context, connection, RELEASED, by=by, settings=settings)


def _without_list(company: Company) -> Company:
    after = replace(company, listed=False, former=False)
    return after if after.owned else replace(after, tenant="", since=0)


def _without_owner(company: Company) -> Company:
    after = replace(company, owned=False, former=False)
    return after if after.listed else replace(after, tenant="", since=0)


def _changed(  # noqa: PLR0913 - what is written, each by its name
    context: Context,
    before: Company,
    after: Company,
    act: Act,
    tenant: str,
    *beside: Write,
    by: str,
    connection_id: str = "",
) -> Company:
    told = Line(context.clock.now(), act, tenant, by, connection_id)
    try:
        outbox.commit(
            context,
            companies.save(before, after),
            companies.line(before, told, number=before.version + 1),
            *beside,
        )
    except (ConditionFailedError, WriteConflictError):
        raise CompanyActionRefusedError(
            f"{before.company_id} was being written: try again"
        ) from None
    facts = {"company": before.company_id, "act": str(act), "tenant": tenant, "by": by}
    logger.warning("company changed", extra=facts | {"connection": connection_id})
    return companies.get(context.table, before.company_id)


def _whose(company: Company) -> str:
    verb = "belongs to" if company.owned else "is listed for"
    return f"{verb} {company.tenant}"
