"""The body of `POST /v1/onboardings` for Onboarder, checked whole.

Source of the rules: the partner's page "OAuth 2.0 API Reference".
"""

from collections.abc import Mapping
from typing import Any, Literal

from jetbridge.partners.onboarder.api import Order
from jetbridge.web.fields import LinkMinutes, Text, Url
from jetbridge.web.json_body import Body, validated
from jetbridge.web.reading import Reading


class Onboarding(Body):
    """Asks Onboarder to verify who a person is."""

    partner: Literal["onboarder"]
    flow_id: Text
    """The verification flow, from Onboarder's dashboard."""
    # Whether it is allowed is for the flow to say; it knows the list.
    return_url: Url | None = None
    """Where the person goes afterwards: a URL without a fragment, https, at a host that the
    deployment allows."""
    link_validity_in_minutes: LinkMinutes | None = None
    """Without it the deployment's default."""
    external_customer_id: Text | None = None
    """Your correlation id; without it the onboarding's id."""


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked of Onboarder.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(Onboarding, sent, reading)
    return Order(
        flow_id=body.flow_id,
        return_url=body.return_url,
        link_validity_minutes=body.link_validity_in_minutes,
        external_customer_id=body.external_customer_id,
    )
