"""The deliveries to a tenant's endpoint: listed, and made again where they were given up."""

from collections.abc import Iterator
from typing import Final

from jetbridge.flows import lookup
from jetbridge.flows.context import Context
from jetbridge.flows.event.webhooks import deliver
from jetbridge.flows.event.webhooks import endpoint as flow
from jetbridge.flows.event.webhooks.endpoint import NotToldError
from jetbridge.flows.passing_over import passing_over
from jetbridge.flows.self_service import quota
from jetbridge.flows.self_service.webhooks import own
from jetbridge.model.errors import ApiProblem
from jetbridge.model.identity import Acting
from jetbridge.model.text import is_id
from jetbridge.model.webhook import Delivery, DeliveryStatus, Endpoint, is_for_earlier
from jetbridge.store import deliveries
from jetbridge.store.quotas import Quota
from jetbridge.store.table import ConditionFailedError, Cursor, Table
from jetbridge.web.webhook_bodies import ReplayBody

MAX_REPLAYED: Final = 100
"""Deliveries that one request has sent again."""


def page(  # noqa: PLR0913 - a page of one list
    context: Context,
    tenant: str,
    endpoint_id: str,
    status: DeliveryStatus,
    *,
    limit: int,
    after: Cursor | None,
) -> tuple[tuple[Delivery, ...], Cursor | None]:
    """Return a page of an endpoint's deliveries of one status, newest first.

    Raises:
        ApiProblem: 404, there is no such endpoint; 400, the cursor is of another list.
    """
    found = own(context.table, tenant, endpoint_id)
    with lookup.cursor_of_this_list():
        return deliveries.listing(
            context.table, tenant, found.further, status, limit=limit, after=after
        )


def given_up(context: Context, tenant: str, endpoint_id: str, event_id: str) -> Delivery:
    """Return a delivery to an endpoint that was given up.

    Raises:
        ApiProblem: 404, there is none.
    """
    found = _dead(context.table, own(context.table, tenant, endpoint_id), event_id)
    if found is None:
        raise lookup.missing("delivery that was given up")
    return found


def replay(
    context: Context, identity: Acting, endpoint_id: str, body: ReplayBody
) -> tuple[tuple[Delivery, ...], bool]:
    """Have deliveries that were given up made from the beginning: those named, or the newest.

    Returns:
        What is sent again, and whether more were given up.

    Raises:
        ApiProblem: 404, there is no such endpoint; 409, nothing is sent there at present; 422, one
            that is named was not given up; 429, the tenant has made its replays of this minute.
            Nothing is sent again then.
    """
    found, tenant = own(context.table, identity.tenant, endpoint_id), identity.tenant
    require_told(found)
    quota.take(context.table, Quota.WEBHOOK_REPLAYS, tenant, now=context.clock.now())
    if body.event_ids:
        chosen, more = tuple(_named(context.table, found, body)), False
    else:
        with passing_over(context.meter):
            chosen, following = deliveries.dead(
                context.table, tenant, found.further, limit=MAX_REPLAYED, after=None
            )
        chosen = tuple(each for each in chosen if not is_for_earlier(each, found))
        more = following is not None
    return tuple(each for each in chosen if _sent_again(context, each)), more


def require_told(endpoint: Endpoint) -> None:
    """Make sure that something is sent to an endpoint.

    Raises:
        ApiProblem: 409, nothing is, at present.
    """
    try:
        flow.require_told(endpoint)
    except NotToldError as why:
        title = "Nothing is sent to the endpoint at present"
        detail = f"Nothing is sent again: {why}."
        raise ApiProblem(409, "endpoint-inactive", title, detail) from None


def _sent_again(context: Context, delivery: Delivery) -> bool:
    try:
        deliver.replay(context, delivery)
    except ConditionFailedError:  # another request has done so at this moment
        return False
    return True


def _named(table: Table, endpoint: Endpoint, body: ReplayBody) -> Iterator[Delivery]:
    found = {each: _dead(table, endpoint, each) for each in dict.fromkeys(body.event_ids or ())}
    if missing := [each for each, delivery in found.items() if delivery is None]:
        raise body.refused(missing)
    yield from filter(None, found.values())


def _dead(table: Table, endpoint: Endpoint, event_id: str) -> Delivery | None:
    """Return a delivery that was given up, by its event, whose id begins with its journey's."""
    if not is_id(event_id):
        return None
    journey_id = event_id.rsplit("_", 2)[0] or "-"
    found = deliveries.get(table, journey_id, event_id, endpoint.further)
    given_up = (
        found and found.event.tenant == endpoint.tenant and found.status is DeliveryStatus.DEAD
    )
    return found if found and given_up and not is_for_earlier(found, endpoint) else None
