"""An onboarding at Onboarder: a link by which one person may prove who they are.

Nothing is asked of the partner before the person comes: the link leads to us
(`jetbridge.partners.onboarder.connect`). So the onboarding, its idempotency key and what opens the
link are one transaction, and a repeat is answered from it.
"""

from typing import Final

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency, links
from jetbridge.flows.onboarding import refusals as shared
from jetbridge.model.errors import ApiProblem, Violation
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_error import OnboardingError
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.model.outcome import Refused
from jetbridge.partners.onboarder import api as onboarder
from jetbridge.partners.onboarder import bodies, verification_link
from jetbridge.partners.onboarder.api import Order
from jetbridge.store import authorizations, onboardings
from jetbridge.web import return_urls
from jetbridge.web.json_body import invalid

FLOW_ID = "flowId"
RETURN_URL = "returnUrl"

_FOREIGN_RETURN_URL: Final = Violation(
    "/returnUrl",
    "return_url_not_allowed",
    "Must be an https URL at a host that the operator of this service allows.",
)

read_order = bodies.read_order


def request(context: Context, asked: Asked, order: Order) -> Answer:
    """Make a link, or answer a repeat with the one that was made.

    Args:
        context: the ports.
        asked: who asks, and how the request is recognised when it comes again.
        order: what is asked, already checked.

    Raises:
        OnboardingError: the same request is under way, the key belongs to another request, or
            nobody may be sent to the return URL.
    """
    known = idempotency.known(context, asked)
    if known:
        return Answer(known, links.stored(context, known))
    if order.return_url and not return_urls.is_allowed(order.return_url, context.settings):
        raise OnboardingError(Refused(violation=_FOREIGN_RETURN_URL))
    now, onboarding_id, token = (
        context.clock.now(),
        f"onb_{context.ids.handle()}",
        context.ids.token(),
    )
    link = verification_link.of(asked.base_url, token)
    minutes = order.link_validity_minutes or context.settings.onboarder_link_minutes
    ends_at = now + minutes * 60
    onboarding = Onboarding(
        id=onboarding_id,
        tenant=asked.identity.tenant,
        client_id=asked.identity.client_id,
        partner=onboarder.PARTNER,
        status=Status.REQUESTED,
        notification_type="URL",
        external_customer_id=order.external_customer_id or onboarding_id,
        link_minutes=minutes,
        digest=asked.digest,
        created_at=now,
        updated_at=now,
        expires_at=ends_at,
        sealed_link=idempotency.seal(context, onboarding_id, onboardings.LINK_FIELD, link),
        journey_id=asked.journey_id,
        settings={FLOW_ID: order.flow_id, RETURN_URL: order.return_url or ""},
    )
    start = authorizations.new_start(token, onboarding_id, ends_at=ends_at)
    stored = idempotency.create(context, onboarding, asked, start)
    context.meter.count(Metric.ONBOARDING_REQUESTED)
    return Answer(stored, link)


def problem(error: OnboardingError) -> ApiProblem:
    """Return why a request has led to no link, as the caller reads it."""
    if isinstance(error.why, Refused):
        return invalid(error.why.violation)
    return shared.problem(error)
