"""Onboardings: one person's request, made at the partner that it names; then found and listed."""

from jetbridge.flows import lookup, partner
from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency, persons
from jetbridge.model.identity import Identity
from jetbridge.model.journey import Journey
from jetbridge.model.onboarding import Onboarding
from jetbridge.model.onboarding_request import Answer
from jetbridge.model.person import Person
from jetbridge.store import onboardings
from jetbridge.store.table import Cursor
from jetbridge.web.orders import Order


def request(  # noqa: PLR0913 - who asks for what, and how it is known again
    context: Context,
    identity: Identity,
    order: Order,
    *,
    idempotency_key: str | None,
    base_url: str = "",
    journey: Journey | None = None,
) -> Answer:
    """Request an onboarding, or answer a repeat as the first time.

    Args:
        context: the ports.
        identity: the API client that asks; its tenant owns the onboarding.
        order: what is asked, already checked, and of which partner.
        idempotency_key: the caller's name for this request; repeats under it are recognised.
        base_url: our own origin, for a link that leads to us.
        journey: the journey that asks, which is told of every news.

    Raises:
        ApiProblem: 409, 422, 502 or 503, as the partner's refusals word it.
    """
    asked = idempotency.asked(identity, idempotency_key, order, base_url=base_url, journey=journey)
    return partner.onboards(order.partner).request(context, asked, order)


def find(context: Context, tenant: str, onboarding_id: str) -> tuple[Onboarding, Person | None]:
    """Return an onboarding of the tenant, and what is kept of a person who was verified.

    Raises:
        ApiProblem: 404, the tenant has no such onboarding.
    """
    found = lookup.own(onboardings.get, context.table, onboarding_id, tenant, "onboarding")
    return found, persons.kept(context, found)


def page(
    context: Context, tenant: str, *, limit: int, after: Cursor | None
) -> tuple[tuple[Onboarding, ...], Cursor | None]:
    """Return a page of the tenant's onboardings, newest first, and where the next one begins.

    Raises:
        ApiProblem: 422, the cursor is of another list.
    """
    with lookup.cursor_of_this_list():
        return onboardings.of_tenant(context.table, tenant, limit=limit, after=after)
