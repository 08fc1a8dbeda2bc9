"""An onboarding at Onboarder: a link of ours, by which one person may prove who they are."""

from collections.abc import Mapping
from typing import Any, Final

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency, links, own_links
from jetbridge.flows.onboarding import refusals as shared
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.model.outcome import Refused
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.onboarder.api import Order
from jetbridge.web import return_urls
from jetbridge.web.json_object import invalid
from jetbridge.web.reading import Reading

FLOW_ID = "flowId"

_FOREIGN_RETURN_URL: Final = Violation(
    "/returnUrl",
    "return_url_not_allowed",
    "Must be an https URL at a host that the operator of this service allows.",
)


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked. See `jetbridge.web.orders.ReadsOrders`."""
    from jetbridge.partners.onboarder import bodies

    return bodies.read_order(sent, reading)


def request(context: Context, asked: Asked, order: Order) -> Answer:
    """Make a link, or answer a repeat with the one that was made.

    Args:
        context: the ports.
        asked: who asks, and how the request is recognised when it comes again.
        order: what is asked, already checked.

    Raises:
        OnboardingError: the same request is under way, the key belongs to another request, or
            the return URL is not allowed.
    """
    known = idempotency.known(context, asked)
    if known:
        return Answer(known, links.stored(context, known))
    if order.return_url and not return_urls.is_allowed(order.return_url, context.settings):
        raise OnboardingError(Refused(violation=_FOREIGN_RETURN_URL))
    return own_links.create(
        context,
        asked,
        onboarder.PARTNER,
        minutes=order.link_validity_minutes or context.settings.onboarder_link_minutes,
        external_customer_id=order.external_customer_id,
        settings={FLOW_ID: order.flow_id, own_links.RETURN_URL: order.return_url or ""},
    )


def problem(error: OnboardingError) -> ApiProblem:
    """Return why a request has led to no link, as the caller reads it."""
    if isinstance(error.why, Refused):
        return invalid(error.why.violation)
    return shared.problem(error)
