"""An onboarding at Vouchwell: a link of ours, by which one person may prove who they are."""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency, links, own_links, refusals
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.web.reading import Reading
from tests.sixth.vouchwell import api
from tests.sixth.vouchwell.api import Order

CHECK: Final = "check"

problem = refusals.problem


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked. See `jetbridge.web.orders.ReadsOrders`."""
    from tests.sixth.vouchwell import bodies

    return bodies.read_order(sent, reading)


def request(context: Context, asked: Asked, order: Order) -> Answer:
    """Make a link, or answer a repeat with the one that was made.

    Raises:
        OnboardingError: the same request is under way, or the key belongs to another request.
    """
    known = idempotency.known(context, asked)
    if known:
        return Answer(known, links.stored(context, known))
    return own_links.create(
        context,
        asked,
        api.PARTNER,
        minutes=order.link_validity_minutes or 60,
        external_customer_id=order.external_customer_id,
        settings={CHECK: order.check},
    )
