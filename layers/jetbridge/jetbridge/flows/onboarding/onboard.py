"""Onboardings: one person's request, made at the partner that it names; then found and listed."""

from jetbridge.flows import lookup, partner
from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency, persons
from jetbridge.model.identity import Identity
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.model.person import Person
from jetbridge.store import onboardings
from jetbridge.store.onboardings import Sought
from jetbridge.store.table import Cursor, Table
from jetbridge.web.orders import Order


def request(
    context: Context,
    identity: Identity,
    order: Order,
    *,
    idempotency_key: str | None,
    base_url: str = "",
) -> Answer:
    """Request an onboarding for the caller of the route, or answer a repeat as the first time.

    Args:
        context: the ports.
        identity: the API client that asks; its tenant owns the onboarding.
        order: what is asked, already checked, and of which partner.
        idempotency_key: the caller's name for this request; repeats under it are recognised.
        base_url: our own origin, for a link that leads to us.

    Raises:
        ApiProblem: 409, 422, 502 or 503, as the partner words it.
    """
    asked = idempotency.asked(identity, idempotency_key, order, base_url=base_url)
    try:
        return attempt(context, asked, order)
    except OnboardingError as error:
        raise partner.onboards(order.partner).problem(error) from None


def attempt(context: Context, asked: Asked, order: Order) -> Answer:
    """Request an onboarding as `request` does, for a caller that tells in its own words of it.

    Raises:
        OnboardingError: there is none.
    """
    return partner.onboards(order.partner).request(context, asked, order)


def find(context: Context, tenant: str, onboarding_id: str) -> tuple[Onboarding, Person | None]:
    """Return an onboarding of the tenant, and what is kept of a person who was verified.

    Raises:
        ApiProblem: 404, the tenant has no such onboarding.
    """
    found = lookup.own(onboardings.get, context.table, onboarding_id, tenant, "onboarding")
    return found, persons.kept(context, found)


def page(
    table: Table, tenant: str, *, limit: int, after: Cursor | None, is_sought: Sought | None = None
) -> tuple[tuple[Onboarding, ...], Cursor | None]:
    """Return a page of the tenant's onboardings, newest first, and where the next one begins.

    Raises:
        ApiProblem: 400, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return onboardings.of_tenant(table, tenant, limit=limit, after=after, is_sought=is_sought)
