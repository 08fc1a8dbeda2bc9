"""Links that a vendor sends to a tenant's administrator: made, listed and revoked.

`jetbridge.flows.browser.connect_links` takes the administrator on from there.
"""

import json
import logging
from collections.abc import Iterator
from urllib.parse import urlencode

from jetbridge.flows import lookup, repeats
from jetbridge.flows.context import Context
from jetbridge.model import registry
from jetbridge.model.connect_link import (
    MAX_OPEN,
    PARAMETER,
    ConnectLink,
    Order,
    Stand,
    id_of,
    token_of,
)
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.record import asdict, replace
from jetbridge.model.secret import Secret
from jetbridge.model.text import is_id
from jetbridge.store import connect_links, connections, keys, tenants
from jetbridge.store.listing import sought
from jetbridge.store.mapper import from_item
from jetbridge.store.table import ConditionFailedError, Cursor, Table
from jetbridge.web import return_urls
from jetbridge.web.json_object import invalid

logger = logging.getLogger(__name__)


def create(  # noqa: PLR0913 - what is asked, by whom, and under which key
    context: Context, tenant: str, order: Order, *, by: str, base_url: str, key: str | None = None
) -> tuple[ConnectLink, Secret]:
    """Make a link, and return it with its address, which cannot be read again.

    A repeat under the same `Idempotency-Key` gets the link that the first request has made, under
    another address, as long as it can be opened: the first answer may have got lost.

    Args:
        context: the ports.
        tenant: whose account is to be connected.
        order: which account, for how long, and where the browser goes afterwards.
        by: the client that asks, or the operator.
        base_url: our own origin.
        key: the request's `Idempotency-Key`, None where it has none.

    Raises:
        ApiProblem: 422, with every broken rule, or the key belongs to another request; 409, the
            tenant is being offboarded or has as many links as it may have, or what an earlier
            request has made can be opened no more.
    """
    if faults := tuple(_faults(context, tenant, order)):
        raise invalid(*faults)
    now = context.clock.now()
    handle = repeats.handle(tenant, "connect-link", key) if key else context.ids.handle()
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
        made_for=repeats.made_for(json.dumps([*asdict(order).items()]), key),
    )
    made = _made_before(context, link) or _stored(context, link)
    path = registry.partner(order.partner).connect_path
    return made, Secret(f"{base_url}{path}?{urlencode({PARAMETER: token})}")


def _stored(context: Context, link: ConnectLink) -> ConnectLink:
    if _is_full(context.table, link.tenant, link.created_at):
        raise _too_many()
    try:
        context.table.write(connect_links.put(link), tenants.opened(link.tenant))
    except ConditionFailedError:
        if made := _made_before(context, link):  # at the same moment
            return made
        title = "The tenant is being offboarded"
        raise ApiProblem(409, "changed-meanwhile", title, "No link was made.") from None
    logger.info("connect link made", extra={"partner": link.partner, "about": link.id})
    return link


def _made_before(context: Context, wanted: ConnectLink) -> ConnectLink | None:
    """Return the link that an earlier request with the same key has made, at the new address.

    Raises:
        ApiProblem: 422, the key was another request's; 409, the link can be opened no more.
    """
    found = connect_links.get(context.table, wanted.id) if wanted.made_for else None
    if found is None or not repeats.is_same_key(found.made_for, wanted.made_for):
        return None
    try:
        context.table.write(connect_links.readdress(found, wanted.digest, wanted.created_at))
    except ConditionFailedError:
        title = "The link was made before"
        detail = "It was used or revoked, or has ended since, or was asked for at the same moment."
        raise ApiProblem(
            409, "made-before", title, detail, extensions={"madeId": found.id}
        ) from None
    return replace(found, digest=wanted.digest)


def _is_full(table: Table, tenant: str, now: int) -> bool:
    """Return whether a tenant has as many links that can be opened as it may.

    Those of the last moment may not be among them. Where the list goes on behind what is looked at,
    there are too many that are over.
    """
    found, following = sought(
        table,
        keys.tenant_connect_links(tenant),
        lambda item: from_item(ConnectLink, item),
        lambda each: each.stand(now) is Stand.OPEN,
        limit=MAX_OPEN,
        after=None,
    )
    return len(found) >= MAX_OPEN or following is not None


def _too_many() -> ApiProblem:
    title = "The tenant has as many links as it may have"
    detail = "Revoke one that is not needed, or wait until one ends."
    return ApiProblem(409, "too-many-links", title, detail)


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
