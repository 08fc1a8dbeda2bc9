"""Links that a vendor sends to a tenant's administrator: made, listed and revoked.

`jetbridge.flows.browser.connect_links` takes the administrator on from there.
"""

import logging
from collections.abc import Iterator
from urllib.parse import urlencode

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.connect_link import PARAMETER, ConnectLink, Order, id_of, token_of
from jetbridge.model.errors import Violation
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_id
from jetbridge.store import connect_links, connections, keys
from jetbridge.store.table import ConditionFailedError, Cursor, Table
from jetbridge.web import return_urls
from jetbridge.web.json_object import invalid

logger = logging.getLogger(__name__)


def create(
    context: Context, tenant: str, order: Order, *, by: str, base_url: str
) -> tuple[ConnectLink, Secret]:
    """Make a link, and return it with its address, which cannot be read again.

    Args:
        context: the ports.
        tenant: whose account is to be connected.
        order: which account, for how long, and where the browser goes afterwards.
        by: the client that asks, or the operator.
        base_url: our own origin.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    if faults := tuple(_faults(context, tenant, order)):
        raise invalid(*faults)
    now, handle = context.clock.now(), context.ids.handle()
    token = token_of(handle, context.ids.token())
    link = ConnectLink(
        id=id_of(handle),
        tenant=tenant,
        partner=order.partner,
        digest=keys.digest(token),
        created_by=by,
        created_at=now,
        expires_at=now + order.minutes * 60,
        connection_id=order.connection_id,
        return_url=order.return_url,
    )
    context.table.write(connect_links.put(link))
    logger.info("connect link made", extra={"partner": order.partner, "about": link.id})
    path = registry.partner(order.partner).connect_path
    return link, Secret(f"{base_url}{path}?{urlencode({PARAMETER: token})}")


def find(table: Table, tenant: str, link_id: str) -> ConnectLink:
    """Return a link of the tenant.

    Raises:
        ApiProblem: 404, it has no such link.
    """
    return lookup.own(connect_links.get, table, link_id, tenant, "link")


def revoke(context: Context, tenant: str, link_id: str) -> None:
    """Have a link of the tenant open no more. One that was used, or has ended, stays as it is.

    Raises:
        ApiProblem: 404, it has no such link.
    """
    link = find(context.table, tenant, link_id)
    try:
        context.table.write(connect_links.revoke(link, context.clock.now()))
    except ConditionFailedError:
        return  # used, revoked or over: it opens no more


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[ConnectLink, ...], Cursor | None]:
    """Return a page of the tenant's links, newest first, and where the next one begins.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return connect_links.of_tenant(table, tenant, limit=limit, after=after)


def partners() -> tuple[str, ...]:
    """Return the partners at which an account is connected by a page of ours."""
    return tuple(each.name for each in registry.every() if each.connect_path)


def _faults(context: Context, tenant: str, order: Order) -> Iterator[Violation]:
    if order.partner not in partners():
        rule = f"Must be one of {', '.join(partners())}. Others are connected in other ways."
        yield Violation("/partner", "partner", rule)
    elif order.connection_id and not _is_held(context.table, tenant, order):
        rule = "The tenant has no such connection at the partner."
        yield Violation("/connectionId", "connection", rule)
    if order.return_url and not return_urls.is_allowed(order.return_url, context.settings):
        rule = "Must be an https URL at a host that the operator of this service allows."
        yield Violation("/returnUrl", "return_url_not_allowed", rule)


def _is_held(table: Table, tenant: str, order: Order) -> bool:
    """Return whether connecting again would keep the connection's id: it holds the account."""
    if not is_id(order.connection_id):
        return False
    found = connections.get(table, order.connection_id)
    if found is None or (found.tenant, found.partner) != (tenant, order.partner):
        return False
    holder = connections.holder(table, found.partner, found.account)
    return holder is not None and holder.id == found.id
