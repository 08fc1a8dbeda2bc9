"""Onboardings whose link leads to us: nothing is asked of the partner before the person comes.

So the onboarding, its idempotency key and what opens the link are one transaction, and a repeat is
answered from it. `jetbridge.flows.browser.verification` takes the person on from there.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from jetbridge.flows.context import Context
from jetbridge.flows.onboarding import idempotency
from jetbridge.model.metrics import Metric
from jetbridge.model.onboarding import Onboarding, Status
from jetbridge.model.onboarding_request import Answer, Asked
from jetbridge.model.secret import Secret
from jetbridge.store import authorizations, onboardings

PARAMETER: Final = "onboarding"
RETURN_URL: Final = "returnUrl"
"""The setting of an onboarding that says where the person goes afterwards, if anywhere."""


def path(partner: str) -> str:
    """Return the path of the page to which a partner's links lead."""
    return f"/connect/{partner}"


def of(base_url: str, partner: str, token: str) -> Secret:
    """Return the link that carries `token`."""
    return Secret(f"{base_url}{path(partner)}?{urlencode({PARAMETER: token})}")


def create(  # noqa: PLR0913 - what an onboarding is made of
    context: Context,
    asked: Asked,
    partner: str,
    *,
    minutes: int,
    external_customer_id: str | None,
    settings: Mapping[str, str],
) -> Answer:
    """Make a link, for a request that is new.

    Args:
        context: the ports.
        asked: who asks, and how the request is recognised when it comes again.
        partner: where the link leads to in the end.
        minutes: how long it is valid.
        external_customer_id: the caller's.
        settings: what the onboarding needs later, by the partner's names.

    Raises:
        ApiProblem: 409, the same request is under way at this moment.
    """
    now, onboarding_id, token = (
        context.clock.now(),
        f"onb_{context.ids.handle()}",
        context.ids.token(),
    )
    link, ends_at = of(asked.base_url, partner, token), now + minutes * 60
    onboarding = Onboarding(
        id=onboarding_id,
        tenant=asked.identity.tenant,
        client_id=asked.identity.client_id,
        partner=partner,
        status=Status.REQUESTED,
        notification_type="URL",
        external_customer_id=external_customer_id or onboarding_id,
        link_minutes=minutes,
        digest=asked.digest,
        created_at=now,
        updated_at=now,
        expires_at=ends_at,
        sealed_link=idempotency.seal(context.vault, onboarding_id, onboardings.LINK_FIELD, link),
        journey_id=asked.journey_id,
        settings=settings,
    )
    start = authorizations.new_start(token, onboarding_id, ends_at=ends_at)
    stored = idempotency.create(context, onboarding, asked, start)
    context.meter.count(Metric.ONBOARDING_REQUESTED)
    return Answer(stored, link)
