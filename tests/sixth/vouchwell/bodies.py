"""The body of `POST /v1/onboardings` for Vouchwell, checked whole."""

from collections.abc import Mapping
from typing import Any, Literal

from jetbridge.web.fields import LinkMinutes, Text
from jetbridge.web.json_body import Body, validated
from jetbridge.web.reading import Reading
from tests.sixth.vouchwell.api import Order


class _Onboarding(Body):
    """`POST /v1/onboardings` with partner `vouchwell`."""

    partner: Literal["vouchwell"]
    check: Text
    link_validity_in_minutes: LinkMinutes | None = None
    external_customer_id: Text | None = None


def read_order(sent: Mapping[str, Any], reading: Reading) -> Order:
    """Read what is asked of Vouchwell.

    Raises:
        ApiProblem: 422, with every broken rule.
    """
    body = validated(_Onboarding, sent, reading)
    return Order(
        check=body.check,
        link_validity_minutes=body.link_validity_in_minutes,
        external_customer_id=body.external_customer_id,
    )
