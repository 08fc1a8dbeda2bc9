"""An onboarding at Vouchwell: a link of ours, by which one person may prove who they are."""

from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency, links, own_links, refusals
from jetbridge.model.onboarding_request import Answer, Asked
from tests.sixth.vouchwell import api, bodies
from tests.sixth.vouchwell.api import Order

CHECK: Final = "check"

read_order = bodies.read_order
problem = refusals.problem


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
