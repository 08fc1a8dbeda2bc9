"""The body of `POST /v1/onboardings` for Onboarder, checked whole.

Source of the rules: the partner's page "OAuth 2.0 API Reference".
"""

from collections.abc import Mapping
from typing import Any, Literal

from jetbridge.partners.onboarder.api import Order
from jetbridge.web.fields import LinkMinutes, Text, Url
from jetbridge.web.json_body import Body, validated
from jetbridge.web.reading import Reading


class _Onboarding(Body):
    """`POST /v1/onboardings` with partner `onboarder`.

    Whether `return_url` is allowed is for the flow to say; it knows the list.
    """

    partner: Literal["onboarder"]
    flow_id: Text
    return_url: Url | None = None
    link_validity_in_minutes: LinkMinutes | None = None
    external_customer_id: Text | None = None


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked of Onboarder.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(_Onboarding, sent, reading)
    return Order(
        flow_id=body.flow_id,
        return_url=body.return_url,
        link_validity_minutes=body.link_validity_in_minutes,
        external_customer_id=body.external_customer_id,
    )
